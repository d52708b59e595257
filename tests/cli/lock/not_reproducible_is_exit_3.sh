# The same build key and other bytes: both digests, exit 3. With other tools the same, and which they are.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
# A step with something in it that is in no key.
tiny_data "$PWD/data" "cat /proc/sys/kernel/random/uuid >\"\$DESTDIR/uuid\""
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
expect 0 sysroot lock -o tiny.lock tiny
SYSROOT_STORE=$PWD/elsewhere
expect 0 sysroot fetch --lock tiny.lock
expect 3 sysroot build --lock tiny.lock
says err "recipe 'tiny-libc' is not reproducible"
says err "in the lock $(awk '/^part libc/ { on = 1 } on && $1 == "artifact" { print $2; exit }' tiny.lock)"
expect 0 sysroot lock tiny
says out "artifact"
made=$(awk '/^part libc/ { on = 1 } on && $1 == "artifact" { print $2; exit }' out)
expect 3 sysroot build --lock tiny.lock tiny
says err "made here   $made"
# As if the lock's machine had another make: its key is another, and so may be the bytes.
key=$(awk '/^part libc/ { on = 1 } on && $1 == "key" { print $2; exit }' tiny.lock)
zeros=0000000000000000000000000000000000000000000000000000000000000000
sed -i -e "s/$key/$zeros/" -e "s/^tool make .*/tool make $zeros/" tiny.lock
expect 3 sysroot build --lock tiny.lock
says out "tiny sha256:"
says err "libc: made with other programs here than for 'tiny.lock' (make)"
says err "the sysroot does not match 'tiny.lock'"
says err "in the lock $(sed -n 's/^sysroot //p' tiny.lock)"
says err "made here   $(sed 's/.*sha256:\([0-9a-f]*\) .*/\1/' out)"
says err "sysroot lock"
# A lock that has no digest of the sysroot has those of its parts.
sed -i '/^sysroot /d' tiny.lock
expect 3 sysroot build --lock tiny.lock
says err "recipe 'tiny-libc' gave a different artifact from the one in 'tiny.lock'"
# One that was written before anything was made has nothing that could differ.
sed -i '/^	artifact /d' tiny.lock
expect 0 sysroot build --lock tiny.lock
says err "it has no digest to compare with"
