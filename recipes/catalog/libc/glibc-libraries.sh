# The steps that the recipes of glibc share: configure, build and install the libraries alone.
# shellcheck shell=sh
# SPDX-License-Identifier: MIT
#
# glibc lies in ./glibc and is built in ./objects. What takes most of a full build stays out:
# programs, character set converters, locales, time zones, translations, the manual. Of programs
# glibc itself knows how not to build them; folders that make nothing else go from its list.

# The wrappers link against a C library, and there is none yet: the bare tools it is. glibc keeps
# away from the machine's headers and libraries by itself.
tool=${CC_FOR_TARGET%gcc}
AR=${tool}ar AS=${tool}as LD=${tool}ld NM=${tool}nm RANLIB=${tool}ranlib STRIP=${tool}strip
OBJCOPY=${tool}objcopy OBJDUMP=${tool}objdump READELF=${tool}readelf
export AR AS LD NM RANLIB STRIP OBJCOPY OBJDUMP READELF

glibc_make() {
	make -C objects build-programs=no "$@"
}

# The compiler with all flags but the optimisation: glibc compiles assembler files without CFLAGS.
# What compilers of some distributions switch on by themselves is said in words, for the start
# files and libc.a go into every program.
glibc_compiler() {
	printf '%s' "$CC_FOR_TARGET"
	for flag in $CFLAGS; do
		case $flag in
		-O*) ;;
		*) printf ' %s' "$flag" ;;
		esac
	done
	case $ARCH in
	x86_64) printf ' %s' -fcf-protection=none ;;
	aarch64) printf ' %s' -mbranch-protection=none ;;
	esac
}

# Of files in a release that are made from one another all are there. Equal times keep make from
# making them anew. Debian leaves out the manual, in which one such source is.
glibc_settle_times() {
	mkdir -p glibc/manual
	test -f glibc/manual/errno.texi || touch glibc/manual/errno.texi
	find glibc -type f -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
}

# --build is another machine than --host even where they are one: then nothing is run of what was
# made, which may be for a newer kernel than this machine's. Options that a release does not know
# yet, or no longer, its configure passes over.
# libc_cv_ld_static_pie: up to 2.32 the question is put with a PIE that might get a loader, and
# today's linkers say no to that; static PIEs they do link.
# libc_cv_include_x86_isa_level: no mark in every program of the CPU that the compiler defaults to.
#
# glibc_configure OPTION...: options of this release, which come after the common ones
glibc_configure() {
	for folder in iconvdata localedata timezone po manual conform support; do
		sed -i '/^all-subdirs = /,/[^\\]$/s/ '"$folder"'\>//' glibc/Makeconfig
	done
	glibc_settle_times
	# -fno-strict-aliasing: scanf writes through pointers of another type, and with today's gcc
	# sscanf("word", "%15s") of 2.31 finds nothing.
	mkdir objects
	cd objects || return
	BUILD_CC=$CC_FOR_BUILD CC=$(glibc_compiler) CXX=false CFLAGS="-O2 -fno-strict-aliasing" \
		AUTOCONF=no MAKEINFO=: ac_cv_path_PERL=no \
		libc_cv_ld_static_pie=yes libc_cv_include_x86_isa_level=no \
		../glibc/configure --prefix=/usr --host="$TRIPLE" --build="$(uname -m)-build-linux-gnu" \
		--with-headers="$SYSROOT/usr/include" --enable-kernel="$LINUX_VERSION" \
		--enable-shared --enable-static-pie --enable-default-pie --enable-multi-arch \
		--enable-stack-protector=strong --enable-crypt --disable-cet --disable-werror \
		--disable-profile --disable-nscd --disable-build-nscd --disable-timezone-tools \
		--disable-systemtap --without-selinux --without-gd "$@"
}

glibc_build() {
	glibc_make
}

# Link scripts name the files beside them by bare names, so that they hold wherever the sysroot is.
glibc_bare_names() {
	sed -i 's, /[^ ]*/, ,g' "$1"
	if grep ' /' "$1"; then
		return 1
	fi
}

# make passes over much that fails: look at what came out. rcrt1.o: static PIEs came with 2.27.
glibc_check() {
	for file in crt1.o Scrt1.o rcrt1.o gcrt1.o crti.o crtn.o libc.so libc_nonshared.a libm.so \
		libc.a libm.a libpthread.a libdl.a librt.a libutil.a libresolv.a; do
		case $LIBC_VERSION/$file in
		2.1[0-9]/rcrt1.o | 2.2[0-6]/rcrt1.o) ;;
		*) test -s "$1/$file" ;;
		esac
	done
	test -s "$DESTDIR/usr/include/gnu/stubs.h"
	test -s "$DESTDIR"/lib*/ld-linux-*.so.*
}

glibc_install() {
	lib=$DESTDIR/usr/lib64
	glibc_make install install_root="$DESTDIR"

	# What only a running system has a use for, and libraries that are there to be preloaded.
	for folder in etc var usr/bin usr/share usr/lib64/audit; do
		rm -rf "${DESTDIR:?}/$folder"
	done
	for preload in SegFault memusage pcprofile; do
		rm -f "$DESTDIR/lib64/lib$preload.so"
	done
	for library in "$lib"/lib*.so "$lib"/lib*.a; do
		if [ -L "$library" ]; then
			continue
		elif head -n 1 "$library" | grep -q 'GNU ld script'; then
			glibc_bare_names "$library"
		else
			# There is nothing to strip: this writes archives anew, without times and owners.
			$STRIP -D --strip-debug "$library"
		fi
	done
	glibc_check "$lib"
}
