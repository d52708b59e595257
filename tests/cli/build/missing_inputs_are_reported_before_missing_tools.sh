# Nothing was fetched, and a recipe that would be tried later names a tool that is not installed: the
# answer is to fetch. The tool is reported once there is something to build with it.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
libc=data/recipes/catalog/libc
sed -e 's/^recipe tiny-libc/recipe other-libc/' -e 's/^tools make$/tools make no-such-tool/' \
	-e "s/^\(\t*sha256 \).*/\1$(printf 'int other;\n' | sha256sum | cut -d' ' -f1)/" \
	-e 's/^\(\t*size \).*/\111/' -e 's/from file tiny.h/from file other.h/' \
	$libc/tiny-libc.recipe >$libc/other-libc.recipe
sed -i 's/^part libc tiny-libc/& other-libc/' data/sysroots/targets/tiny.target

only_inputs() {
	expect 1 sysroot build tiny
	says err "1 input file of 'tiny' is not in the store"
	says err "fetch it: 'sysroot fetch tiny'"
	never_says err "is not installed"
}

only_inputs
# The same when it is the first recipe that needs the tool.
sed -i 's/^part libc tiny-libc other-libc/part libc other-libc tiny-libc/' data/sysroots/targets/tiny.target
only_inputs

printf 'int other;\n' >$libc/other.h
expect 0 sysroot fetch tiny
expect 1 sysroot build tiny
says err "recipe 'other-libc': 'no-such-tool' is not installed"
