#!/bin/sh
# An .envrc with the sysroot's environment: direnv loads it, a Go program is built by it, and it is
# loaded anew when the sysroot is built anew. Where there is no sysroot, the load fails.
# SPDX-License-Identifier: MIT
# Variables in quotes are for the shells that are tested.
# shellcheck disable=SC2016
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
command -v direnv >/dev/null || fail "direnv is not installed"
export XDG_DATA_HOME="$PWD/data" XDG_CONFIG_HOME="$PWD/config"
unset DIRENV_DIFF DIRENV_DIR DIRENV_FILE DIRENV_WATCHES

mkdir project
echo 'eval "$("$SYSROOT_BIN" env --format direnv musl)"' >project/.envrc
go_here
direnv allow project
direnv exec project go build -o "$PWD/made" baseline >log 2>&1 || fail "go: $(cat log)"
! readelf -lW made | grep -q INTERP || fail "the Go program is not static"
./made >/dev/null || fail "the Go program does not run"

# In a shell with direnv's hook: set on the way in, back on the way out.
cat >hooked <<'END'
cd project
eval "$(direnv export bash 2>/dev/null)"
case $CC in */static/bin/x86_64-linux-musl-gcc) ;; *) echo "CC is '$CC'"; exit 1 ;; esac
before=$(direnv export bash 2>/dev/null)
[ -z "$before" ] || { echo "loaded twice"; exit 1; }
cd ..
eval "$(direnv export bash 2>/dev/null)"
[ "$CC" = mine ] && [ -z "${SYSROOT-}${CGO_LDFLAGS-}" ] || { echo "left behind: $CC $SYSROOT"; exit 1; }
END
CC=mine bash hooked >log 2>&1 || fail "$(cat log)"

# A store of this test's own, in which the sysroot can change.
mkdir -p store/trees store/sysroots
cp "$SYSROOT_STORE/format" store/format
tree=$(basename "$(readlink -f "$SYSROOT_STORE/sysroots/musl")")
first=
# Two trees of other manifests, and so of other digests, that say the same of themselves.
for text in 'd .sysroot\n' 'd .sysroot\nd usr\n'; do
	# shellcheck disable=SC2059 # a format
	digest=$(printf "$text" | sha256sum | cut -d' ' -f1)
	mkdir -p "store/trees/$digest/.sysroot" "store/trees/$digest/usr"
	cp "$SYSROOT_STORE/trees/$tree/.sysroot/target" "store/trees/$digest/.sysroot/"
	# shellcheck disable=SC2059 # a format
	printf "$text" >"store/trees/$digest/.sysroot/manifest"
	echo "$digest" >"store/trees/$digest/.sysroot/digest"
	first=${first:-$digest}
	newer=$digest
done
ln -s "../trees/$first" store/sysroots/musl
export SYSROOT_STORE="$PWD/store"
cat >followed <<'END'
cd project
eval "$(direnv export bash 2>/dev/null)"
first=$CGO_CPPFLAGS
sleep 1.1
ln -s "../trees/$newer" "$SYSROOT_STORE/sysroots/new"
mv -T "$SYSROOT_STORE/sysroots/new" "$SYSROOT_STORE/sysroots/musl"
eval "$(direnv export bash 2>/dev/null)"
[ -n "$first" ] && [ "$CGO_CPPFLAGS" != "$first" ] || { echo "still $first"; exit 1; }
END
newer=$newer bash followed >log 2>&1 || fail "a sysroot built anew is not seen: $(cat log)"

rm store/sysroots/musl
! direnv exec project touch went.on 2>log || fail "direnv went on without a sysroot"
[ ! -e went.on ] || fail "the command ran without a sysroot"
says log "sysroot build musl"
