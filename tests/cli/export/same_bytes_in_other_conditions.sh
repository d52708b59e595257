# The same sysroot gives the same image whatever the umask, the clock, the zone, the locale, the
# store's path and the result's, in a folder or an archive, to a file or to stdout.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
tiny_store

# all DIR: every kind of export, with nothing of the program that is tested in it
all() {
	mkdir "$1"
	for how in gzip zstd none; do
		sysroot -q export tiny --no-program --compress $how -o "$1/$how.oci"
		sysroot -q export tiny --no-program --compress $how -o "$1/$how.oci.tar"
		sysroot -q export tiny --no-program --compress $how --format docker -o "$1/$how.docker.tar"
		sysroot -q export tiny --no-program --compress $how --format docker >"$1/$how.stdout.tar"
		sysroot -q export tiny --format tar --compress $how >"$1/$how.tar"
		sysroot -q export tiny --format tar --compress $how -o "$1/$how.file.tar"
	done
	sysroot -q export tiny --program /bin/true -o "$1/program.oci"
	sysroot -q export tiny --arch aarch64 --arch x86_64 --no-program -o "$1/index.oci"
	sysroot -q export tiny --format dir -o "$1/folder"
}
build_here tiny-aarch64
all one
mv store other-store
SYSROOT_STORE=$PWD/other-store
mkdir -p deep/folder
sleep 1.1
(
	umask 077
	TZ=Pacific/Kiritimati
	LC_ALL=C
	TMPDIR=$PWD/deep
	export TZ LC_ALL TMPDIR
	cd deep/folder
	all ../two
)
diff -r one deep/two || fail "two exports differ"
for how in gzip zstd none; do
	cmp one/$how.docker.tar one/$how.stdout.tar || fail "stdout gets other bytes ($how)"
	cmp one/$how.tar one/$how.file.tar || fail "a file gets other bytes ($how)"
	mkdir unpacked
	tar -C unpacked -xf one/$how.oci.tar
	diff -r one/$how.oci unpacked || fail "the archive holds another layout ($how)"
	rm -r unpacked
done
# Not compressed, the layers are the same whatever the compression: so are the images' ids.
for how in gzip zstd; do
	cmp "$(config_of one/$how.oci)" "$(config_of one/none.oci)" || fail "$how: another config"
done

# Names, times and owners of what is in the archives.
for file in one/none.tar one/none.oci.tar; do
	tar --numeric-owner --full-time -tvf $file >list
	[ "$(awk '{ print $2, $4, $5 }' list | sort -u)" = "0/0 2001-09-09 01:46:40" ] ||
		[ "$(TZ=UTC tar --numeric-owner --full-time -tvf $file | awk '{ print $2, $4, $5 }' | sort -u)" = "0/0 2001-09-09 01:46:40" ] ||
		fail "$file: $(cat list)"
	[ "$(awk '{ print $1 }' list | sort -u | tr '\n' ' ' | sed 's/lrwxrwxrwx //; s/-rwxr-xr-x //')" = "-rw-r--r-- drwxr-xr-x " ] ||
		fail "$file: $(cat list)"
done
leaves_nothing one
leaves_nothing deep
