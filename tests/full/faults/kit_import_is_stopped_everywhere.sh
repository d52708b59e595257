# kill -9, a full disk, a bad disk at every single call of kit import that changes files:
# the store is as before or has all, and the next import succeeds.
# shellcheck disable=SC2034 # for the included files
EVERY=1
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/faults/faults.inc"
. "$SYSROOT_SOURCE/tests/faults/faults_of_kit.inc"
