# Debian 11 has bubblewrap 0.4: nothing that came later is asked of it. One that is older than what
# is asked of it is called too old, even in a container, where namespaces would be blamed.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data" 'test "${STRAY-none}" = none; env | sed -n "s/^/in the step: /p"'
mkdir bin
real=$(command -v bwrap)
refuse() {
	cat >bin/bwrap <<-S
		#!/bin/sh
		for word; do
			case \$word in
			--) break ;;
			$1) echo "bwrap: Unknown option \$word" >&2 && exit 1 ;;
			esac
		done
		exec $real "\$@"
	S
	chmod +x bin/bwrap
}
later="--clearenv | --perms | --chmod | --size | --disable-userns | --assert-userns-disabled"
later="$later | --argv0 | --bind-fd | --ro-bind-fd | --overlay-src | --tmp-overlay | --ro-overlay"
refuse "$later"
sysroot fetch tiny 2>/dev/null
expect 0 env STRAY=yes PATH="$PWD/bin:$PATH" "$SYSROOT_BIN" build tiny
never_says err "sandbox"
log=$(find store -name '*.log*' | head -n 1)
[ -z "$log" ] || never_says "$log" "STRAY"

rm -rf store
refuse --unshare-all
sysroot fetch tiny 2>/dev/null
expect 1 env PATH="$PWD/bin:$PATH" "$SYSROOT_BIN" build tiny
says err "this bubblewrap is too old (bwrap: Unknown option --unshare-all)"
says err "install bubblewrap 0.4 or later"
