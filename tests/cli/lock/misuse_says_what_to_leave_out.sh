# One lock is one target; whatever contradicts it is told.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
sed 's/target tiny/target other/; /alias/d' data/sysroots/targets/tiny.target >data/sysroots/targets/other.target
expect 0 sysroot -q lock -o tiny.lock tiny
[ ! -s err ] || fail "-q talks"
expect 0 sysroot show --lock tiny.lock small
for command in fetch build show; do
	expect 2 sysroot $command --lock tiny.lock other
	says err "'tiny.lock' locks 'tiny', not 'other'"
	expect 2 sysroot $command --lock tiny.lock tiny other
	says err "locks one target, not 2"
	expect 2 sysroot $command --lock tiny.lock --recipe tiny-libc
	says err "'--recipe' with '--lock'"
	expect 2 sysroot $command --lock tiny.lock --prefer source
	says err "'--prefer' with '--lock'"
	expect 1 sysroot $command --lock nowhere.lock
	says err "nowhere.lock"
done
expect 2 sysroot build --all --lock tiny.lock
says err "does not take the argument '--lock'"
expect 2 sysroot lock
says err "'lock' needs one target"
expect 2 sysroot lock tiny other
expect 2 sysroot lock teeny
# The machine's own default is not the lock's.
SYSROOT_ARCH=aarch64 expect 0 sysroot show --lock tiny.lock
sed -i 's/^compose/composed/' tiny.lock
expect 1 sysroot show --lock tiny.lock
says err "tiny.lock:8:1: unknown key 'composed'"
says err "did you mean 'compose'?"
expect 1 sysroot lock -o nowhere/tiny.lock tiny
says err "nowhere/tiny.lock"
