# What the tests of reproducibility share; sourced after tests/lib.sh.
# shellcheck shell=sh
# SPDX-License-Identifier: MIT

# one STORE UMASK JOBS [PREFIX...]: build $targets there, as the prefix says
one() {
	store=$1 umask=$2 jobs=$3
	shift 3
	"$@" env HOME="$(dirname "$store")" SYSROOT_STORE="$store" sh -euc '
		umask '"$umask"'
		"$SYSROOT_BIN" -q add '"'$inputs'"'/*
		"$SYSROOT_BIN" -q build -j '"$jobs $options $targets" | awk '{ print $1, $2 }'
}

# same_in_other_conditions OPTIONS TARGET...: built twice from empty stores: paths of
# different length, another user, umask, number of jobs and time zone: the same digests,
# and those of the tests' own store, which holds the inputs.
same_in_other_conditions() {
	options=$1
	shift
	targets=$*
	inputs=$PWD/inputs
	mkdir "$inputs"
	# The other user may not be able to read the source tree: a program installed here.
	prefix=$PWD/prefix/share/sysroot
	mkdir -p prefix/bin
	cp "$SYSROOT_BIN" prefix/bin/sysroot
	copy_data "$prefix"
	# The installed program's own are those that are in use.
	unset SYSROOT_DATA
	chmod -R go+rX prefix
	SYSROOT_BIN=$PWD/prefix/bin/sysroot
	for target in "$@"; do
		# shellcheck disable=SC2086 # words
		for sum in $(sysroot show --json $options "$target" | sed -n 's/.*"sha256": "\(.*\)".*/\1/p'); do
			cp "$SYSROOT_STORE/inputs/$(printf '%.2s' "$sum")/$sum" "$inputs/"
		done
	done
	chmod 755 . "$inputs" "$(dirname "$PWD")"
	chmod 644 "$inputs"/*
	one "$PWD/s" 022 2 >first
	rm -rf s
	long=$PWD/"another store, at a path that is a good deal longer"
	mkdir "$long"
	if [ "$(id -u)" = 0 ]; then
		chown 65534:65534 "$long"
		one "$long/store" 077 1 setpriv --reuid 65534 --regid 65534 --clear-groups \
			env TZ=Asia/Tokyo LC_ALL=C >second
	else
		one "$long/store" 077 1 env TZ=Asia/Tokyo LC_ALL=C >second
	fi
	cat first
	[ "$(wc -l <first)" -eq $# ] || fail "not all were built"
	cmp first second || fail "they differ: $(cat second)"
	for target in "$@"; do
		grep -qF "$target sha256:$(cat "$SYSROOT_STORE/sysroots/$target/.sysroot/digest")" first ||
			fail "$target in the tests' store is another"
	done
}

# made_twice OPTIONS TARGET...: the same, of targets that the tests' store may not have yet.
made_twice() {
	choice=$1
	shift
	for target in "$@"; do
		# shellcheck disable=SC2086 # words
		bring $choice "$target" || fail "cannot fetch '$target': $(cat bring.log)"
	done
	# shellcheck disable=SC2086
	sysroot -q build $choice "$@" >/dev/null
	same_in_other_conditions "$choice" "$@"
}
