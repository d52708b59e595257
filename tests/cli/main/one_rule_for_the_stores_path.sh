# Every command refuses a store at a path that compilers, make or pkg-config would not take as a path,
# says which character it is, and runs nothing that stands in it; whatever else a path may hold works.
. "$SYSROOT_SOURCE/tests/lib.sh"
good=$SYSROOT_STORE
SYSROOT_STORE=$PWD/none
# shellcheck disable=SC2016 # nothing is to be expanded
set -- 'a$(shell touch x)b' 'a$(touch x)b' 'a`touch x`b' 'a;touch x' 'a"b' 'a\b' 'a|b' 'a%b' 'a:b' \
	'a
b' "$(printf 'a\tb')" "$(printf 'a\033b')" "$(printf 'a\177b')"
for name in "$@"; do
	ln -s "$good" "$name"
	while read -r words; do
		# shellcheck disable=SC2086 # words
		expect 2 sysroot --store "$PWD/$name" $words
		says err "the store's path"
		says err 'cannot handle'
		says err '--store DIR'
		[ ! -e x ] || fail "'$words' ran what stands in '$name'"
	done <<-COMMANDS
		env musl
		env --format json musl
		exec musl -- make -f /dev/null
		build musl
		fetch musl
		show musl
		find header stdio.h
		gc -n
		fsck
		pull 127.0.0.1:1/a/b:c
	COMMANDS
	expect 2 sysroot --store "$name" env musl
	says err 'cannot handle'
	SYSROOT_STORE=$PWD/$name expect 2 sysroot env musl
	says err 'cannot handle'
	[ ! -e none ] || fail 'a store was made'
	if expect 2 sysroot --store "$name/new" build musl; [ -e "$name/new" ]; then
		fail "a store was made in '$name'"
	fi
	# The place that a file is for, too.
	expect 2 sysroot --store "$good" env --format cmake --at "/opt/$name" musl
	says err 'cannot handle'
	rm "$name"
done
expect 2 sysroot --store 'c:d' env musl
says err "':'"
says err 'pkg-config'
# shellcheck disable=SC2016
expect 2 sysroot --store 'c$d' env musl
# shellcheck disable=SC2016
says err "'\$'"
says err 'make'

# What is left works, by make as well.
odd="two  blanks, it's *?[a-z]* {x,y} ~ # ! ( ) & < > = @ + é"
ln -s "$good" "$odd"
printf 'int main(void) { return 0; }\n' >main.c
# shellcheck disable=SC2016 # make's
printf 'all:\n\t$(CC) -o main main.c && ./main\n' >Makefile
expect 0 sysroot --store "$PWD/$odd" env musl
expect 0 sysroot --store "$PWD/$odd" exec musl -- make
[ -x main ] || fail "nothing was made"
