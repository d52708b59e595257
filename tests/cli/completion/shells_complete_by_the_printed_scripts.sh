#!/bin/sh
# bash, zsh and fish read what 'sysroot completion' prints and complete by it: commands, options,
# values behind a blank and behind =, targets, files with blanks in their names.
# SPDX-License-Identifier: MIT
# Variables in quotes are for the shells that are tested.
# shellcheck disable=SC2016
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
mkdir bin 'a folder' home
ln -s "$SYSROOT_BIN" bin/sysroot
PATH=$PWD/bin:$PATH
HOME=$PWD/home
SYSROOT_DATA=$SYSROOT_SOURCE
export HOME PATH SYSROOT_DATA
touch 'a file.xz'

# same WHAT FILE WORD...: the lines of FILE, sorted, are these
same() {
	what=$1
	file=$2
	shift 2
	printf '%s\n' "$@" | sort >wanted
	sort -u "$file" >offered
	cmp -s wanted offered || {
		echo "$what offers (>) something else than it should (<)"
		diff wanted offered || :
		exit 1
	}
}

# --- bash: words as bash cuts them, the last one at the cursor
for shell in bash zsh fish; do
	expect 0 sysroot completion $shell
	cp out script.$shell
done
in_bash() {
	bash --norc -c '. ./script.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sysroot
		[ ${#COMPREPLY[@]} = 0 ] || printf "%s\n" "${COMPREPLY[@]}"' bash "$@" >reply 2>words || fail "bash: $(cat words)"
	[ ! -s words ] || fail "bash: $(cat words)"
}
in_bash sysroot fe
same bash reply fetch
in_bash sysroot env --sh
same bash reply --shared
in_bash sysroot env --format d
same bash reply docker direnv
in_bash sysroot env --format = d
same bash reply docker direnv
in_bash sysroot env --format =
grep -qx systemd reply || fail "bash: nothing behind '--format=': $(cat reply)"
in_bash sysroot build debian
same bash reply debian11 debian12 debian13
in_bash sysroot --store "$PWD/a folder" build --json ubuntu2
same bash reply ubuntu20.04 ubuntu22.04 ubuntu24.04
in_bash sysroot add a
same bash reply 'a file.xz' 'a folder'
in_bash sysroot --store a
same bash reply 'a folder'
in_bash sysroot env --at = a
same bash reply 'a folder'
in_bash sysroot exec musl -- bas
grep -qx bash reply || fail "bash: no commands: $(cat reply)"
bash --norc -c '. ./script.bash; complete -p sysroot' | grep -q -- '-F _sysroot sysroot' || fail "bash: not registered"

# --- fish
in_fish() {
	fish -N -c 'source script.fish; complete -C "$argv[1]"' "$1" 2>words | cut -f1 >reply
	[ ! -s words ] || fail "fish: $(cat words)"
}
in_fish 'sysroot fe'
same fish reply fetch
in_fish 'sysroot env --sh'
same fish reply --shared
in_fish 'sysroot env --format d'
same fish reply docker direnv
in_fish 'sysroot env --format=d'
same fish reply --format=docker --format=direnv
in_fish 'sysroot build debian'
same fish reply debian11 debian12 debian13
in_fish 'sysroot --store "a folder" build --json ubuntu2'
same fish reply ubuntu20.04 ubuntu22.04 ubuntu24.04
in_fish 'sysroot add a'
grep -q 'a file.xz' reply || fail "fish: no files: $(cat reply)"
in_fish 'sysroot --store a'
same fish reply 'a folder/'
in_fish 'sysroot exec musl -- bas'
grep -qx bash reply || fail "fish: no commands: $(cat reply)"
fish -N -c 'source script.fish; complete -C "sysroot fets"; complete -C "sysroot fet"' | grep -q "$(printf 'fetch\tfetch')" ||
	fail "fish: a command has no description"

# --- zsh, in a terminal of its own: the line after a tab, and the list it shows
cat >zsh.expect <<'END'
zmodload zsh/zpty
zpty -b z zsh -f -i
send() { zpty -w z "$1"; }
# Everything up to a word that this script asks for.
until_word() {
	local chunk all= n=0
	while ((n++ < 200)); do
		zpty -r -t z chunk && all+=$chunk || sleep 0.05
		[[ $all == *$1* ]] && break
	done
	print -r -- "$all"
}
send "PS1=; PS2=; unsetopt zle_bracketed_paste 2>/dev/null; setopt no_beep; stty -echo cols 200 rows 60 2>/dev/null"
send "autoload -Uz compinit && compinit -u -d ./dump; zstyle ':completion:*' list-prompt ''; LISTMAX=0"
send "source ./script.zsh"
send "print -r -- is_''ready"
until_word is_ready >/dev/null
# What the line has become when it is accepted is printed, not run.
send "accept() { print -r -- \"<<\$BUFFER>>_\"end; BUFFER=; zle .accept-line; }; zle -N accept-line accept"
zpty -n -w z "$1"$'\t'
sleep 0.7
zpty -n -w z $'\n'
until_word '>>_end'
zpty -d z
END
in_zsh() {
	zsh -f zsh.expect "$1" >reply 2>&1
	tr -d '\r\007' <reply | tr '\033' '\n' >seen
}
in_zsh 'sysroot fet'
grep -q '<<sysroot fetch >>' seen || fail "zsh: $(cat -v seen)"
in_zsh 'sysroot env --sh'
grep -q '<<sysroot env --shared' seen || fail "zsh: $(cat -v seen)"
in_zsh 'sysroot env --format gi'
grep -q '<<sysroot env --format github' seen || fail "zsh: $(cat -v seen)"
in_zsh 'sysroot env --format=gi'
grep -q '<<sysroot env --format=github' seen || fail "zsh: $(cat -v seen)"
in_zsh 'sysroot build debian1'
for target in debian11 debian12 debian13; do
	grep -q "$target" seen || fail "zsh: no $target: $(cat -v seen)"
done
grep -q 'glibc 2.36' seen || fail "zsh: a target has no description: $(cat -v seen)"
in_zsh 'sysroot add a\ fi'
grep -qF '<<sysroot add a\ file.xz' seen || fail "zsh: $(cat -v seen)"
in_zsh 'sysroot --store a'
grep -qF '<<sysroot --store a\ folder/' seen || fail "zsh: $(cat -v seen)"
