# Each misuse has its words and its exit status, and leaves nothing behind.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
tiny_store
echo precious >file
mkdir folder

# error STATUS TEXT HINT WORD...
error() {
	status=$1 text=$2 hint=$3
	shift 3
	expect "$status" sysroot export "$@"
	says err "$text"
	says err "$hint"
	[ ! -s out ] || [ "$(cat out)" = "false;" ] || fail "words on stdout: $(cat out)"
	leaves_nothing .
}

error 2 "needs a target" "--help"
error 2 "unknown target 'tinny'" "tiny" tinny -o x
error 1 "'tiny-aarch64' is not built" "sysroot build tiny-aarch64" tiny --arch aarch64 -o x
error 1 "'tiny-aarch64' is not built" "sysroot build tiny-aarch64" small --arch aarch64 -o x
error 2 "unknown format 'doker'" "did you mean 'docker'" tiny --format doker -o x
error 2 "unknown compression 'xz'" "gzip, zstd and none" tiny --compress xz -o x
error 2 "needs '-o PATH'" "ends in .tar" tiny
error 2 "needs '-o PATH'" "directory" tiny --format dir
error 2 "cannot be written to stdout" "--format tar" tiny --format dir -o -
error 1 "'folder' exists" "remove it" tiny -o folder
error 1 "'folder/' exists" "remove it" tiny --format dir -o folder/
error 1 "'file' exists" "remove it" tiny --format dir -o file
error 1 "'folder' exists, and is not a regular file" "name a file" tiny --format tar -o folder
error 1 "there is no directory 'none'" "mkdir -p 'none'" tiny --format tar -o none/x.tar
error 2 "cannot be created" "new directory" tiny -o ..
error 2 "'--tag' with '--format tar'" "use only one of them" tiny --format tar --tag a:b -o x
error 2 "'--no-program' with '--format dir'" "use only one of them" tiny --format dir --no-program -o x
error 2 "'--prefix' with '--format dir'" "use only one of them" tiny --format dir --prefix /a -o x
error 2 "exclude each other" "use only one of them" tiny --program /bin/true --no-program -o x
error 2 "'relative' cannot be the directory in the image" "absolute" tiny --prefix relative -o x
error 2 "'/a b' cannot be the directory" "letters" tiny --prefix '/a b' -o x
error 2 "'/a/../b' cannot be the directory" "letters" tiny --prefix /a/../b -o x
error 2 "'../b' cannot be the directory in the archive" "letters" tiny --prefix ../b --format tar -o x
error 2 "invalid image name 'Upper:case'" "NAME:TAG" tiny --tag Upper:case -o x
error 2 "'tiny' and 'tiny' are both for x86_64" "separately" tiny small -o x
error 1 "cannot open the program 'nowhere'" "" tiny --program nowhere -o x
error 1 "is not a program for x86_64, aarch64 or riscv64" "--no-program" tiny --program "$SYSROOT_SOURCE/bootstrap" -o x
[ "$(cat file)" = precious ] || fail "a file was replaced"
[ ! -e x ] || fail "a result is there"

# One sysroot where the format holds one.
build_here tiny-aarch64
error 2 "'docker' holds one sysroot, not 2" "--format oci" tiny tiny-aarch64 --format docker
# A program for another machine than the tools.
echo 'void _start(void) {}' | aarch64-linux-gnu-gcc -nostdlib -static -x c - -o foreign
error 1 "the program is for aarch64, but the tools in 'tiny' are for x86_64" "the program for x86_64" \
	tiny --program foreign -o x
# A terminal is nothing for an archive.
if script -qec "'$SYSROOT_BIN' --store '$SYSROOT_STORE' export tiny --format tar" /dev/null >said 2>&1; then
	fail "an archive on a terminal"
fi
says said "not writing an archive to a terminal"

# A file is replaced by rename: whoever has it open keeps the old one.
exec 3<file
expect 0 sysroot export tiny --format tar -o file
[ "$(cat <&3)" = precious ] || fail "the file was written into"
tar -tf file >list
# Nothing of the host's programs says that a dynamic program goes along: we do.
expect 0 sysroot export tiny --program /bin/sh -o dynamic.oci
says err "linked dynamically"
expect 0 sysroot -q export tiny --program /bin/sh -o quiet.oci
[ ! -s err ] || fail "words in spite of -q"
