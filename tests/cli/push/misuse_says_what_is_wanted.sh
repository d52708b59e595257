# Places that are none, targets that are not built, registries that are none.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
own_store
expect 2 sysroot push localhost:1/a
says err "'push' needs a place in a registry and one target"
expect 2 sysroot push farm/tiny tiny
says err "does not begin with a registry's host"
says err 'HOST[:PORT]/REPOSITORY'
expect 2 sysroot push "dir:$PWD" tiny
says err "'push' needs a repository in a registry"
expect 2 sysroot push localhost:1/a@sha256:12 tiny
expect 2 sysroot pull
expect 2 sysroot pull localhost:1/A
expect 2 sysroot challenge tiny localhost:1/a:tag
says err 'give the repository without a tag'
expect 2 sysroot build --remote farm tiny
expect 2 env SYSROOT_PUBLISH=1 "$SYSROOT_BIN" build tiny
says err 'no registry to publish to'
expect 2 env SYSROOT_PUBLISH=perhaps "$SYSROOT_BIN" build tiny
says err 'SYSROOT_PUBLISH'
expect 1 sysroot push localhost:1/a tiny
says err "'tiny' is not built"

tiny_built
expect 2 sysroot push registry.invalid:80/a --plain-http --username me tiny
says err '--password-file'
port=$(free_port)
expect 1 sysroot push "127.0.0.1:$port/a" tiny
says err "'127.0.0.1:$port/a': cannot be reached"
says err 'run the same command again to resume'
# Something that answers, but is no registry.
python3 -m http.server --bind 127.0.0.1 "$port" >web.log 2>&1 &
registry_pids="$registry_pids $!"
wait_for_port "$port" web.log
expect 1 sysroot push "127.0.0.1:$port/a" tiny
says err 'it is not a registry'
