# What glibc's makefiles before 2.32 meet with in newer tools; sourced by their recipes.
# shellcheck shell=sh
# SPDX-License-Identifier: MIT

# fgrep: newer packages of grep have none, or one that complains.
# errlist.o.d: make from 4.4 on reads its makefiles again, without end, when one of them depends
# on something whose commands are run every time. That it depends on anything is not needed.
glibc_cures() {
	sed -i 's/ fgrep / grep -F /' glibc/elf/Makefile
	sed -i 's/ .(object-suffixes:=\.d),/,/' glibc/sysdeps/gnu/Makefile
}
