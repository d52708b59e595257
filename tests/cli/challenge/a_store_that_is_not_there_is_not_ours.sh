# Of another store that does not exist nobody is told to create it in this one.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
expect 1 sysroot --store "$PWD/store" challenge tiny "dir:$PWD/stroe"
says err "there is no store at '$PWD/stroe'"
says err 'check the path'
never_says err "$PWD/store"
never_says err 'create it'
