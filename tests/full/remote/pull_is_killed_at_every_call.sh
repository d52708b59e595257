# Pulling a sysroot and its artifacts, killed at each call that changes files: the next command
# succeeds, and nothing half-made is ever visible.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/full/remote/common.inc"
after() {
	quiet sysroot pull --artifacts "$registry/farm/tiny:one"
}
killed pull --artifacts "$registry/farm/tiny:one"
