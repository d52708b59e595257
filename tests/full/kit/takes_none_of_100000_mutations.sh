#!/bin/sh
# A hundred thousand mutations of a small signed kit, of its signature and of what is inside: none
# is taken, the store stays as it was.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/lib.sh
. "$SYSROOT_SOURCE/tests/lib.sh"

program=$(dirname "$SYSROOT_BIN")/unit/test_kit_mutations
[ -x "$program" ] || fail "there is no '$program': 'make units' makes it"
SYSROOT_MUTATIONS=${SYSROOT_MUTATIONS:-100000} "$program" >log 2>&1 || fail "$(tail -n 20 log)"
says log 'none taken'
cat log
