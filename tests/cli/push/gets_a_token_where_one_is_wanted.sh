# A registry that sends its clients to another address for a token.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
tiny_built
registry_start reg
proxy_start bearer
printf 'pass word' >password
expect 1 sysroot push "$proxy/farm/tiny:one" tiny
says err 'rejects the login'
says err 'who are you'
expect 0 sysroot push --username builder --password-file password "$proxy/farm/tiny:one" tiny
tags reg farm/tiny | grep -qx one || fail "nothing was pushed"
grep -q 'GET /token?service=a%20test&scope=repository%3Afarm%2Ftiny%3Apull ' proxy.log ||
	fail "no token to read was asked for: $(cat proxy.log)"
# Nobody but the token's address gets the password, and it is asked for once.
! grep -v '^GET /token' proxy.log | grep 'Authorization=Basic' || fail "the password went elsewhere"
[ "$(grep -c '^GET /token.*Authorization=Basic' proxy.log)" -eq 1 ] ||
	fail "$(grep -c '^GET /token' proxy.log) tokens were asked for"
