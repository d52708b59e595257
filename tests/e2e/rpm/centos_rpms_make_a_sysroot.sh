# The recipes that take CentOS 7.9's own packages, proved on rpm files that are laid
# out as those are: the names and folders of CentOS, its linker scripts with absolute
# paths, its relative links between /usr/lib64 and /lib64, what is no part of a sysroot
# beside it; the contents are the other glibc 2.17's, which the tests have.
. "$SYSROOT_SOURCE/tests/lib.sh"
command -v rpmbuild >rpmbuild.path || fail "rpmbuild is not installed (Debian: rpm, Fedora: rpm-build)"
own_store
from=$CENTOS7_ROOT/usr

# --- the files of each package, in tree/NAME ------------------------------------

mkdir -p tree/glibc/lib64/rtkaio tree/glibc/etc/ld.so.conf.d tree/glibc/sbin tree/glibc/usr/lib64/gconv \
	tree/glibc/usr/lib64/audit tree/glibc/usr/libexec/getconf tree/glibc/usr/share/doc/glibc-2.17 \
	tree/glibc/var/cache/ldconfig
for file in "$from"/lib/*-2.17.so "$from"/lib/libthread_db-1.0.so "$from"/lib/*.so.[0-9]*; do
	case $file in
	*/libgcc_s.so.1) ;; # of the package libgcc
	*) cp -P "$file" tree/glibc/lib64/ ;;
	esac
done
cp "$from/lib/libBrokenLocale-2.17.so" tree/glibc/lib64/libSegFault.so
cp "$from/lib/librt-2.17.so" tree/glibc/lib64/rtkaio/librtkaio-2.17.so
ln -s librtkaio-2.17.so tree/glibc/lib64/rtkaio/librt.so.1
cp "$from/lib/libutil-2.17.so" tree/glibc/usr/lib64/gconv/BIG5.so
cp "$from/lib/libutil-2.17.so" tree/glibc/usr/lib64/audit/sotruss-lib.so
echo 'alias BIG5// ISO-10646//' >tree/glibc/usr/lib64/gconv/gconv-modules
cp /bin/true tree/glibc/sbin/ldconfig
cp /bin/true tree/glibc/usr/libexec/getconf/POSIX_V6_LP64_OFF64
# Hard links: of these a package has the contents once, behind the last of the names.
ln tree/glibc/usr/libexec/getconf/POSIX_V6_LP64_OFF64 tree/glibc/usr/libexec/getconf/POSIX_V7_LP64_OFF64
ln tree/glibc/usr/libexec/getconf/POSIX_V6_LP64_OFF64 tree/glibc/usr/libexec/getconf/XBS5_LP64_OFF64
echo 'include ld.so.conf.d/*.conf' >tree/glibc/etc/ld.so.conf
echo 'passwd: files' >tree/glibc/etc/nsswitch.conf
echo 'a bug' >tree/glibc/usr/share/doc/glibc-2.17/BUGS
chmod 700 tree/glibc/var/cache/ldconfig

mkdir -p tree/glibc-devel/usr/lib64 tree/glibc-devel/usr/share/info
cp "$from"/lib/*crt*.o "$from/lib/libc_nonshared.a" "$from/lib/libpthread_nonshared.a" \
	"$from/lib/libg.a" "$from/lib/libieee.a" "$from/lib/libmcheck.a" "$from/lib/librpcsvc.a" \
	tree/glibc-devel/usr/lib64/
for link in "$from"/lib/lib*.so; do
	[ -L "$link" ] || continue
	name=$(basename "$link")
	[ "$name" = libgcc_s.so ] || ln -s "../../lib64/$(readlink "$link")" "tree/glibc-devel/usr/lib64/$name"
done
cat >tree/glibc-devel/usr/lib64/libc.so <<'SCRIPT'
/* GNU ld script
   Use the shared library, but some functions are only in
   the static library, so try that secondarily.  */
