# --help on stdout with status 0; misuse on stderr with status 2, naming what was meant.
. "$SYSROOT_SOURCE/tests/lib.sh"
expect 0 sysroot --help
says out "usage: sysroot"
[ ! -s err ] || fail "words on stderr: $(cat err)"
[ "$(wc -L <out)" -le 80 ] || fail "--help is wider than 80 columns"
commands=$(sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' out)
[ "$(echo "$commands" | wc -w)" -ge 18 ] || fail "commands: $commands"
expect 2 sysroot
[ ! -s out ] || fail "words on stdout"
expect 2 sysroot biuld
says err "did you mean 'build'?"
for command in $commands; do
	expect 0 sysroot "$command" --help
	says out "usage: sysroot $command"
	[ "$(wc -L <out)" -le 80 ] || fail "'$command --help' is wider than 80 columns"
	expect 2 sysroot "$command" --no-such-option
	says err "no-such-option"
done
expect 0 sysroot kit --help
subcommands=$(sed -n '/^subcommands:/,/^$/s/^  \([a-z]*\) .*/\1/p' out)
[ "$(echo "$subcommands" | wc -w)" -ge 10 ] || fail "subcommands: $subcommands"
for command in $subcommands; do
	expect 0 sysroot kit "$command" --help
	[ "$(wc -L <out)" -le 80 ] || fail "'kit $command --help' is wider than 80 columns"
done
expect 2 sysroot build
expect 2 sysroot build -j many tiny
says err "number"
# 'help COMMAND' is 'COMMAND --help', of a subcommand too.
for command in build version "kit create"; do
	# shellcheck disable=SC2086 # the words of a command
	expect 0 sysroot $command --help
	cp out wanted
	# shellcheck disable=SC2086 # the words of a command
	expect 0 sysroot help $command
	cmp -s out wanted || fail "'help $command' is other than '$command --help': $(cat out)"
done
expect 2 sysroot help biuld
says err "did you mean 'build'?"
expect 0 sysroot help
says out "usage: sysroot"
# A full device behind stdout is noticed.
status=0
"$SYSROOT_BIN" targets >/dev/full 2>err || status=$?
[ "$status" -eq 1 ] || fail "a full stdout gave status $status"
