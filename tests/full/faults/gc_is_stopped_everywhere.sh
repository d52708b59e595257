# kill -9, a full disk, a bad disk at every single call of gc that changes files: nothing that is needed is lost, and
# the next gc ends the work.
# shellcheck disable=SC2034 # for the included files
EVERY=1
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/faults/faults.inc"
. "$SYSROOT_SOURCE/tests/faults/faults_of_gc.inc"
