# A C library from source, and what is made for another architecture.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_reproducible.sh"
for options in "--fidelity source" ""; do
	if [ -n "$options" ]; then
		set -- glibc-2.36+linux-6.1 glibc-2.31+linux-6.12-aarch64
	else
		set -- musl-aarch64+sqlite+zlib debian11 debian13-aarch64
	fi
	mkdir "with$#"
	cd "with$#"
	# shellcheck disable=SC2086 # words
	sysroot -q fetch $options "$@"
	# shellcheck disable=SC2086
	sysroot -q build $options "$@" >/dev/null
	(same_in_other_conditions "$options" "$@")
	cd ..
done
