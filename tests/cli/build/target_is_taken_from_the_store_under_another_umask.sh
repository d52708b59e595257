# The digest of the tiny sysroot does not depend on umask, job count or place.
. "$SYSROOT_SOURCE/tests/lib.sh"
tiny_data "$PWD/data"
digests=
for umask in 022 077; do
	for jobs in 1 2; do
		SYSROOT_STORE="$PWD/a store of umask $umask/$jobs"
		export SYSROOT_STORE
		(
			umask $umask
			expect 0 sysroot fetch tiny
			expect 0 sysroot build -j $jobs tiny
		)
		digests="$digests $(cut -d' ' -f2 out)"
	done
done
# shellcheck disable=SC2086
[ "$(printf '%s\n' $digests | sort -u | wc -l)" -eq 1 ] || fail "digests differ: $digests"
