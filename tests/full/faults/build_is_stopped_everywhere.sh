# kill -9, a full disk, a bad disk at every single call of build that changes files: nothing half-made is visible, and
# the next build succeeds.
# shellcheck disable=SC2034 # for the included files
EVERY=1
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/faults/faults.inc"
. "$SYSROOT_SOURCE/tests/faults/faults_of_build.inc"
