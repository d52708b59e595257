# A registry that sends its clients elsewhere, for blobs and with uploads, sends no login there.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
tiny_built
registry_start reg login
own=$registry
printf 'pass word\n' >password
login='--plain-http --username builder --password-file password'
# shellcheck disable=SC2086 # words are wanted
expect 0 sysroot push $login "$own/farm/tiny:one" tiny

# The same files without a login: where a registry keeps its blobs.
mkdir storage
ln -s "$PWD/reg/files" storage/files
registry_start storage
proxy_start good
mv proxy.log storage.log
storage=$proxy
registry=$own
proxy_start redirect "http://$storage"
# shellcheck disable=SC2086
expect 0 sysroot --store other pull --insecure-unsigned $login "$proxy/farm/tiny:one"
grep -q '^GET /v2/farm/tiny/blobs/' storage.log || fail "nobody was redirected: $(cat storage.log)"
! grep -v 'Authorization=$' storage.log || fail "the login went to the storage"
grep -q 'Authorization=Basic' proxy.log || fail "nobody logged in"

# A place for blobs that asks for the login itself is not given it.
registry=$storage
proxy_start trap
mv proxy.log trap.log
registry=$own
proxy_start redirect "http://$proxy"
# shellcheck disable=SC2086
expect 1 sysroot --store third pull --insecure-unsigned $login "$proxy/farm/tiny:one"
says err 'the registry rejects a request for a blob (401'
says err 'which is not sent your login'
grep -q '^GET /v2/farm/tiny/blobs/' trap.log || fail "nobody was redirected: $(cat trap.log)"
! grep 'GET /token' trap.log || fail "the trap was asked for a token"
! grep -v 'Authorization=$' trap.log || fail "the login went into the trap"

cp storage.log before
registry=$own
proxy_start elsewhere "http://$storage/v2/farm/new/blobs/uploads/1"
# shellcheck disable=SC2086
expect 1 sysroot push $login "$proxy/farm/new:one" tiny
tail -n "+$(($(wc -l <before) + 1))" storage.log >after
grep -q '^PUT /v2/farm/new/blobs/uploads/1?digest=sha256%3A' after || fail "$(cat after)"
! grep -v 'Authorization=$' after || fail "the login went elsewhere"

# And never to where it would go without encryption.
registry=$own
proxy_start elsewhere "http://registry.invalid/v2/farm/new/blobs/uploads/1"
expect 3 sysroot push --username builder --password-file password "$proxy/farm/new:one" tiny
says err "the registry directs uploads to 'http://registry.invalid/"
