# The recipe that takes Alpine Linux's own packages, proved on apk files (version 2) that are laid
# out as those are: signature, control data and files as three gzip streams of one tar, of which
# only the last has an end mark. The contents are those of the musl that the tests have.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
from=$MUSL_ROOT/usr

# --- the files of each package, in tree/NAME ---------------------------------------------

mkdir -p tree/musl/lib tree/musl/sbin tree/musl/usr/bin tree/musl-dev/usr/lib
cp "$(readlink -f "$from/lib/libc.so")" tree/musl/lib/ld-musl-x86_64.so.1
chmod 755 tree/musl/lib/ld-musl-x86_64.so.1
ln -s ld-musl-x86_64.so.1 tree/musl/lib/libc.musl-x86_64.so.1
echo '#!/bin/sh' >tree/musl/sbin/ldconfig
ln -s ../../lib/ld-musl-x86_64.so.1 tree/musl/usr/bin/ldd
cp -R "$from/include" tree/musl-dev/usr/
for name in linux asm asm-generic drm misc mtd rdma scsi sound video xen; do
	[ "$name" = scsi ] || rm -rf "tree/musl-dev/usr/include/$name"
done
rm -f tree/musl-dev/usr/include/sqlite3*.h tree/musl-dev/usr/include/zlib.h tree/musl-dev/usr/include/zconf.h
# Of scsi/, three files are musl's.
find tree/musl-dev/usr/include/scsi -type f ! -name scsi.h ! -name scsi_ioctl.h ! -name sg.h -exec rm {} +
find tree/musl-dev/usr/include -type d -empty -delete
for file in "$from"/lib/*crt*.o "$from"/lib/lib*.a; do
	case ${file##*/} in
	libsqlite3.a | libz.a | libstandins*.a) ;;
	*) cp "$file" tree/musl-dev/usr/lib/ ;;
	esac
done
ln -s ../../lib/ld-musl-x86_64.so.1 tree/musl-dev/usr/lib/libc.so

# --- the packages ------------------------------------------------------------------------

# without_end TAR: less the blocks of zeros at the end
without_end() {
	size=$(wc -c <"$1")
	tail -c 1024 "$1" | tr -d '\0' | cmp -s - /dev/null || fail "'$1' does not end in two blocks of zeros"
	head -c $((size - 1024)) "$1"
}

# segment FORMAT FOLDER NAME...: a tar of blocks of 512 bytes, the names as they are given
segment() {
	format=$1
	folder=$2
	shift 2
	# The second is what Alpine adds to each file; nobody else knows the key.
	[ "$format" = ustar ] || set -- --pax-option='APK-TOOLS.checksum.SHA1:=0123456789012345678901234567890123456789' "$@"
	tar -C "$folder" --format="$format" --sort=name --owner=0 --group=0 --mtime=@0 -b 1 -cf - "$@"
}

# package NAME FORMAT: NAME-1.2.5-r12.x86_64.apk
package() {
	mkdir -p "control/$1" "sign/$1"
	printf 'pkgname = %s\npkgver = 1.2.5-r12\narch = x86_64\n' "$1" >"control/$1/.PKGINFO"
	printf '#!/bin/sh\nexit 1\n' >"control/$1/.post-install"
	echo signature >"sign/$1/.SIGN.RSA.alpine-devel@lists.alpinelinux.org-6165ee59.rsa.pub"
	segment ustar "sign/$1" "$(ls -A "sign/$1")" >segment.tar
	without_end segment.tar | gzip -n >"$1-1.2.5-r12.x86_64.apk"
	segment ustar "control/$1" .PKGINFO .post-install >segment.tar
	without_end segment.tar | gzip -n >>"$1-1.2.5-r12.x86_64.apk"
	# shellcheck disable=SC2046 # a list of words
	segment "$2" "tree/$1" $(ls -A "tree/$1") | gzip -n >>"$1-1.2.5-r12.x86_64.apk"
}
package musl pax
package musl-dev ustar
[ "$(gzip -cd musl-dev-1.2.5-r12.x86_64.apk | tar -tf - | head -n 2 | tr '\n' ' ')" = \
	".SIGN.RSA.alpine-devel@lists.alpinelinux.org-6165ee59.rsa.pub .PKGINFO " ] || fail "this is no apk"

