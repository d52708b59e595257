# Lists the headers that a kernel from 5.3 on exports, where its own rules run a shell for each.
# SPDX-License-Identifier: MIT
#
# Which headers these are is still the kernel's word: its makefile comes in here. Only what it
# calls for each one is another: the name of the source is written down.
override if_changed = $(file >>exported-headers,$<)
include $(srctree)/scripts/Makefile.headersinst