OUTPUT_FORMAT(elf64-x86-64)
GROUP ( /lib64/libc.so.6 /usr/lib64/libc_nonshared.a  AS_NEEDED ( /lib64/ld-linux-x86-64.so.2 ) )
SCRIPT
cat >tree/glibc-devel/usr/lib64/libpthread.so <<'SCRIPT'
/* GNU ld script
   Use the shared library, but some functions are only in
   the static library, so try that secondarily.  */
OUTPUT_FORMAT(elf64-x86-64)
GROUP ( /lib64/libpthread.so.0 /usr/lib64/libpthread_nonshared.a )
SCRIPT
echo manual | gzip -n >tree/glibc-devel/usr/share/info/libc.info.gz

mkdir -p tree/glibc-static/usr/lib64
for name in BrokenLocale anl c crypt dl m nsl pthread resolv rt util; do
	cp "$from/lib/lib$name.a" tree/glibc-static/usr/lib64/
done

kernel='linux asm asm-generic drm mtd rdma sound video xen'
mkdir -p tree/glibc-headers/usr tree/kernel-headers/usr/include
cp -R "$from/include" tree/glibc-headers/usr/
rm -f tree/glibc-headers/usr/include/sqlite3*.h tree/glibc-headers/usr/include/zlib.h \
	tree/glibc-headers/usr/include/zconf.h
for name in $kernel; do
	mv "tree/glibc-headers/usr/include/$name" tree/kernel-headers/usr/include/
done
# Of scsi/, CentOS has what is glibc's.
find tree/glibc-headers/usr/include/scsi -type f ! -name scsi.h ! -name scsi_ioctl.h ! -name sg.h -exec rm {} +
find tree/glibc-headers -type d -empty -delete
chmod u+w tree/kernel-headers/usr/include/linux/version.h
cat >tree/kernel-headers/usr/include/linux/version.h <<'HEADER'
#define LINUX_VERSION_CODE 199168
#define KERNEL_VERSION(a,b,c) (((a) << 16) + ((b) << 8) + (c))
#define RHEL_MAJOR 7
#define RHEL_MINOR 9
#define RHEL_RELEASE_VERSION(a,b) (((a) << 8) + (b))
#define RHEL_RELEASE_CODE 1801
HEADER

mkdir -p tree/nss-softokn-freebl/lib64 tree/nss-softokn-freebl/usr/lib64
echo 'int FREEBL_GetVector(void) { return 0; }' >freebl.c
"$CENTOS7_ROOT/bin/cc" -shared -fPIC -Wl,-soname,libfreebl3.so freebl.c -o tree/nss-softokn-freebl/lib64/libfreebl3.so
echo checksum >tree/nss-softokn-freebl/lib64/libfreebl3.chk
ln -s ../../lib64/libfreebl3.so tree/nss-softokn-freebl/usr/lib64/libfreebl3.so

mkdir -p tree/glibc-common/usr/bin tree/glibc-common/usr/share/locale
cp /bin/true tree/glibc-common/usr/bin/locale
echo en >tree/glibc-common/usr/share/locale/locale.alias

# --- the packages ------------------------------------------------------------------

