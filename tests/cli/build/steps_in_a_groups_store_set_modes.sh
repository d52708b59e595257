# In a store of a group, whose folders hand their group on, a step of the landlock tier makes
# folders and sets their modes with the usual tools: the bit is not one that it has to set.
. "$SYSROOT_SOURCE/tests/lib.sh"
[ "$(id -u)" = 0 ] || {
	echo "only root can be another user"
	exit 77
}
tiny_data "$PWD/data" 'mkdir -p a/b; chmod 755 a .; chmod -R u+w .; cp -a a c; install -d -m 755 d; install -d -m 755 "$DESTDIR/x"; echo "modes are set"'
chmod -R a+rX data
cp "$SYSROOT_BIN" sysroot.copy
chmod 755 . sysroot.copy "$(dirname "$PWD")"
mkdir store
chown 61001:61009 store
chmod 2775 store
SYSROOT_STORE=$PWD/store
SYSROOT_SANDBOX=landlock
export SYSROOT_STORE SYSROOT_SANDBOX
as() {
	HOME=$PWD unshare -m sh -c 'mount --bind /bin/false "$(command -v bwrap)" && exec "$@"' sh \
		setpriv --reuid 61001 --regid 61001 --groups 61009 --inh-caps=-all ./sysroot.copy "$@"
}
expect 0 as fetch tiny
expect 0 as build tiny
says err 'sandbox: landlock (weaker than bubblewrap'
grep -q 'modes are set' store/logs/tiny-libc* || fail "the step did not get to its end: $(cat store/logs/tiny-libc*)"
