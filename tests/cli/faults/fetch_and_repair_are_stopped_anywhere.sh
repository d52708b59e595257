# kill -9, a full disk, a bad disk at every 17th call of fetch, add, fsck --repair that changes files (at each:
# tests/full/faults): the next command succeeds.
# shellcheck disable=SC2034 # for the included files
EVERY=17
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/faults/faults.inc"
. "$SYSROOT_SOURCE/tests/faults/faults_of_inputs.inc"
