# A login by a password file, stdin or Docker's configuration; nothing of it on a command line.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
tiny_built
registry_start reg login
place=$registry/farm/tiny:one
expect 1 sysroot push "$place" tiny
says err 'the registry rejects'
says err '401'
says err '--username and --password-file'

printf 'wrong\n' >wrong
expect 1 sysroot push --username builder --password-file wrong "$place" tiny
says err 'does not have permission for this'
printf 'pass word\n' >password
expect 0 env ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=execve -s 9999 -v -o trace "$SYSROOT_BIN" push \
	--username builder --password-file password "$place" tiny
grep -q '"curl"' trace || fail "curl was not run: $(cat trace)"
! grep -e 'pass word' -e "$(printf 'builder:pass word' | base64)" trace ||
	fail "the password is on a command line or in an environment"
tags reg farm/tiny | grep -qx one || fail "nothing was pushed"

sysroot pull --insecure-unsigned --username builder --password-file - "$place" <password >out ||
	fail "no login by stdin"
# From a machine that ends its lines with CRLF.
printf 'pass word\r\nmore\n' >crlf
expect 0 sysroot pull --insecure-unsigned --username builder --password-file crlf "$place"
expect 1 sysroot push --username builder --password-file gone "$place" tiny
says err "--password-file: cannot open 'gone'"
mkdir docker
cat >docker/config.json <<-CONFIG
	{"auths": {"other.example": {"auth": "$(printf 'a:b' | base64)"},
	 "$registry": {"auth": "$(printf 'builder:pass word' | base64)"}}}
CONFIG
expect 0 sysroot push "$registry/farm/tiny:two" tiny
printf '{"auths": {' >docker/config.json
expect 1 sysroot push "$registry/farm/tiny:two" tiny
says err 'config.json:1:'
rm docker/config.json
expect 1 sysroot pull --insecure-unsigned "$place"
says err '401'
