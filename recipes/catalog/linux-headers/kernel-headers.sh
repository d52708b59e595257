# Makes the headers for programs from a kernel's source: the one step of the recipes beside it.
# SPDX-License-Identifier: MIT
#
# They do not depend on the target's compiler; HOSTCC compiles two small tools that run here.
# -std: unifdef.c has a variable that is called as a keyword of C23 is. CC is only asked what it
# can do, and the answers are not used.
# shellcheck shell=sh

case $ARCH in
aarch64) kernel_arch=arm64 ;;
riscv64) kernel_arch=riscv ;;
*) kernel_arch=$ARCH ;;
esac
source_arch=${kernel_arch%_64}
include=$DESTDIR/usr/include
mkdir -p "$include"

# Runs the kernel's makefile; all that it needs to know comes in here.
kernel_make() {
	make ARCH="$kernel_arch" HOSTCC="$CC_FOR_BUILD -std=gnu11" CC="$CC_FOR_BUILD" "$@"
}

# From 5.3 on the kernel cleans its headers one by one, with ten processes each. The same sed
# script and the same unifdef do it here, all headers at once and where there is anything to do.
headers_at_once() {
	kernel_make hdr-inst="-f kernel-headers.mk obj" headers
	mkdir exported
	for root in include/uapi include/generated/uapi "arch/$source_arch/include/uapi" \
		"arch/$source_arch/include/generated/uapi"; do
		sed -n "s|^\(\./\)\{0,1\}$root/||p" exported-headers > names
		if test -s names; then
			(cd "$root" && xargs cp --parents -t "$OLDPWD/exported") < names
		fi
	done
	test "$(find exported -type f | grep -c .)" -eq "$(grep -c . exported-headers)"
	# The script stands between quotes in the kernel's own, and has changed over the years.
	sed -n "/^sed -E -e '\$/,/^'/p" scripts/headers_install.sh | sed '1d;$d' > clean.sed
	grep -q __user clean.sed
	find exported -name '*.h' -exec sed -E -i -f clean.sed {} +
	cp -R exported/. "$include"
	find exported -name '*.h' -exec grep -lE '__(KERNEL|EXPORTED_HEADERS)__' {} + > names
	while read -r name; do
		# 1 says that something was changed.
		scripts/unifdef -U__KERNEL__ -D__EXPORTED_HEADERS__ "$name" \
			> "$include/${name#exported/}" || test $? -eq 1
	done < names
}

# Before 5.3 it takes a folder at a time, and leaves notes in each.
headers_by_folder() {
	kernel_make INSTALL_HDR_PATH="$DESTDIR/usr" headers_install
	find "$include" -name '.*' -type f -exec rm {} +
}

if grep -q 'INFILE OUTFILE' scripts/headers_install.sh; then
	headers_at_once
else
	headers_by_folder
fi

# make is content when a program that it runs is not there, or a file was not unpacked: look at
# what came out, in each folder that all kernels have, and for system calls of each of the lists
# that a table is made from.
for header in linux/version linux/types linux/ioctl linux/netfilter/x_tables linux/can/raw \
	asm/unistd asm/types asm/errno asm/sigcontext asm-generic/unistd asm-generic/errno \
	drm/drm mtd/mtd-user rdma/ib_user_verbs scsi/scsi_netlink sound/asound video/sisfb \
	xen/evtchn; do
	test -s "$include/$header.h" || {
		echo "the header $header.h was not made" >&2
		exit 1
	}
done
# riscv came without renameat, which renameat2 does as well.
case $ARCH in
riscv64) calls="read openat riscv_flush_icache getrlimit" ;;
*) calls="read openat renameat getrlimit" ;;
esac
echo '#include <asm/unistd.h>' | $CC_FOR_BUILD -E -dM -nostdinc -I "$include" - > calls
for call in $calls; do
	grep -q "define __NR_$call " calls || {
		echo "the system call $call is not in asm/unistd.h" >&2
		exit 1
	}
done