# --- taken in by the catalog's own recipe ---------------------------------------------------

copy_data data
recipe=data/recipes/catalog/libc/musl-1.2.5-alpine.recipe
for apk in musl-1.2.5-r12.x86_64.apk musl-dev-1.2.5-r12.x86_64.apk; do
	grep -q "^input $apk {" $recipe || fail "the recipe does not want '$apk'"
	sum=$(sha256sum "$apk" | cut -d' ' -f1)
	sed -i "/^input $apk {/,/^}/ { s/sha256 .*/sha256 $sum/; /^	size /d; s|from https .*|from file $PWD/$apk|; }" $recipe
done
# The kernel's headers as they are, in place of unpacking a whole kernel once more.
tar -C "$MUSL_ROOT" -cf headers.tar usr/include/linux usr/include/asm usr/include/asm-generic
cat >data/recipes/catalog/linux-headers/linux-headers-6.1-debian.recipe <<END
recipe linux-headers-6.1-debian
part linux-headers
version 6.1.176
summary "headers that the tests have"
license "GPL-2.0-only WITH Linux-syscall-note"
homepage https://www.kernel.org/
fidelity source
provides linux 6.1.176
input headers.tar {
	sha256 $(sha256sum headers.tar | cut -d' ' -f1)
	from file $PWD/headers.tar
}
END
SYSROOT_DATA=$PWD/data
export SYSROOT_DATA
expect 0 sysroot add headers.tar musl-1.2.5-r12.x86_64.apk musl-dev-1.2.5-r12.x86_64.apk
expect 0 sysroot build musl --recipe musl-1.2.5-alpine
root=$(readlink -f store/sysroots/musl)
expect 0 sysroot show musl --recipe musl-1.2.5-alpine
says out distro
expect 0 sysroot fsck

# --- its layout ------------------------------------------------------------------------------

find "$root" \( -name '.SIGN*' -o -name .PKGINFO -o -name .post-install \) >control.found
[ ! -s control.found ] || fail "control data is kept: $(cat control.found)"
for name in sbin usr/bin; do
	[ ! -e "$root/$name" ] || fail "'$name' has no place in a sysroot"
done
[ -z "$(find "$root" -type l -lname '/*')" ] || fail "absolute links: $(find "$root" -type l -lname '/*')"
[ -z "$(find "$root" -xtype l)" ] || fail "links to nothing: $(find "$root" -xtype l)"
[ "$(readlink "$root/usr/lib/libc.so")" = ld-musl-x86_64.so.1 ] || fail "libc.so -> $(readlink "$root/usr/lib/libc.so")"
for file in tree/musl-dev/usr/lib/*; do
	[ -L "$file" ] || cmp "$file" "$root/usr/lib/${file##*/}" || fail "'$file' is another"
done
diff -r tree/musl-dev/usr/include "$root/usr/include" | grep -v "^Only in $root" >differences || :
[ ! -s differences ] || fail "headers: $(cat differences)"

# --- and what it makes -------------------------------------------------------------------------

cat >program.c <<'END'
#include <linux/version.h>
#include <pthread.h>
#include <stdio.h>

static void *work(void *arg)
{
	*(int *)arg = LINUX_VERSION_CODE >> 16;
	return arg;
}

int main(void)
{
	pthread_t thread;
	int number = 0;

	if (pthread_create(&thread, NULL, work, &number) || pthread_join(thread, NULL))
		return 1;
	printf("hello of Linux %d\n", number);
	return 0;
}
END
for compiler in gcc clang; do
	SYSROOT_CC=$compiler
	export SYSROOT_CC
	"$root/bin/cc" -O2 -pthread -static program.c -o static
	"$root/bin/cc" -O2 -pthread program.c -o dynamic
	./static >said
	says said 'hello of Linux 6'
	"$root/usr/lib/ld-musl-x86_64.so.1" ./dynamic >said
	says said 'hello of Linux 6'
done
