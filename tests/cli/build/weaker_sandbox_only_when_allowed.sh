# Where bubblewrap does not work, nothing is built until a weaker sandbox is allowed,
# and then that is said; a library that needs the sysroot is the same from every tier.
. "$SYSROOT_SOURCE/tests/lib.sh"
# What a step may read: /etc/passwd in no tier but 'none'.
tiny_data "$PWD/data" 'if head -c 1 /etc/passwd >/dev/null; then echo "passwd is open"; else echo "passwd is shut"; fi'
mkdir data/recipes/catalog/greet
echo 'const char *greet(void) { return __FILE__; }' >data/recipes/catalog/greet/greet.c
cat >data/recipes/catalog/greet/greet-1.recipe <<'RECIPE'
recipe greet-1
part greet
version 1
summary "a library of one function"
license MIT
homepage https://example.org/
fidelity source
needs base
tools gcc as ld ar
provides library greet 1
file greet.c
step build {
	test -e "$SYSROOT/usr/include/tiny.h"
	echo '#include <tiny.h>' >tiny.c
	$CC $CFLAGS -c tiny.c
	$CC $CFLAGS -fPIC -c "$PWD/greet.c"
	$AR rcD libgreet.a greet.o tiny.o
}
step install {
	mkdir -p "$DESTDIR/usr/lib"
	cp libgreet.a "$DESTDIR/usr/lib"
}
RECIPE

# without TIERS COMMAND...: with the sandboxes made unusable: bubblewrap by a program
# in its place that fails, landlock by a kernel that does not know it
without() {
	gone=$1
	shift
	case $gone in
	*landlock*) set -- env ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o strace.out -e trace=landlock_create_ruleset \
		-e inject=landlock_create_ruleset:error=ENOSYS "$@" ;;
	esac
	if [ "$(id -u)" = 0 ]; then
		unshare -m sh -c 'mount --bind /bin/false "$(command -v bwrap)" && exec "$@"' sh "$@"
	else
		unshare -rm sh -c 'mount --bind /bin/false "$(command -v bwrap)" && exec "$@"' sh "$@"
	fi
}

# new_store NAME: an empty one with the inputs
new_store() {
	SYSROOT_STORE=$PWD/$1
	export SYSROOT_STORE
	expect 0 sysroot fetch tiny+greet
}

# built TIER: the digest is that of the others, and the tier is on record
built() {
	grep -o 'sha256:[0-9a-f]*' out >"digest.$1"
	cmp digest.bubblewrap "digest.$1" || fail "the tier '$1' makes another sysroot"
	expect 0 sysroot show --json tiny+greet
	says out "\"$1\""
	cat "$SYSROOT_STORE"/logs/tiny-libc-*.log >log
}

new_store strongest
expect 0 sysroot build tiny+greet
never_says err weaker
built bubblewrap
says log "passwd is shut"

new_store weaker
expect 1 without bubblewrap "$SYSROOT_BIN" build tiny+greet
says err "build steps cannot be isolated from this machine: bubblewrap"
says err "--sandbox=landlock"
[ -z "$(find weaker/artifacts weaker/sysroots -mindepth 1)" ] || fail "something was built"
# The same words when it is not installed.
expect 1 env PATH="$PWD/nothing" "$SYSROOT_BIN" build tiny+greet
says err "bubblewrap is not installed"
says err "--sandbox=landlock"
expect 0 without bubblewrap "$SYSROOT_BIN" build --sandbox landlock tiny+greet
says err "sandbox: landlock (weaker than bubblewrap"
built landlock
says log "passwd is shut"
# Allowed by the environment as well.
new_store environment
expect 0 without bubblewrap env SYSROOT_SANDBOX=landlock "$SYSROOT_BIN" build tiny+greet
built landlock

new_store none
expect 1 without bubblewrap,landlock "$SYSROOT_BIN" build tiny+greet
says err "--sandbox=none"
expect 1 without bubblewrap,landlock "$SYSROOT_BIN" build --sandbox landlock tiny+greet
says err "this kernel does not support landlock"
says err "--sandbox=none"
expect 0 without bubblewrap,landlock "$SYSROOT_BIN" build --sandbox none tiny+greet
says err "sandbox: none (weaker than bubblewrap"
built none
says log "passwd is open"
