# The table of what works: C, C++17, C++20, threads, names, users, destructors of thread-local variables and
# an archive from a newer machine, for every baseline that is built in the store, static, static-pie and dynamic.
# Each cell is a program that is compiled and run: static ones on a machine that has nothing but /etc, dynamic
# ones under the target's own loader and libraries. The table comes out in ./report.
#
# A cell that cannot be says why, in the words of the tools. Of the rows that are due everywhere any other
# cell that is not there is a failure.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
programs=$SYSROOT_SOURCE/tests/full/matrix/programs
# shellcheck source=tests/e2e/conformance/place.inc
. "$SYSROOT_SOURCE/tests/e2e/conformance/place.inc"
rows=${MATRIX_ROWS:-c cxx17 cxx20 threads names users destructors archive}
due='c threads cxx17 cxx20'
here=$PWD
export LC_ALL=C

# baselines: one target a line for each C library, kernel and architecture that is built, that with the
# fewest libraries, and behind it that with the C++ library, if there is one
baselines() {
	sysroot list --json | python3 -c '
import json, sys
best = {}
for s in json.load(sys.stdin)["sysroots"]:
    if s["state"] != "built":
        continue
    cxx = "libstdc++" in s["target"]
    names = best.setdefault((s["baseline"], s["arch"]), {})
    if cxx not in names or len(s["target"]) < len(names[cxx]):
        names[cxx] = s["target"]
for key in sorted(best):
    plain = best[key].get(False, best[key].get(True))
    print(plain, best[key].get(True, plain))'
}

# foreign ARCH: the archive for it, compiled once by Debian 13 and its headers; its path is $archive
foreign() {
	archive=$here/foreign-$1.a
	[ ! -e "$archive" ] || return 0
	(
		newest=debian13
		[ "$1" = x86_64 ] || newest=debian13-$1
		want "$newest"
		"$root/bin/cc" -O2 -D_FORTIFY_SOURCE=2 -fPIC -Wall -Werror -c "$programs/foreign.c" -o foreign.o || exit 1
		ar rc "$archive" foreign.o
	) || fail "no archive of Debian 13 for $1"
}

# cell ROW MODE VERDICT [REASON]
cell() {
	printf '%s\t%s\t%s\t%s\t%s\n' "$name" "$2" "$1" "$3" "${4-}" >>"$here/cells"
}

# reason: of a failed compile or link, in ./log, in one line; it fails unless it is one that cannot be helped
reason() {
	# The wrapper's own sentences begin with the name that it was called by.
	sed -n -e 's/^cc: \(.*\)/\1/p' -e 's/^c++: \(.*\)/\1/p' log | grep -v ': No such file' | head -n 1 >why
	[ -s why ] || [ "$tool" != c++ ] || [ "$has_cxx" = yes ] ||
		! grep -q 'fatal error: [a-z_]*: No such file' log || echo "this sysroot is without a C++ library" >why
	[ -s why ] || grep -o 'read-only segment has dynamic relocations' log | head -n 1 >why
	[ -s why ]
}

# make_cell ROW MODE: compiles and runs it
make_cell() {
	tool=cc source=$programs/$1.c tree=$root
	case $1 in
	cxx*) tool=c++ source="-std=c++${1#cxx} $programs/$1.cc" tree=$cxx_root ;;
	archive) source="$source $archive" ;;
	esac
	flag=-$2 where=$place_alone
	[ "$2" != dynamic ] || flag='' where=$place
	# shellcheck disable=SC2086 # words
	if ! "$tree/bin/$tool" $flag -O1 -D_GNU_SOURCE -w $source -pthread -lm -o "$1-$2" >log 2>&1; then
		if reason; then
			cell "$1" "$2" no "$(cat why)"
		else
			cell "$1" "$2" FAILS "$(grep -E 'error|undefined|multiple definition' log | head -n 1 | sed 's/^[^ ]*(.text[^)]*): //')"
		fi
		return
	fi
	status=0
	# shellcheck disable=SC2086 # words
	timeout 120 bwrap $where ${emulator:+$start_host /host/bin/$emulator} "./$1-$2" >said 2>&1 </dev/null || status=$?
	if [ $status -eq 0 ]; then
		cell "$1" "$2" yes
	else
		cell "$1" "$2" FAILS "the program ends with $status: $(head -n 1 said)"
	fi
}

# column TARGET TARGET-WITH-C++: its cells
column() {
	name=$1
	root=$(readlink -f "$SYSROOT_STORE/sysroots/$1") cxx_root=$(readlink -f "$SYSROOT_STORE/sysroots/$2")
	# shellcheck disable=SC2034 # for place.inc
	libc=$(sed -n 's/^libc //p' "$root/.sysroot/target") arch=$(sed -n 's/^arch //p' "$root/.sysroot/target")
	emulator='' has_cxx=no
	case $2 in *libstdc++*) has_cxx=yes ;; esac
	[ "$arch" = "$(uname -m)" ] || emulator=qemu-$arch
	mkdir "$here/$1"
	cd "$here/$1"
	foreign "$arch"
	# The program and its data move with the folder; $place is the machine with the target's libraries.
	conform_place
	place_alone=${place#"--ro-bind $root/usr /usr --symlink usr/lib /lib --symlink usr/lib /lib64 "}
	[ "$place_alone" != "$place" ] || fail "the place of the conformance suite is another"
	sysroot show "$1" >shown
	for mode in static static-pie dynamic; do
		if grep -q "^ *not $mode: " shown; then
			for row in $rows; do
				cell "$row" "$mode" no "$(sed -n "s/^ *not $mode: //p" shown)"
			done
			continue
		fi
		for row in $rows; do
			make_cell "$row" "$mode"
		done
	done
	cd "$here"
}

for target in musl centos7 debian13; do
	want $target
	! sysroot show "$target+libstdc++" >shown 2>&1 || want "$target+libstdc++"
done
baselines >targets
: >cells
while read -r target with_cxx; do
	column "$target" "$with_cxx"
done <targets
awk -F '\t' -v rows="$rows" '
	BEGIN {
		count = split(rows, row, " ")
		title["c"] = "C"; title["cxx17"] = "C++17"; title["cxx20"] = "C++20"
		title["destructors"] = "TLS dtors"; title["archive"] = "archive"
	}
	{
		column = $1 "\t" $2
		if (!(column in seen)) { seen[column] = 1; order[++columns] = column }
		verdict[column, $3] = $4
		if ($4 == "yes") next
		if (!($5 in note)) { note[$5] = ++notes; text[notes] = $5 }
		verdict[column, $3] = $4 "(" note[$5] ")"
	}
	END {
		for (c = 1; c <= columns; c++) {
			split(order[c], part, "\t")
			if (length(part[1]) > width) width = length(part[1])
		}
		printf "%-" width "s %-10s", "target", "link"
		for (i = 1; i <= count; i++) printf " %-9s", row[i] in title ? title[row[i]] : row[i]
		print ""
		for (c = 1; c <= columns; c++) {
			split(order[c], part, "\t")
			printf "%-" width "s %-10s", part[1], part[2]
			for (i = 1; i <= count; i++) printf " %-9s", verdict[order[c], row[i]]
			print ""
		}
		for (i = 1; i <= notes; i++) printf "(%d) %s\n", i, text[i]
	}' cells >report
for row in $due; do
	! grep -q "	$row	FAILS	" cells || fail "a cell of the row '$row' fails: $(cat report)"
done
[ "$(grep -c '	yes	' cells)" -ge "$(echo "$rows" | wc -w)" ] || fail "hardly a cell works: $(cat report)"
