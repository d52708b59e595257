# Bits that flip on the disk, in every kind of file of a store: fsck finds each, 'build
# --verify' hands none out, 'fsck --repair' and build make all whole again.
# shellcheck disable=SC2034 # for flips.inc
FLIPS=200 MEND=20
KINDS='artifacts format index.sqlite inputs objects pins provenance records trees'
. "$SYSROOT_SOURCE/tests/faults/flips.inc"
