# A store that another user owns, or that others may write to, is used by no command without being
# told to; root's, one's own, and that of a group to which one belongs are.
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
SYSROOT_STORE=$PWD/store
SYSROOT_SANDBOX=none
export SYSROOT_STORE SYSROOT_SANDBOX
# as USER GROUPS COMMAND...
as() {
	user=$1
	groups=$2
	shift 2
	HOME=$PWD setpriv --reuid "$user" --regid "$user" --groups "$groups" --inh-caps=-all ./sysroot.copy "$@"
}
# Under a umask of 0 the store's folders are nobody else's either.
mkdir store
chown 61001:61001 store
chmod 755 store
(umask 0 && expect 0 as 61001 61001 fetch tiny && expect 0 as 61001 61001 build tiny)
[ -z "$(find store -maxdepth 1 -type d -perm /022)" ] || fail "open: $(ls -ld store store/*)"
expect 0 as 61001 61001 env tiny
(umask 0 && expect 0 env SYSROOT_STORE="$PWD/new" ./sysroot.copy fetch tiny)
[ -z "$(find new -maxdepth 1 -type d -perm /002)" ] || fail "open: $(ls -ld new new/*)"

# Another's.
for line in "env tiny" "exec tiny true" "build tiny" "fetch tiny" "gc -n" gc fsck "fsck --repair" "show tiny" "find header tiny.h" \
	"export tiny -o out.oci" "add data/recipes/catalog/libc/tiny.h"; do
	# shellcheck disable=SC2086 # words
	expect 1 as 61002 61002 $line
	says err "'$PWD/store' belongs to user 61001"
	says err "--trust-store"
done
expect 1 as 61002 61002 env tiny
says out "false;"
expect 0 as 61002 61002 --trust-store env tiny
says out "$PWD/store/sysroots/tiny"
SYSROOT_TRUST_STORE=1 expect 0 as 61002 61002 build tiny
SYSROOT_TRUST_STORE=0 expect 1 as 61002 61002 build tiny
SYSROOT_TRUST_STORE=perhaps expect 2 as 61002 61002 build tiny
says err "SYSROOT_TRUST_STORE is 'perhaps'"
# Nor root's commands.
expect 1 ./sysroot.copy env tiny

# One's own with a folder that others may write to, or that is another's.
chmod o+w store/trees
expect 1 as 61001 61001 build tiny
says err "everyone may write to '$PWD/store/trees' (mode 0757)"
says err "chmod o-w"
chmod 775 store/trees
expect 1 as 61001 61001 build tiny
says err "group 61001 may write to '$PWD/store/trees'"
chmod 755 store/trees
chown 61003 store/objects
expect 1 as 61001 61001 env tiny
says err "'$PWD/store/objects' belongs to user 61003"
chown 61001 store/objects
chmod 777 store
expect 1 as 61001 61001 env tiny
says err "everyone may write to '$PWD/store'"
# Root's.
chmod 755 store
chown root store store/objects
expect 0 as 61001 61001 env tiny
chown -R root store
expect 0 as 61002 61002 env tiny
# A group's: for its members, and for nobody else.
chown -R 61001:61009 store
chmod 2775 store
expect 0 as 61002 61009 env tiny
expect 1 as 61002 61002 env tiny
chmod g-s store # not declared: a number would leave the bit
expect 1 as 61002 61009 env tiny
# As a remote nothing is believed of it: its owner is no matter.
chmod -R a+rX store
expect 0 env SYSROOT_STORE="$PWD/third" ./sysroot.copy build --remote "dir:$PWD/store" --insecure-unsigned tiny
