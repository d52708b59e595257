# The store in an image says that it was exported: every command answers for it, or says why not
# and what to do, whether the program lies in it or the store is named; none of them changes it.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
. "$SYSROOT_SOURCE/tests/lib_json.sh"
tiny_store
sysroot -q export tiny -o one.oci
unpack_image one.oci "$PWD/root"
image=$PWD/root/opt/sysroot
[ -f "$image/exported" ] || fail "no file says that the store was exported: $(ls "$image")"
# A kit and a place to pull from, whole: it is the store that does not take them in.
sysroot kit key --no-password "$PWD/key" >log 2>&1 || fail "$(cat log)"
mkdir config
XDG_CONFIG_HOME=$PWD/config
export XDG_CONFIG_HOME
sysroot kit trust "$PWD/key.pub" >log 2>&1 || fail "$(cat log)"
sysroot -q kit create -t tiny --key "$PWD/key.key" -o tiny.kit >log 2>&1 || fail "$(cat log)"
echo input >file
all_of() {
	(cd "$1" && find . -printf '%p %y %m %l\n' | LC_ALL=C sort && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
}
all_of "$image" >before
unset SYSROOT_STORE

# Once by its place, once by its name.
lies() {
	"$image/bin/sysroot" "$@"
}
named() {
	sysroot --store "$image" "$@"
}
unchanged() {
	all_of "$image" >after
	diff before after >log || fail "$how $*: the store changed: $(cat log)"
}
# refused WHAT COMMAND...: with one sentence that says WHAT, and a hint of what to do
refused() {
	why=$1
	shift
	expect 1 "$how" "$@"
	[ "$(head -n 1 err)" = "sysroot: the store '$image' was written by 'sysroot export': $why" ] ||
		fail "$how $*: it says $(cat err)"
	[ "$(wc -l <err)" -ge 2 ] || fail "$how $*: it does not say what to do: $(cat err)"
	never_says err "fsck"
	unchanged "$@"
}

for how in lies named; do
	expect 0 "$how" env tiny
	says out "$image/sysroots/tiny/static/bin/"
	expect 0 "$how" exec tiny -- sh -c 'cat "$SYSROOT/usr/include/tiny.h"'
	expect 0 "$how" targets
	says out "BUILT"
	expect 0 "$how" list
	tr -s ' ' <out | grep -q '^tiny musl 1 3\.10 x86_64 [1-9]' || fail "list says: $(cat out)"
	[ ! -s err ] || fail "list says: $(cat err)"
	expect 0 "$how" show tiny
	says out "(exported; what it was made from is not recorded)"
	never_says out "out of date"
	never_says out "missing"
	expect 0 "$how" show tiny --all-recipes
	never_says out "missing"
	expect 0 "$how" show tiny --json
	[ "$(json out 'd["state"] + " " + d["parts"][0]["state"]')" = "unknown unknown" ] || fail "show --json says: $(cat out)"
	answers 0 list "$how" list --json
	[ "$(json out '[str(d["sysroots"][0][k]) for k in ("arch", "baseline", "key", "state")]' | tr '\n' ' ')" = "x86_64 musl-1+linux-3.10 None unknown " ] ||
		fail "list --json says: $(cat out)"
	answers 0 targets "$how" targets --json
	answers 0 show "$how" show tiny --json
	conform
	expect 0 "$how" fsck
	says err "checked 0 inputs, 0 objects, 0 artifacts, 1 sysroot: 0 problems"
	expect 0 "$how" fsck --repair
	says err "1 sysroot: 0 problems"
	expect 0 "$how" kit verify tiny.kit
	expect 0 "$how" lock tiny
	unchanged answers

	refused "it has no index" find header tiny.h
	refused "it has no index to rebuild" fsck --rebuild-index
	refused "there is nothing in it to remove" gc
	refused "there is nothing in it to remove" gc -n
	refused "there is nothing in it to remove" gc --max-size 1M
	refused "nothing is removed from it" rm --yes tiny
	refused "it has no logs" log tiny
	refused "nothing can be built in it" build tiny
	refused "inputs cannot be fetched into it" fetch tiny
	refused "inputs cannot be added to it" add file
	refused "it has no inputs to re-pin" relock tiny
	refused "nothing can be exported from it" export tiny -o again.oci
	refused "it does not record what the sysroot was made from" sbom tiny
	refused "kits can be neither created from it nor imported into it" kit import tiny.kit
	refused "kits can be neither created from it nor imported into it" kit create -t tiny --key "$PWD/key.key" -o again.kit
	refused "kits can be neither created from it nor imported into it" kit have
	refused "it does not have the parts of the sysroot" push localhost:9/farm tiny
	refused "nothing can be pulled into it" pull localhost:9/farm
	refused "it does not have the parts of the sysroot" challenge tiny "dir:$PWD/away"
	# What is not in it is not built in it either.
	expect 1 "$how" env tiny-aarch64
	says out "false;"
	says err "SYSROOT_STORE"
	unchanged env
done
[ ! -e again.oci ] || fail "it was exported again"

# What is not the export's is told, what is damaged too; nothing is put aside or dropped.
how=named
echo more >"$image/notes"
chmod u+w "$image/sysroots/tiny/usr/include/tiny.h"
echo changed >"$image/sysroots/tiny/usr/include/tiny.h"
ln -s ../trees/none "$image/sysroots/lost"
all_of "$image" >before
for option in "" --repair; do
	# shellcheck disable=SC2086 # no option at all
	expect 3 "$how" fsck $option
	says out "'notes' does not belong to the export"
	says out "'usr/include/tiny.h' does not match its digest"
	says out "'sysroots/lost' does not lead to a sysroot"
	says err "export it again"
	never_says out "--repair"
	unchanged fsck
done
# As a place to take parts from, it has none to give.
SYSROOT_STORE=$PWD/store
export SYSROOT_STORE
expect 1 sysroot challenge tiny "dir:$image"
says err "it has no parts to compare with"
expect 1 sysroot --store "$PWD/fresh" build tiny --remote "dir:$image"
says err "it does not contain parts"
