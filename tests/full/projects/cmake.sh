# CMake projects, as their README says: cJSON, and pcre2 with its tests.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/full/projects/projects.inc
. "$SYSROOT_SOURCE/tests/full/projects/projects.inc"
source_of cjson cjson_1.7.15.orig.tar.gz 5308fd4bd90cef7aa060558514de6a1a4a0819974a26e6ed13973c5f624c24b2 352278
cjson=$tarball
source_of pcre2 pcre2_10.42.orig.tar.gz c33b418e3b936ee3153de2c61cc638e7e4fe3156022a5c77d0711bcbb9d64f1f 2397194
pcre2=$tarball
commands() {
	mkdir build && cd build && cmake .. && make -j2
}

for target in $targets; do
	tarball=$cjson
	build_for "$target" "cjson-$target"
	static_program "cjson-$target/build/cJSON_test"
	runs '"Jack (' "cjson-$target/build/cJSON_test"
	tarball=$pcre2
	build_for "$target" "pcre2-$target"
	static_program "pcre2-$target/build/pcre2grep"
	echo 'one two' >words
	runs 'one two' "pcre2-$target/build/pcre2grep" '^o(?=ne)' words
	(cd "pcre2-$target/build" && ctest --output-on-failure -E grep) >ctest.log 2>&1 || fail "$target: $(tail -n 30 ctest.log)"
done
