# The same as cli/fsck/finds_flipped_bits.sh with 10,000 bits.
# shellcheck disable=SC2034 # for flips.inc
FLIPS=10000 MEND=100
KINDS='artifacts format index.sqlite inputs objects pins provenance records trees'
. "$SYSROOT_SOURCE/tests/faults/flips.inc"
