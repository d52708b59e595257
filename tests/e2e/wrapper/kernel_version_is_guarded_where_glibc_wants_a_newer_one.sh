# A static program has the guard of the kernel's version only where glibc was configured for a newer
# kernel than the target's: 3.10.108 for 3.10, and not for 5.10.
. "$SYSROOT_SOURCE/tests/lib.sh"
newer='--recipe linux-headers-5.10-debian11 centos7+linux-5.10'
# shellcheck disable=SC2086 # words
sysroot -q build $newer >built.log 2>&1 || {
	sysroot fetch $newer >built.log 2>&1 || fail "cannot fetch '$newer': $(cat built.log)"
	sysroot build $newer >built.log 2>&1 || fail "cannot build '$newer': $(cat built.log)"
}
echo 'int main(void) { return 0; }' >empty.c

# guards ROOT NAME...: these, and no others, are the names of the check in gcc's and clang's programs
guards() {
	root=$1
	shift
	for compiler in gcc clang; do
		SYSROOT_CC=$compiler "$root/bin/cc" -static -o empty empty.c || fail "$compiler does not link for $root"
		found=$(nm empty | sed -n 's/.* \(.*_dl_discover_osversion\)$/\1/p' | sort | tr '\n' ' ')
		[ "$found" = "$* " ] || fail "$compiler, $root: $found"
	done
}

guards "$CENTOS7_ROOT" __wrap__dl_discover_osversion _dl_discover_osversion
guards "$(readlink -f "$SYSROOT_STORE/sysroots/centos7+linux-5.10")" _dl_discover_osversion
