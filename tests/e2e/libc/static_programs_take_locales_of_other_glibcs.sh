# Static programs under the locale files of another glibc, of folders and of locale-archive: they
# take what fits, and never abort. Files of a later form, of 2.17's and broken ones are made of the
# machine's own C.UTF-8.
. "$SYSROOT_SOURCE/tests/lib.sh"

for target in centos7-aarch64 debian12; do
	want "$target"
done

cat >program.c <<'END'
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <wchar.h>

/* The locale's name, its character set, the characters of two in UTF-8, a month. */
static void tell(const char *name)
{
	struct tm day = { .tm_mon = 4, .tm_mday = 3, .tm_year = 126 };
	wchar_t wide[8];
	char month[16];

	strftime(month, sizeof(month), "%B", &day);
	printf("%s %s %zd %s\n", name ? name : "none", nl_langinfo(CODESET), mbstowcs(wide, "\xc3\xa4\xe2\x82\xac", 8), month);
}

int main(void)
{
	locale_t own = newlocale(LC_ALL_MASK, "", NULL);

	tell(setlocale(LC_ALL, ""));
	printf("newlocale: %s\n", own ? nl_langinfo_l(CODESET, own) : "none");
	if (own)
		freelocale(own);
	/* What was given up is found again. */
	setlocale(LC_ALL, "C");
	tell(setlocale(LC_ALL, ""));
#if __GLIBC_PREREQ(2, 27)
	printf("%s\n", nl_langinfo(__ALTMON_5));
#endif
	return 0;
}
END
for target in centos7 centos7-aarch64 debian12; do
	for mode in static dynamic; do
		option=
		[ $mode = dynamic ] || option=-static
		# shellcheck disable=SC2086 # none or one word
		"$SYSROOT_STORE/sysroots/$target/bin/cc" $option program.c -o "$target-$mode" 2>link.log || fail "$target: $(cat link.log)"
	done
	! nm "$target-dynamic" | grep -q _nl_ || fail "$target: a dynamic program has a part of libc.a"
done

# The folders of locales that programs meet, one below each of these.
source=$(find /usr/lib/locale -maxdepth 1 -iname 'C.utf*8' | head -n 1)
[ -n "$source" ] || fail "this machine has no locale C.UTF-8"
mkdir -p own later earlier broken short none archive/usr/lib/locale
for form in own later earlier broken short; do
	cp -R "$source" $form/C.utf8
done
cat >forms.py <<'END'
import struct

def read(path):
    data = open(path, "rb").read()
    magic, count = struct.unpack_from("<II", data)
    return magic, count, list(struct.unpack_from("<%dI" % count, data, 8)), data[8 + 4 * count:]

def write(path, magic, offsets, rest, moved):
    head = struct.pack("<II%dI" % len(offsets), magic, len(offsets), *(o + moved for o in offsets))
    open(path, "wb").write(head + rest)

for category in ("NUMERIC TIME COLLATE MONETARY PAPER NAME ADDRESS TELEPHONE MEASUREMENT"
                 " IDENTIFICATION MESSAGES/SYS_LC_MESSAGES").split():
    path = "/C.utf8/LC_" + category
    magic, count, offsets, rest = read("own" + path)
    # 16 more, all of them the first one.
    write("later" + path, magic, offsets + offsets[:1] * 16, rest, 64)
    if category == "TIME":
        write("earlier" + path, magic, offsets[:111], rest, -4 * (count - 111))
        broken = open("own" + path, "rb").read()
        open("broken" + path, "wb").write(broken[:4] + b"\xff\xff\xff\xff" + broken[8:])
        open("short" + path, "wb").write(broken[:500])
END
python3 forms.py || fail "no locale files were made"
# localedef puts what is compiled into an archive as it is, and not if it has other items.
cp -R "$source" en_US.utf8
localedef --prefix="$PWD/archive" --add-to-archive en_US.utf8 >archive.log 2>&1 || fail "no archive: $(cat archive.log)"
mv archive/usr/lib/locale/locale-archive archive

# under FOLDER LANG PROGRAM
under() {
	emulator=
	case $3 in *aarch64*) emulator=qemu-aarch64 ;; esac
	status=0
	# shellcheck disable=SC2086 # none or one word
	bwrap --ro-bind / / --dev /dev --proc /proc --ro-bind "$PWD/$1" /usr/lib/locale --unsetenv LC_ALL \
		--setenv LANG "$2" $emulator "$PWD/$3" >said 2>&1 || status=$?
	[ "$status" -eq 0 ] || fail "$3 under $1, LANG=$2: status $status: $(cat said)"
}

# gives FOLDER LANG PROGRAM NAME CODESET CHARACTERS NEWLOCALE
gives() {
	under "$1" "$2" "$3"
	printf '%s %s %s May\nnewlocale: %s\n%s %s %s May\n' "$4" "$5" "$6" "$7" "$4" "$5" "$6" >wanted
	case $3 in debian12*) echo May >>wanted ;; esac
	cmp -s wanted said || fail "$3 under $1, LANG=$2 says: $(cat said)"
}

plain=ANSI_X3.4-1968
for target in centos7 centos7-aarch64 debian12; do
	program=$target-static
	for folder in own later; do
		gives $folder C.UTF-8 $program C.UTF-8 UTF-8 2 UTF-8
	done
	gives archive en_US.UTF-8 $program en_US.UTF-8 UTF-8 2 UTF-8
	gives earlier C.UTF-8 $program C.UTF-8 UTF-8 2 UTF-8
	# No such locale, or one with a file that is none: C, as glibc has it.
	for folder in none broken short; do
		gives $folder C.UTF-8 $program none $plain -1 none
	done
	gives own xx_YY.UTF-8 $program none $plain -1 none
	gives own '' $program C $plain -1 $plain
done
