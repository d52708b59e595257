# What a target is made of, libraries included, in text and JSON.
. "$SYSROOT_SOURCE/tests/lib.sh"
expect 0 sysroot show centos7+sqlite+zlib
for word in libc linux-headers standins sqlite zlib glibc-2.17-crosstool made; do
	says out "$word"
done
expect 0 sysroot show el7
says out "centos7:"
expect 0 sysroot show --json centos7
says out '"recipe": "glibc-2.17-crosstool"'
expect 0 sysroot show --key libc centos7
says out "sysroot key"
own_store
expect 0 sysroot show musl
says out "missing: musl-1.2.5.tar.gz"
says out "a9a118bbe84d8764da0ea0d28b3ab3fae8477fc7e4085d90102b8596fc7c75e4"
says out "musl.libc.org"
