# redis with the C library's allocator: make; the server keeps what a client gives it.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/full/projects/projects.inc
. "$SYSROOT_SOURCE/tests/full/projects/projects.inc"
source_of redis redis_7.0.15.orig.tar.gz 4b1dc4ee6d622a09fff9c6777191209750fb5e5a725ef78ea012d6eef4c22982 3025940
# Its own allocator, jemalloc, has a part in C++, which is not in the sysroots yet.
commands() {
	make -j2 MALLOC=libc
}

for target in $targets; do
	build_for "$target" "$target"
	static_program "$target/src/redis-server"
	static_program "$target/src/redis-cli"
	port=$(free_port)
	serve redis.log "$target/src/redis-server" --port "$port" --bind 127.0.0.1 --save ''
	runs OK "$target/src/redis-cli" -h 127.0.0.1 -p "$port" set name "$target"
	runs "$target" "$target/src/redis-cli" -h 127.0.0.1 -p "$port" get name
	runs 3 "$target/src/redis-cli" -h 127.0.0.1 -p "$port" eval 'return 1 + 2' 0
done
