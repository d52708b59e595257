#!/bin/sh
# Every form of a command line that this machine's ar, ranlib, strip, objcopy and nm accept, with
# the old keys of makefiles and libtool among them, is accepted, does the same, and writes the same
# bytes whatever the members' dates and owners are.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
eval "$(sysroot env musl)"

for name in a b -c; do
	echo "int $name(void) { return 1; }" | sed 's/-//' >source.c
	$CC -c source.c -o "./$name.o"
done

# archive TOOL DATE FORM...: what the form makes of a fresh archive, in which "b.o" is old
archive() {
	by=$1
	rm -rf place
	mkdir place
	cp -- a.o b.o ./-c.o place
	(cd place && ar rc lib.a b.o && touch -d "$2" -- *.o && shift 2 && "$by" "$@" >said 2>err)
}

# same FORM...: with both tools, and twice with ours
same() {
	archive ar 2001-01-01 "$@" || fail "this machine's ar does not accept: $*"
	ar t place/lib.a >members
	cp place/said said
	archive "$AR" 2001-01-01 "$@" || fail "ar $*: $(cat place/err)"
	ar t place/lib.a | cmp -s - members || fail "ar $*: other members: $(ar t place/lib.a)"
	case $* in *[tp]*v*) ;; *) cmp -s place/said said || fail "ar $*: says $(cat place/said), not $(cat said)" ;; esac
	cp place/lib.a first.a
	archive "$AR" 2020-02-02 "$@" || fail "ar $*: $(cat place/err)"
	cmp -s place/lib.a first.a || fail "ar $*: the bytes depend on the members' dates"
}

for dash in '' -; do
	for keys in cru ru rcu rucs crus ruv crv cr rc rcs rvs q qc qcs qcv rcP rcf; do
		same "$dash$keys" lib.a a.o b.o
	done
	same "${dash}rua" b.o lib.a a.o
	same "${dash}rub" b.o lib.a a.o
	same "${dash}mb" b.o lib.a b.o
	same "${dash}d" lib.a b.o
	same "${dash}s" lib.a
	same "${dash}su" lib.a
	same "${dash}t" lib.a
	same "${dash}p" lib.a b.o
	same "${dash}xo" lib.a b.o
done
same -r -u -c lib.a a.o
same -c -r -u lib.a a.o
same -rc -u -- lib.a a.o
same r lib.a a.o -u
same --target=elf64-x86-64 cru lib.a a.o
same --target elf64-x86-64 -cru lib.a a.o
same -cru -- lib.a -c.o
printf '%s\n' cru lib.a a.o >place.rsp
cp place.rsp words
same "@$PWD/words"
POSIXLY_CORRECT=1 && export POSIXLY_CORRECT
same cru lib.a a.o
unset POSIXLY_CORRECT

# U asks for dates and owners, and u means what it says with it.
archive "$AR" 2001-01-01 cruU lib.a a.o || fail "ar cruU: $(cat place/err)"
ar tvO place/lib.a 2>/dev/null | grep -q 2001 || ar tv place/lib.a | grep -q 2001 || fail "ar cruU keeps no dates"

# shellcheck disable=SC2153 # the environment's
for options in '' -D -U -t; do
	for ranlib in ranlib "$RANLIB"; do
		archive ar 2001-01-01 rc lib.a a.o
		# shellcheck disable=SC2086 # none or one
		"$ranlib" $options place/lib.a || fail "$ranlib $options"
	done
done
for options in '' -g -S --strip-debug -d -x --strip-unneeded -D -p '-g -p'; do
	for tool in "$STRIP" "$OBJCOPY"; do
		case "${tool##*-}$options" in objcopy-d | objcopy-s) continue ;; esac
		for date in 2001-01-01 2020-02-02; do
			archive ar "$date" rcU lib.a a.o
			touch -d "$date" place/lib.a
			# shellcheck disable=SC2086 # none or more
			"$tool" $options place/lib.a || fail "$tool $options"
			cp place/lib.a "$date.a"
		done
		cmp -s 2001-01-01.a 2020-02-02.a || fail "$tool $options: the bytes depend on the members' dates"
	done
done
for options in '' -g -u -D -B -P '-f posix' --defined-only -A; do
	# shellcheck disable=SC2086 # none or more
	nm $options a.o >want && "$NM" $options a.o | cmp -s - want || fail "nm $options"
done
"$AR" --version >/dev/null && "$AR" -V >/dev/null && "$AR" --help >/dev/null || fail "ar --version, -V, --help"
