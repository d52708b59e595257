# A library that is made with others names all that the target lacks, and a name that has them.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"

expect 1 sysroot show musl+libarchive
says err "needs the parts 'bzip2', 'xz', 'zlib', 'zstd', which 'musl+libarchive' does not have"
says err "add them: 'musl+libarchive+bzip2+xz+zlib+zstd'"
expect 1 sysroot show musl+libarchive+bzip2+zlib+zstd
says err "add it: 'musl+bzip2+libarchive+zlib+zstd+xz'"
expect 0 sysroot show musl+libarchive+bzip2+xz+zlib+zstd
