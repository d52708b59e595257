# What was taken out of somebody's toolchain is of a kind of its own: who prefers sources builds them.
. "$SYSROOT_SOURCE/tests/lib.sh"
unset SYSROOT_DATA
own_store

# first PART: the recipe that would be tried first
first() {
	awk -v part="$1" '$1 == part { print $2; exit }' out
}

expect 0 sysroot show --all-recipes centos7
[ "$(first libc)" = glibc-2.17-crosstool ] || fail "centos7 comes from $(first libc)"
expect 0 sysroot show --all-recipes --prefer source centos7
[ "$(first libc)" = glibc-2.17 ] || fail "--prefer source: $(first libc)"
[ "$(first linux-headers)" = linux-headers-3.10.108 ] || fail "--prefer source: $(first linux-headers)"
# For aarch64 upstream's comes first as it is: it has the cure that static programs with threads need.
expect 0 sysroot show --all-recipes --arch aarch64 centos7
[ "$(first libc)" = glibc-2.17 ] || fail "centos7 for aarch64 comes from $(first libc)"
expect 0 sysroot show --all-recipes --fidelity source centos7
never_says out crosstool
expect 0 sysroot show --all-recipes --fidelity toolchain centos7
says out glibc-2.17-crosstool
never_says out glibc-2.17-centos
# By its axes it is upstream's too.
expect 0 sysroot show --all-recipes glibc-2.17+linux-4.18
[ "$(first libc)" = glibc-2.17 ] || fail "glibc-2.17+linux-4.18 comes from $(first libc)"
expect 2 sysroot show --prefer sauce centos7
says err "the choices are source, distro and toolchain"