# package NAME VERSION-RELEASE PAYLOAD COMPRESSOR
package() {
	find "tree/$1" -mindepth 1 ! -type d -printf '"/%P"\n' >files
	find "tree/$1" -mindepth 1 -type d -empty -printf '%%dir %%attr(0700, root, root) "/%P"\n' >>files
	cat >"$1.spec" <<-SPEC
		Name: $1
		Version: ${2%-*}
		Release: ${2#*-}
		Summary: As CentOS names and lays it out
		License: LGPLv2+
		AutoReqProv: no
		%description
		For a test.
		%install
		mkdir -p %{buildroot}
		cp -a $PWD/tree/$1/. %{buildroot}/
		%files -f $PWD/files
		%defattr(-, root, root)
	SPEC
	rpmbuild -bb --quiet --target x86_64-redhat-linux --define "_topdir $PWD/rpm" --define "_dbpath $PWD/rpm/db" \
		--define "_tmppath $PWD/rpm/tmp" --define "_rpmdir $PWD" --define "_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm" \
		--define "_binary_payload $3" --define '__os_install_post %{nil}' --define 'debug_package %{nil}' \
		--define '_build_id_links none' "$1.spec" >rpmbuild.log 2>&1 || fail "$1: $(cat rpmbuild.log)"
	[ -s "$1-$2.x86_64.rpm" ] || fail "$1 was not made: $(ls) $(cat rpmbuild.log)"
	[ "$(rpm -qp --dbpath "$PWD/rpm/db" --qf '%{PAYLOADFORMAT} %{PAYLOADCOMPRESSOR}' "$1-$2.x86_64.rpm")" = "cpio $4" ] ||
		fail "$1 has another payload than cpio of $4"
}
mkdir -p rpm/tmp
package glibc 2.17-317.el7 w1.xzdio xz
package glibc-devel 2.17-317.el7 w9.gzdio gzip
package glibc-headers 2.17-317.el7 w3.zstdio zstd
package glibc-static 2.17-317.el7 w3.zstdio zstd
package glibc-common 2.17-317.el7 w1.gzdio gzip
package nss-softokn-freebl 3.44.0-8.el7_7 w1.xzdio xz
package kernel-headers 3.10.0-1160.el7 w1.gzdio gzip

# --- a catalog in which the recipes name these ---------------------------------------

mkdir -p data/recipes data/sysroots/targets
cp -R "$SYSROOT_SOURCE/recipes/catalog" data/recipes/
cp "$SYSROOT_SOURCE"/sysroots/targets/*.target data/sysroots/targets/
libc=data/recipes/catalog/libc/glibc-2.17-centos.recipe
headers=data/recipes/catalog/linux-headers/linux-headers-3.10.0-centos.recipe
rpms=$(sed -n 's/^input \(.*\.rpm\) {$/\1/p' $libc $headers)
[ "$(echo "$rpms" | wc -l)" -eq 6 ] || fail "the recipes want other packages: $rpms"
for rpm in $rpms; do
	[ -e "$rpm" ] || fail "the recipe wants '$rpm'"
	sum=$(sha256sum "$rpm" | cut -d' ' -f1)
	sed -i "/^input $rpm {/,/^}/ { s/sha256 .*/sha256 $sum/; s|^	from https .*|	from file $PWD/$rpm|; }" $libc $headers
done
SYSROOT_DATA=$PWD/data
export SYSROOT_DATA

# --- taken in, built -------------------------------------------------------------------

expect 1 sysroot build centos7 --recipe glibc-2.17-centos --recipe linux-headers-3.10.0-centos
for rpm in $rpms; do
	says err "$rpm"
done
# shellcheck disable=SC2086 # a list of words
expect 0 sysroot add $rpms
expect 3 sysroot add glibc-common-2.17-317.el7.x86_64.rpm
expect 0 sysroot build centos7 --recipe glibc-2.17-centos --recipe linux-headers-3.10.0-centos
root=$(readlink -f store/sysroots/centos7)
expect 0 sysroot fsck

# --- its layout ----------------------------------------------------------------------

[ "$(readlink "$root/lib")" = usr/lib ] && [ "$(readlink "$root/lib64")" = usr/lib ] &&
	[ "$(readlink "$root/usr/lib64")" = lib ] || fail "not one library folder"
for name in etc sbin var usr/bin usr/sbin usr/libexec usr/share usr/lib/gconv usr/lib/audit usr/lib/rtkaio \
	usr/lib/libSegFault.so usr/lib/libgcc_s.so.1; do
	[ ! -e "$root/$name" ] || fail "'$name' has no place in a sysroot"
