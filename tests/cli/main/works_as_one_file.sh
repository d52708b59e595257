# The program alone, far from any source tree, has its recipes: laid out once in the store, or,
# without one that can be written, in a temporary folder that does not outlive it.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"

unset SYSROOT_DATA
mkdir bin tmp
cp "$SYSROOT_BIN" bin/sysroot
TMPDIR=$PWD/tmp
export TMPDIR
own_store
(cd "$SYSROOT_SOURCE" && find recipes/catalog sysroots/targets -type f \( -path '*/catalog/*/*' -o -name '*.target' \) |
	LC_ALL=C sort | xargs sha256sum) >wanted

# Nothing is there: nothing stays.
expect 0 bin/sysroot targets
says out 'centos7 '
expect 0 bin/sysroot show musl
says out 'libc           musl-1.2.5 '
expect 1 bin/sysroot build musl # its inputs are not here; it makes the store
says err 'sysroot fetch musl'
[ -z "$(ls tmp)" ] || fail "in the temporary folder stays: $(ls tmp)"

# In the store: one folder, with the very files of the source tree.
[ "$(find store/share -mindepth 1 -maxdepth 1 | wc -l)" -eq 1 ] || fail "share/ holds $(ls store/share)"
share=$(echo store/share/*)
(cd "$share" && find . -type f | sed 's,^\./,,' | LC_ALL=C sort | xargs sha256sum) >found
cmp wanted found || fail "what was laid out is not what the source tree has"
expect 0 bin/sysroot fsck
before=$(stat -c '%i %Y' "$share/sysroots/targets/musl.target")
expect 0 bin/sysroot targets
[ "$(stat -c '%i %Y' "$share/sysroots/targets/musl.target")" = "$before" ] || fail "it is laid out each time"

# What somebody wrote into it is not used.
echo 'alias forged' >>"$share/sysroots/targets/musl.target"
expect 3 bin/sysroot fsck
says out 'are not those built into a program'
expect 2 bin/sysroot show forged
expect 0 bin/sysroot fsck
[ -z "$(ls store/tmp)" ] || fail "in the store's tmp/ stays: $(ls store/tmp)"

# Nor is it changed by the program itself.
expect 1 bin/sysroot relock debian12
says err 'built into the program and cannot be changed'
says err "SYSROOT_DATA"
expect 0 bin/sysroot fsck

# Forty at once on a new store: one result, all content.
rm -rf store
mkdir answers
expect 1 bin/sysroot build musl
rm -rf store/share
for i in $(seq 40); do
	bin/sysroot show musl >"answers/$i" 2>&1 &
done
wait
[ "$(cat answers/* | grep -c '^libc .* musl-1.2.5 ')" -eq 40 ] || fail "not all of 40 were served: $(sort -u answers/*)"
[ "$(find store/share -mindepth 1 -maxdepth 1 | wc -l)" -eq 1 ] || fail "share/ holds $(ls store/share)"
expect 0 bin/sysroot fsck

# A store that cannot be written: a temporary folder again.
rm -rf store/share
expect 0 bwrap --dev-bind / / --ro-bind "$PWD/store" "$PWD/store" bin/sysroot show musl
says out 'libc           musl-1.2.5 '
[ ! -e store/share ] || fail "a store that cannot be written was written"
[ -z "$(ls tmp)" ] || fail "in the temporary folder stays: $(ls tmp)"
