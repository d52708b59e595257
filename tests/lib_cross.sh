# Another architecture than this machine's: what the scripts of tests/e2e/cross ask of each. Sourced
# after tests/lib.sh and tests/lib_go.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034 # for the scripts
# SPDX-License-Identifier: MIT
#
#   cross ARCH SCRIPT   runs tests/e2e/cross/SCRIPT.inc for it; needs the cross gcc and qemu-user
#
# $machine: as readelf names it; $macro: what its compilers define; $distribution, $glibc,
# $interpreter: a target with glibc, its release and its loader; $small: a target whose sysroot is made
# soon; $cpu, $newer_cpu: its lowest level, and another -march.
cross() {
	arch=$1
	case $arch in
	aarch64)
		machine=AArch64 macro=__aarch64__ goarch=arm64 cpu=armv8-a newer_cpu=armv8.2-a
		distribution=centos7 glibc=2.17 interpreter=/lib/ld-linux-aarch64.so.1 small=musl-aarch64+sqlite+zlib
		;;
	riscv64)
		machine=RISC-V macro='__riscv_xlen 64' goarch=riscv64 cpu=rv64gc newer_cpu=rv64gcv
		distribution=debian13 glibc=2.41 interpreter=/lib/ld-linux-riscv64-lp64d.so.1 small=debian13-riscv64
		;;
	*) fail "cross: unknown architecture '$arch'" ;;
	esac
	# shellcheck disable=SC1090 # by its name
	. "$SYSROOT_SOURCE/tests/e2e/cross/$2.inc"
}
