# What is there is not made again: no step and no shell is started, no file is written.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny

# Every process it starts and every name it makes, in ./trace.
build_traced() {
	expect 0 env ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o trace \
		-e trace=execve,execveat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat \
		"$SYSROOT_BIN" build tiny
}

# What a step is run by, of the programs that the trace shows.
steps_started() {
	grep -E 'execve(at)?\([^"]*"[^"]*/(sh|bash|dash|make|bwrap|mkdir|cp)".* = 0$' trace || :
}

made() {
	grep -E '^[0-9]+ +(link|rename|symlink|mkdir).* = 0$' trace || :
}

build_traced
steps_started | grep -q '/bwrap"' && steps_started | grep -q '/cp"' ||
	fail "the trace of the first build does not show its steps"
made | grep -q rename || fail "the trace of the first build does not show what it makes"
cp out first
before=$(fingerprint store)

build_traced
cmp out first || fail "the second build answered otherwise"
[ -z "$(steps_started)" ] || fail "programs were started: $(steps_started)"
[ "$before" = "$(fingerprint store)" ] || fail "the store changed"
[ -z "$(made)" ] || fail "files were made: $(made)"
