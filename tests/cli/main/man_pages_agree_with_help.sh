#!/bin/sh
# Every command has a man page; its list of options and its synopsis have the options and the
# arguments that --help has, and no others. It stands in README's table too, and has tests.
# sysroot.1 has every environment variable that the code reads or sets, and every folder of a
# store, and no others.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
man=$SYSROOT_SOURCE/docs/man

# Options of a help text, a line each with all spellings: "-j --jobs N". The lines that go on
# below an option are indented deeper.
options_of_help() {
	sed -nE '/^ {2,6}-/{ s/^ +//; s/,//; s/  .*//; p; }' "$1" |
		awk '{ last = $NF ~ /^[A-Z]+$/ ? NF : NF + 1; $(last + 1) = ""; print }' |
		sed 's/ *$//' | sort -u
}

# The same of a page's list: ".It Fl j Ar n , Fl -jobs Ar n" is "-j --jobs N".
options_of_page() {
	awk '
	$1 != ".It" || $2 != "Fl" { next }
	{
		line = argument = ""
		for (i = 2; i <= NF; i++) {
			if ($i == "Fl")
				line = line (line ? " -" : "-") $++i
			else if ($i == "Ar")
				argument = " " toupper($++i)
		}
		print line argument
	}' "$1" | sort -u
}

# Words of a page's synopsis, an option without its argument or an argument a line.
words_of_synopsis() {
	awk '
	/^\.Sh / { on = $2 == "SYNOPSIS" }
	on {
		for (i = 1; i < NF; i++)
			if ($i ~ /^\.?Fl$/)
				print "-" $(i + 1)
			else if ($i ~ /^\.?Ar$/)
				print $(i + 1)
	}' "$1" | sort -u
}

same() {
	cmp -s "$2" "$3" || {
		echo "$1 (<) and the man page's list (>) differ:"
		diff "$2" "$3" || :
		exit 1
	}
}

# agree NAME PAGE, with the help in ./out
agree() {
	! grep -q ' $' out || fail "a line of '$1 --help' ends in a blank"
	options_of_help out >helped
	options_of_page "$2" | grep -v -e '--help' >listed || :
	same "'$1 --help'" helped listed
	words_of_synopsis "$2" >words
	# Of two spellings, the synopsis has one.
	while read -r first second _; do
		grep -qx -e "$first" words || grep -qx -e "${second:-$first}" words ||
			fail "the synopsis of $2 lacks '$first'"
	done <helped
	grep -e '^-.' words | grep -vx -e --help -e -- >used || :
	while read -r option; do
		grep -q -e "^$option\\( \\|\$\\)" -e " $option\\( \\|\$\\)" helped ||
			fail "the synopsis of $2 has '$option', the help has not"
	done <used
	sed '/^usage: /!d; s/\[OPTION[^]]*\]//' out | grep -oE '\b[A-Z]{2,}\b' | tr '[:upper:]' '[:lower:]' >arguments || :
	while read -r argument; do
		grep -qx "$argument" words || fail "the synopsis of $2 lacks the argument '$argument'"
	done <arguments
}

expect 0 sysroot --help
sed -n '/^commands:/,/^$/p' out | sed -nE 's/^  ([a-z]+) .*/\1/p' >commands
[ "$(wc -l <commands)" -ge 12 ] || fail "the help lists no commands"
agree sysroot "$man/sysroot.1"
[ "$(wc -l <helped)" -eq 5 ] || fail "this test sees other options than the help has: $(cat helped)"
while read -r command; do
	page=$man/sysroot-$command.1
	[ -f "$page" ] || fail "there is no man page of '$command'"
	grep -qx ".It Xr sysroot-$command 1" "$man/sysroot.1" || fail "sysroot.1 does not list '$command'"
	grep -qx ".Nm sysroot Cm $command" "$page" || fail "$page has another synopsis"
	grep '^|' "$SYSROOT_SOURCE/README.md" | grep -qE "\`${command}[ \`]" ||
		fail "README.md has no row of '$command'"
	ls "$SYSROOT_SOURCE/tests/cli/$command"/*.sh >/dev/null || fail "'$command' has no tests of its own"
	expect 0 sysroot "$command" --help
	# A command with subcommands has one page for all of them.
	cp out all
	sed -n '/^subcommands:/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p' all >subs
	while read -r sub; do
		expect 0 sysroot "$command" "$sub" --help
		cat out >>all
	done <subs
	mv all out
	agree "sysroot $command" "$page"
done <commands
for page in "$man"/sysroot-*.1; do
	command=${page##*/sysroot-}
	grep -qx "${command%.1}" commands || fail "$page is of no command"
done

# items PAGE SECTION: what a section of a page lists, one a line
items() {
	awk -v section="$2" '
	/^\.Sh / { on = $2 == section }
	on && $1 == ".It" {
		for (i = 3; i <= NF; i++)
			if ($i != ",")
				print $i
	}' "$1" | sort -u
}

(cd "$SYSROOT_SOURCE" && grep -rhoE '"(SYSROOT|XDG)_[A-Z_]+"|getenv\("[A-Z_]+"' --include='*.[ch]' \
	builder cache recipes sysroots) |
	sed 's/.*("//; s/"//g' | sort -u >variables
[ "$(wc -l <variables)" -ge 25 ] || fail "this test sees other variables than the code has: $(cat variables)"
items "$man/sysroot.1" ENVIRONMENT >listed
same "the variables in the code" variables listed

sed -n '/store_folders\[\] = {/,/};/p' "$SYSROOT_SOURCE/cache/store/store_place.c" | grep -oE '"[a-z]+"' |
	tr -d '"' | sort >folders
[ "$(wc -l <folders)" -ge 13 ] || fail "this test sees other folders than a store has: $(cat folders)"
# The index, and the mark of a store, are files and in no code's list; what a
# sysroot has stands behind.
sed '/^Each sysroot holds/,$d' "$man/sysroot.1" >store.1
items store.1 FILES | sed 's|/.*||' | grep -vx -e format -e index.sqlite |
	sort -u >listed
same "the store's folders in the code" folders listed