done
[ -z "$(find "$root/usr/lib" -mindepth 1 -type d)" ] || fail "folders: $(find "$root/usr/lib" -mindepth 1 -type d)"
[ -z "$(find "$root" -type l -lname '/*')" ] || fail "absolute links: $(find "$root" -type l -lname '/*')"
[ -z "$(find "$root" -xtype l)" ] || fail "links to nothing: $(find "$root" -xtype l)"
find "$root/usr" -type f -perm /111 ! -name '*.so' ! -name '*.so.*' >programs
[ ! -s programs ] || fail "programs: $(cat programs)"
says "$root/usr/lib/libc.so" 'GROUP ( libc.so.6 libc_nonshared.a  AS_NEEDED ( ld-linux-x86-64.so.2 ) )'
says "$root/usr/lib/libpthread.so" 'GROUP ( libpthread.so.0 libpthread_nonshared.a )'
[ "$(readlink "$root/usr/lib/libm.so")" = libm.so.6 ] || fail "libm.so -> $(readlink "$root/usr/lib/libm.so")"
[ -f "$root/usr/lib/libfreebl3.so" ] && [ ! -L "$root/usr/lib/libfreebl3.so" ] || fail "libfreebl3.so is lost"
# Every library, object and header that the packages brought.
for dir in glibc/lib64 glibc-devel/usr/lib64 glibc-static/usr/lib64 nss-softokn-freebl/lib64; do
	for file in "tree/$dir"/*; do
		name=${file##*/}
		case $name in
		rtkaio | libSegFault.so | gconv | audit | *.chk) continue ;;
		esac
		[ -e "$root/usr/lib/$name" ] || fail "'$name' of $dir is lost"
		[ -L "$file" ] || [ "$name" = libc.so ] || [ "$name" = libpthread.so ] ||
			cmp "$file" "$root/usr/lib/$name" || fail "'$name' is another"
	done
done
for package in glibc-headers kernel-headers; do
	diff -r "tree/$package/usr/include" "$root/usr/include" | grep -v "^Only in $root" >differences || :
	[ ! -s differences ] || fail "headers of $package: $(cat differences)"
done
[ -z "$(find "$root" -name "*.chk")" ] || fail "a checksum for running systems is kept"

# --- and what it makes -------------------------------------------------------------------

cat >program.c <<'END'
#include <linux/version.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <gnu/libc-version.h>
#if LINUX_VERSION_CODE != KERNEL_VERSION(3, 10, 0) || RHEL_MAJOR != 7
#error the headers of another kernel
#endif

static void *work(void *arg)
{
	*(double *)arg = sqrt(*(double *)arg);
	return arg;
}

int main(void)
{
	pthread_t thread;
	double number = 1764;

	if (pthread_create(&thread, NULL, work, &number) || pthread_join(thread, NULL))
		return 1;
	printf("hello %.0f of glibc %s\n", number, gnu_get_libc_version());
	return 0;
}
END
for compiler in gcc clang; do
	SYSROOT_CC=$compiler
	export SYSROOT_CC
	"$root/bin/cc" -O2 -pthread -static program.c -o static -lm
	"$root/bin/cc" -O2 -pthread program.c -o dynamic -lm
	"$root/bin/cc" -O2 -fPIC -shared -x c freebl.c -o libuser.so
	readelf -Wl static | grep -q INTERP && fail "$compiler: -static is not static"
	readelf -Wd dynamic | grep -q 'NEEDED.*libpthread\.so\.0' || fail "$compiler: no libpthread.so.0 is needed"
	./static >said
	says said 'hello 42 of glibc 2.17'
	"$root/usr/lib/ld-linux-x86-64.so.2" --library-path "$root/usr/lib" ./dynamic >said
	says said 'hello 42 of glibc 2.17'
done
expect 0 sysroot find -t centos7 symbol pthread_create
says out libpthread
