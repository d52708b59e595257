# --arch lists what there is for one architecture; what cannot exist for it says why in one sentence,
# and nothing newer is proposed.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
expect 0 sysroot targets --arch riscv64
grep -q '^debian13 .* riscv64 ' out || fail "debian13 is not listed: $(cat out)"
grep -q '^musl  *musl 1.2.5 .* riscv64 ' out || fail "musl is not listed: $(cat out)"
never_says out centos7
never_says out debian12
never_says out armv8
grep -qx -e '-ARCH      riscv64' out || fail "architectures: $(cat out)"
grep -qx 'glibc-     2\.41' out || fail "glibc: $(cat out)"
expect 0 sysroot targets
grep -q '^centos7 .* x86_64 aarch64  ' out || fail "centos7 is not listed as it is: $(cat out)"
grep -qx '  riscv64: 2\.41' out || fail "glibc for riscv64: $(cat out)"
expect 0 sysroot targets --json --arch riscv64
says out '"target": "musl-riscv64"'
says out '"triple": "riscv64-linux-musl"'
never_says out '"target": "musl"'
never_says out centos7
never_says out '"version": "2.17"'
never_says out '"arch": "x86_64"'

for words in "centos7 --arch riscv64" centos7-riscv64 "glibc-2.17+linux-5.10 --arch riscv64"; do
	# shellcheck disable=SC2086 # words
	expect 1 sysroot show $words
	says err "does not support riscv64: glibc before 2.27 has no riscv64"
	for newer in debian13 2.41 2.28 musl; do
		never_says err "$newer"
	done
done
expect 1 sysroot show musl+linux-4.9-riscv64
says err "'musl' with Linux 4.9 does not support riscv64: Linux before 4.15 has no riscv64"
never_says err 'it supports'
expect 2 sysroot show musl-riscv64+x86-64-v2
says err 'the only CPU level of riscv64 is rv64gc'
expect 1 sysroot show debian12-riscv64
says err "it supports x86_64, aarch64"
expect 2 sysroot targets --arch vax
says err "unknown architecture 'vax'"

# Each is told once, by the name under which it is built.
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny-aarch64
expect 0 sysroot build tiny-aarch64
expect 0 sysroot targets --json --arch arm64
jq -r '.targets[] | "\(.target) \(.arch) \(.state)"' out >rows
echo 'tiny-aarch64 aarch64 built' | cmp -s rows - || fail "rows: $(cat rows)"
expect 0 sysroot targets --json
jq -r '.targets[] | "\(.target) \(.arch) \(.state)"' out >rows
printf '%s\n' 'tiny x86_64 not-built' 'tiny-aarch64 aarch64 built' | cmp -s rows - || fail "rows: $(cat rows)"
