# An unknown target is never answered with a newer one; a release that is known is told what fits it.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
for name in debian10 Debian10 centos6 rocky7 debian14 ubuntu18.04 debian; do
	expect 2 sysroot show "$name"
	says err "unknown target '$name'"
	never_says err "did you mean"
done
expect 2 sysroot show buster
says err "'glibc-2.28+linux-4.19'"
says err "glibc 2.28 and Linux 4.19"
expect 2 sysroot fetch centos6
says err "'musl'"
expect 2 sysroot build rocky7
says err "'centos7'"
expect 2 sysroot show debain12
says err "did you mean 'debian12'?"
expect 0 sysroot show CentOS7
says out "centos7"
expect 0 sysroot show GLIBC-2.28+Linux-4.18
# Nor is a recipe of another version.
expect 2 sysroot show --recipe glibc-2.37 debian12
never_says err "did you mean"
# A version of glibc that no recipe makes: the newest one that is not newer.
expect 2 sysroot show glibc-2.27+linux-4.4
says err "glibc-2.17+linux-4.4"
says err "the choices are 2.17, 2.28"
expect 2 sysroot show glibc-2.28+linux-4.17
says err "glibc-2.28+linux-4.14"
