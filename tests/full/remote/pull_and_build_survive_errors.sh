# Pulling with a full and with a broken disk, and builds that take parts killed: the next command
# succeeds, and nothing half-made is ever visible.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/full/remote/common.inc"
after() {
	quiet sysroot pull --artifacts "$registry/farm/tiny:one"
}
EVERY=3
for number in 28 5; do # ENOSPC, EIO
	refused $number pull "$registry/farm/tiny:one"
done
after() {
	quiet sysroot build --remote "$registry/farm/tiny" tiny
}
EVERY=5
killed build --remote "$registry/farm/tiny" tiny
