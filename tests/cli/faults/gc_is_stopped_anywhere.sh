# kill -9, a full disk, a bad disk at every 23rd call of gc that changes files (at each: tests/full/faults): nothing
# that is needed is lost, and the next gc ends the work.
# shellcheck disable=SC2034 # for the included files
EVERY=23
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/faults/faults.inc"
. "$SYSROOT_SOURCE/tests/faults/faults_of_gc.inc"
