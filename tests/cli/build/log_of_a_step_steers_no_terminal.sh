# What a step printed is shown when it fails: escape sequences, C1 controls and marks that turn the
# direction of writing in it do not reach the terminal.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data" "printf 'one\\033[2Jtwo\\302\\2332Jthree\\342\\200\\256four\\233five\\n'; exit 7"
expect 0 sysroot fetch tiny
expect 1 sysroot build tiny
says err "one?[2Jtwo?2Jthree?four?five"
! LC_ALL=C grep -q "$(printf '\033\|\233\|\302\233\|\342\200\256')" err || fail "it steers the terminal: $(cat -v err)"
