#!/bin/sh
# CycloneDX bills are valid by the schema of its makers; SPDX ones by the rules of its text.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"

# The schemas, once for all runs, beside the tests' store: npm has CycloneDX's own copies.
sum=9833bd949052eb18218dd64b13ad62d9246f7395eef01c66dad08fcbacf74f01
package=@cyclonedx/cyclonedx-library@10.3.0
kept=$SYSROOT_STORE-schemas
file=$kept/cyclonedx-cyclonedx-library-10.3.0.tgz
mkdir -p "$kept"
[ -f "$file" ] || (cd "$kept" && npm pack "$package" --ignore-scripts --loglevel=error >npm.log 2>&1) ||
	fail "cannot bring the schemas: $(cat "$kept/npm.log")"
echo "$sum  $file" | sha256sum -c >/dev/null 2>&1 || {
	rm -f "$file"
	fail "the schemas' package is not what it was"
}
tar -xzf "$file" package/res/schema

for target in centos7+sqlite+zlib musl+sqlite+zlib; do
	for format in spdx cyclonedx; do
		expect 0 sysroot sbom --format $format $target -o "$target.$format"
		expect 0 sysroot sbom --format $format --files $target -o "$target.files.$format"
	done
done
"$MUSL_ROOT/bin/cc" -static -o hello -x c - -lz <<-'C' || fail "cannot link"
	#include <stdio.h>
	#include <zlib.h>
	int main(void) { return puts(zlibVersion()) < 0; }
C
for format in spdx cyclonedx; do
	expect 0 sysroot sbom --format $format --binary hello musl+sqlite+zlib -o "hello.$format"
done
python3 "$SYSROOT_SOURCE/tests/e2e/sbom/check_bills.py" package/res/schema ./*.spdx ./*.cyclonedx ||
	fail "a bill is not valid"
# The check itself can fail.
sed 's/"bomFormat": "CycloneDX"/"bomFormat": "Cyclone"/' hello.cyclonedx >bad.cyclonedx
! python3 "$SYSROOT_SOURCE/tests/e2e/sbom/check_bills.py" package/res/schema bad.cyclonedx >/dev/null ||
	fail "a wrong CycloneDX bill is taken for valid"
sed 's/"SPDXRef-Part-zlib"/"SPDXRef-Part-zlob"/' hello.spdx | sed '0,/zlob/s//zlib/' >bad.spdx
! python3 "$SYSROOT_SOURCE/tests/e2e/sbom/check_bills.py" package/res/schema bad.spdx >/dev/null ||
	fail "a wrong SPDX bill is taken for valid"
