#!/bin/sh
# What registries answer, as the distribution specification has it, to begin fuzz_remote from:
# seeds_remote.sh FOLDER
# SPDX-License-Identifier: MIT
# shellcheck source=tests/fuzz/seeds.inc
. "$(dirname "$0")/seeds.inc"
cd "$out"
hex=$(printf '' | sha256sum | cut -d' ' -f1)

# text NAME TEXT
text() {
	printf '%s' "$2" >"$1"
}

# the manifest of an artifact, with all that it may say
layer='"mediaType":"application/vnd.sysroot.kit.v1+zstd","digest":"sha256:'$hex'","size":12345'
sign='"mediaType":"application/vnd.sysroot.kit.v1.minisig","digest":"sha256:'$hex'","size":321'
text manifest '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
"artifactType":"application/vnd.sysroot.artifact.v1",
"config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"sha256:'"$hex"'","size":2},
"layers":[{'"$layer"'},{'"$sign"'}],
"annotations":{"vnd.sysroot.key":"'"$hex"'","vnd.sysroot.recipe":"musl-1.2.5","vnd.sysroot.tree":"'"$hex"'"}}'
text errors '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"x"}}]}'
text token '{"token":"eyJh.bGci.OiJS","access_token":"eyJh","expires_in":300,"issued_at":"2026-01-01T00:00:00Z"}'
text auths '{"auths":{"localhost:5000":{"auth":"dXNlcjpwYXNzd29yZA=="},"https://localhost:5000/v1/":{"username":"u","password":"p"}}}'
text basic 'Basic realm="a registry"'
text bearer 'Bearer realm="https://a.example/token",service="a.example",scope="repository:x:pull",error="invalid_token"'
text answer "$(printf 'HTTP/1.1 307 Moved\r\nLocation: https://b.example/v2/x/blobs/sha256:%s?a=b%%20c\r\nWWW-Authenticate: Bearer realm="https://a.example/t"\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDocker-Content-Digest: sha256:%s\r\nContent-Length: 17\r\n\r\n' "$hex" "$hex")"
text name 'registry.example:5000/a/b-c/d_e:tag-1.2'
text digest "localhost:5000/a@sha256:$hex"
text folder '/a/folder'
