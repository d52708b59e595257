# In a store of a group, a sysroot of somebody else loses its name, and its tree stays: the exit
# status and the answer say so.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
[ "$(id -u)" = 0 ] || {
	echo "only root can be two users"
	exit 77
}
tiny_data "$PWD/data"
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
	shift
	(umask 022 && HOME=$PWD exec setpriv --reuid "$user" --regid "$user" --groups 61009 --inh-caps=-all ./sysroot.copy "$@")
}
expect 0 as 61001 build --fetch tiny tiny-aarch64
expect 1 as 61002 rm --yes tiny
says out 'removed sysroot tiny'
says err 'not everything could be removed'
says err "'sysroot gc'"
expect 1 as 61002 rm --yes --json tiny-aarch64
[ "$(jq -c '[.stayed, .error.kind, .removed[0].name]' out)" = '[1,"failed","tiny-aarch64"]' ] || fail "$(cat out)"
# Whose they are may.
expect 0 as 61001 gc --keep-days 0
never_says err 'could not be removed'
