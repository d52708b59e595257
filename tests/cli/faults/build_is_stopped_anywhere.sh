# kill -9, a full disk, a bad disk at every 41st call of build that changes files (at each: tests/full/faults): nothing
# half-made is visible, and the next build succeeds.
# shellcheck disable=SC2034 # for the included files
EVERY=41
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/faults/faults.inc"
. "$SYSROOT_SOURCE/tests/faults/faults_of_build.inc"
