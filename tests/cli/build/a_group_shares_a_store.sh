# Two users of one group with one store, whatever their umasks: what one made the other uses,
# builds beside, indexes, checks and collects as far as it may.
. "$SYSROOT_SOURCE/tests/lib.sh"
[ "$(id -u)" = 0 ] || {
	echo "only root can be two users"
	exit 77
}
tiny_data "$PWD/data"
sed 's/target tiny/target other/; /alias/d' data/sysroots/targets/tiny.target >data/sysroots/targets/other.target
chmod -R a+rX data
cp "$SYSROOT_BIN" sysroot.copy
chmod 755 . sysroot.copy "$(dirname "$PWD")"
mkdir store
chown 61001:61009 store
chmod 2775 store
SYSROOT_STORE=$PWD/store
SYSROOT_SANDBOX=none # users that are no users of this machine may have no namespaces
export SYSROOT_STORE SYSROOT_SANDBOX
as() {
	user=$1
	mask=$2
	shift 2
	(umask "$mask" && HOME=$PWD exec setpriv --reuid "$user" --regid "$user" --groups 61009 --inh-caps=-all ./sysroot.copy "$@")
}
expect 0 as 61001 022 fetch tiny
expect 0 as 61001 077 build tiny
expect 0 as 61002 022 env tiny
expect 0 as 61002 022 build tiny
expect 0 as 61002 077 build other
never_says err 'made '
expect 0 as 61001 022 find header tiny.h
says out other
expect 0 as 61002 022 fsck
# A part is made by the second, in folders of the first; both may wait for the same lock.
sed -i 's/echo "the log has this"/echo "another"/' data/recipes/catalog/libc/tiny-libc.recipe
expect 0 as 61002 022 build tiny
says err 'made     tiny-libc'
expect 0 as 61001 027 build other
never_says err 'made '
# What is not theirs to remove stays, and is told; what they both may goes.
expect 0 as 61002 022 gc --keep-days 0
expect 0 as 61001 022 gc --keep-days 0
expect 0 as 61002 022 gc --keep-days 0
says err 'nothing to remove'
expect 0 as 61001 022 fsck
[ "$(find store/artifacts -type f | wc -l)" = 2 ] || fail "artifacts: $(ls -l store/artifacts)"
[ "$(find store/trees -mindepth 1 -maxdepth 1 | wc -l)" = 2 ] || fail "trees: $(ls -l store/trees)"
# What one has under way is not the other's to rename, enter or put anything into; leases are read.
sed -i 's/echo "another"/until [ -e done ] || sleep 3; do :; done/' data/recipes/catalog/libc/tiny-libc.recipe
as 61001 002 build tiny >out1 2>err1 &
build=$!
tries=0
until ls -d store/tmp/run-*/build-* >/dev/null 2>&1 && ls store/tmp/run-*/lease-* >/dev/null 2>&1; do
	sleep 0.1
	tries=$((tries + 1))
	[ $tries -lt 100 ] || fail "nothing is under way: $(cat err1)"
done
member() {
	HOME=$PWD setpriv --reuid 61002 --regid 61002 --groups 61009 --inh-caps=-all "$@" 2>member.log
}
for folder in tmp logs objects index.sqlite; do
	! member mv "store/$folder" "store/$folder.mine" || fail "a member renamed $folder"
done
for run in store/tmp/run-*[0-9]; do
	! member mv "$run" "$run.mine" || fail "a member renamed $run"
	! member ln -s /elsewhere "$run/link" || fail "a member put a link into $run"
done
for below in store/tmp/run-*/build-*; do
	! member mv "$below" "$below.mine" || fail "a member renamed $below"
	! member touch "$below/file" || fail "a member wrote into $below"
	! member ls "$below/build" || fail "a member entered $below"
done
expect 0 as 61002 022 gc --keep-days 0
wait $build || fail "the build failed: $(cat err1)"
# Somebody else may only look.
as_stranger() {
	HOME=$PWD setpriv --reuid 61003 --regid 61003 --clear-groups ./sysroot.copy "$@"
}
expect 1 as_stranger env tiny
expect 0 as_stranger --trust-store env tiny
expect 1 as_stranger --trust-store gc
# What stands at the top is not the other's to replace: that is told, and who may.
expect 0 as 61002 022 fsck --rebuild-index
rm -f store/index.sqlite*
expect 0 as 61001 022 fsck --rebuild-index
rm -f store/index.sqlite-*
echo 'no index' >store/index.sqlite
expect 1 as 61002 022 fsck --rebuild-index
says err "only its creator, the store's owner and root"
expect 0 as 61001 022 fsck --rebuild-index
touch store/exported
expect 3 as 61002 022 fsck --repair
says out "'exported' does not belong to the store"
says out "cannot move"
says out "only its creator, the store's owner and root"
[ -e store/exported ] || fail "another's file was moved"
expect 3 as 61001 022 fsck --repair
[ ! -e store/exported ] || fail "the owner's fsck --repair left the file"
expect 0 as 61002 022 fsck
expect 0 as 61002 022 find header tiny.h
# Where another made tmp/, it is the store's owner's as soon as root comes by.
chown 61002 store/tmp
SYSROOT_TRUST_STORE=1 expect 0 sysroot build tiny
[ "$(stat -c %u store/tmp)" = 61001 ] || fail "tmp/ is not the owner's: $(ls -ld store/tmp)"
