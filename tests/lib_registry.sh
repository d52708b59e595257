# For tests that share by a registry: Debian's docker-registry on loopback, and one that lies.
# Sourced behind tests/lib.sh: . "$SYSROOT_SOURCE/tests/lib_registry.sh"
# shellcheck shell=sh
# SPDX-License-Identifier: MIT

registry_pids=
registry_stop() {
	for pid in $registry_pids; do
		kill "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
	registry_pids=
}
trap registry_stop EXIT
trap 'exit 130' INT TERM

# The one that was started last, be it a proxy or a registry.
registry_stop_last() {
	last=${registry_pids##* }
	kill "$last" 2>/dev/null || :
	wait "$last" 2>/dev/null || :
	registry_pids=${registry_pids% *}
}

# Nothing of the user's own: logins, proxies, places, keys.
DOCKER_CONFIG=$PWD/docker
XDG_CONFIG_HOME=$PWD/config
export DOCKER_CONFIG XDG_CONFIG_HOME
unset SYSROOT_REMOTE SYSROOT_PUBLISH SYSROOT_SIGN SYSROOT_CACERT SYSROOT_PLAIN_HTTP \
	SYSROOT_REMOTE_UNSIGNED CURL_CA_BUNDLE SSL_CERT_FILE http_proxy https_proxy all_proxy

free_port() {
	python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

wait_for_port() {
	tries=0
	until python3 -c "import socket; socket.create_connection(('127.0.0.1', $1), 1)" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || fail "nothing listens on port $1: $(cat "$2")"
		sleep 0.1
	done
}

# registry_start NAME [login] [tls]: a registry with its files in ./NAME; $registry is its
# HOST:PORT. login: for the user 'builder' with the password 'pass word'. tls: its
# certificate is by the authority ./NAME/ca.pem.
registry_start() {
	name=$1
	shift
	mkdir -p "$name/files"
	port=$(free_port)
	{
		printf 'version: 0.1\nlog:\n  level: warn\nstorage:\n  filesystem:\n    rootdirectory: %s\n' \
			"$PWD/$name/files"
		printf 'http:\n  addr: 127.0.0.1:%s\n  secret: test\n' "$port"
		for how in "$@"; do
			[ "$how" != tls ] || printf '  tls:\n    certificate: %s\n    key: %s\n' \
				"$PWD/$name/cert.pem" "$PWD/$name/key.pem"
		done
		for how in "$@"; do
			[ "$how" != login ] || printf 'auth:\n  htpasswd:\n    realm: test\n    path: %s\n' \
				"$PWD/$name/htpasswd"
		done
	} >"$name/config.yml"
	for how in "$@"; do
		case $how in
		login) htpasswd -Bbn -C 5 builder 'pass word' >"$name/htpasswd" ;;
		tls) certificate_make "$name" ;;
		esac
	done
	docker-registry serve "$name/config.yml" >"$name/log" 2>&1 &
	registry_pids="$registry_pids $!"
	wait_for_port "$port" "$name/log"
	registry=127.0.0.1:$port
}

# An authority of this test's own, and a certificate for loopback by it.
certificate_make() {
	(
		cd "$1"
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key \
			-out ca.pem -days 2 -subj '/CN=an authority' 2>openssl.log
		openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem \
			-out cert.csr -subj '/CN=127.0.0.1' 2>>openssl.log
		printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\n' >cert.ext
		openssl x509 -req -in cert.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
			-extfile cert.ext -out cert.pem 2>>openssl.log
	) || fail "cannot make a certificate: $(cat "$1/openssl.log")"
}

# proxy_start MODE [ARGUMENT]: before the registry at $registry one that behaves as badly as MODE
# says (see tests/data/bad_registry.py); $proxy is its HOST:PORT, ./proxy.log its requests.
proxy_start() {
	port=$(free_port)
	python3 "$SYSROOT_SOURCE/tests/data/bad_registry.py" "$port" "$registry" "$@" \
		>proxy.log 2>proxy.err &
	registry_pids="$registry_pids $!"
	wait_for_port "$port" proxy.err
	# shellcheck disable=SC2034 # for the scripts
	proxy=127.0.0.1:$port
}

# Every file of a registry with its digest, to see that nothing moved.
registry_fingerprint() {
	(cd "$1/files" && find . -type f ! -path '*/_uploads/*' -print0 | sort -z | xargs -0 sha256sum)
}

# tags NAME REPOSITORY: what stands in a registry's folder
tags() {
	ls "$1/files/docker/registry/v2/repositories/$2/_manifests/tags"
}

# key_make NAME: a pair of minisign's own, ./NAME.key and ./NAME.pub
key_make() {
	minisign -G -W -p "$1.pub" -s "$1.key" >minisign.log 2>&1 || fail "minisign: $(cat minisign.log)"
}

# trust NAME: its public key is one of this user's trusted keys
trust() {
	mkdir -p "$XDG_CONFIG_HOME/sysroot/keys"
	cp "$1.pub" "$XDG_CONFIG_HOME/sysroot/keys/"
}

# tiny_built: the tiny world, built in a store of this test's own
tiny_built() {
	own_store
	tiny_data "$PWD/data"
	sysroot -q fetch tiny && sysroot -q build tiny >built || fail "cannot build 'tiny'"
}
