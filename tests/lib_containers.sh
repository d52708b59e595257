# What the tests with docker, skopeo and buildah share; sourced after tests/lib.sh and
# tests/lib_export.sh. Packages of Debian: docker.io, skopeo, buildah, debootstrap, zstd.
# shellcheck shell=sh
# SPDX-License-Identifier: MIT

# Nobody else can give namespaces, mounts and control groups to a daemon.
needs_root() {
	if [ "$(id -u)" != 0 ]; then
		echo "dockerd, and buildah's chroot isolation, want root"
		exit 77
	fi
}

# start_docker: a daemon of this test's own, ended and removed when the test ends. No bridge and no
# rules: the machine's network stays as it is. Sockets have short paths, hence not ./.
start_docker() {
	needs_root
	docker_home=$(mktemp -d /tmp/docker.XXXXXX)
	docker_pid=
	trap stop_docker EXIT
	trap 'exit 143' INT TERM
	DOCKER_HOST=unix://$docker_home/socket
	DOCKER_CONFIG=$docker_home/config
	export DOCKER_HOST DOCKER_CONFIG
	unset DOCKER_CONTEXT DOCKER_BUILDKIT
	# Control groups and mounts are the daemon's own business: it finds overlay2 or vfs by itself.
	/usr/sbin/dockerd --iptables=false --ip6tables=false --bridge=none -H "$DOCKER_HOST" \
		--data-root "$docker_home/data" --exec-root "$docker_home/exec" -p "$docker_home/pid" \
		>"$docker_home/log" 2>&1 &
	docker_pid=$!
	n=0
	until docker version >docker.log 2>&1; do
		n=$((n + 1))
		[ $n -lt 300 ] && kill -0 $docker_pid 2>>docker.log ||
			fail "dockerd does not start: $(tail -n 5 "$docker_home/log")"
		sleep 0.1
	done
}

stop_docker() {
	trap '' INT TERM
	if [ -n "$docker_pid" ]; then
		kill "$docker_pid" 2>/dev/null || :
		wait "$docker_pid" 2>/dev/null || :
	fi
	# What a daemon that was killed left mounted.
	grep -o " $docker_home/[^ ]*" /proc/mounts | sort -r | while read -r place; do
		umount "$place" 2>/dev/null || umount -l "$place" 2>/dev/null || :
	done
	rm -rf "$docker_home"
}

# Debian's client, whatever else is on PATH.
docker() {
	/usr/bin/docker "$@"
}

# base_tree: a tree of this machine's own Debian suite with gcc and Go, as the archive $base. It is
# made once (some minutes, 200 MB from the mirror) and kept beside the tests' store, or in
# $SYSROOT_TEST_CACHE.
base_tree() {
	cache=${SYSROOT_TEST_CACHE:-$(dirname "$SYSROOT_STORE")}
	suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
	# The suite itself, not its updates.
	mirror=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(SITE)' 'Created-By: Packages' |
		sed -n "s/^$suite main //p" | head -n 1)
	[ -n "$suite" ] && [ -n "$mirror" ] || fail "no mirror of Debian in this machine's apt sources"
	base=$cache/sysroot-tests-base-$suite.tar.zst
	mkdir -p "$cache"
	(
		flock 9
		[ -s "$base" ] || make_base
	) 9>"$cache/sysroot-tests-base.lock"
}

# base_image NAME: that tree as an image of this name
base_image() {
	base_tree
	zstdcat "$base" | docker import - "$1" >docker.log || fail "docker import: $(cat docker.log)"
}

make_base() {
	tree=$(mktemp -d /tmp/base.XXXXXX)
	debootstrap --variant=minbase --include=gcc,libc6-dev,golang-go "$suite" "$tree" "$mirror" >base.log 2>&1 || {
		tail -n 5 base.log
		umount "$tree/proc" 2>/dev/null
		rm -rf "$tree"
		fail "debootstrap cannot make a tree"
	}
	umount "$tree/proc" "$tree/sys" 2>/dev/null || :
	tar -C "$tree" --one-file-system --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' \
		--exclude='./dev/*' --exclude='./usr/share/doc/*' -cf - . | zstd -q -3 -o "$base.new"
	mv "$base.new" "$base"
	rm -rf "$tree"
}

# small_root DIR [PROGRAM...]: a shell, the programs, and the libraries that they and sysroot want, of
# this machine
small_root() {
	into=$1
	shift
	{
		echo /bin/sh
		[ $# -eq 0 ] || command -v "$@"
		# shellcheck disable=SC2046 # paths without blanks
		ldd "$SYSROOT_BIN" /bin/sh $([ $# -eq 0 ] || command -v "$@") | grep -o '/[^ ]*\.so[^ ]*'
	} | sort -u | while read -r file; do
		mkdir -p "$into$(dirname "$file")"
		cp -L "$file" "$into$file"
	done
}

# manual_dockerfile: the one of the manual, as it is printed there
manual_dockerfile() {
	sed -n '/^    FROM golang:bookworm AS build$/,/^    ENTRYPOINT/s/^    //p' "$SYSROOT_SOURCE/docs/manual.md"
}

# go_server DIR: a Go program with C inside that names its C library, as the Dockerfile's context
go_server() {
	mkdir -p "$1"
	printf 'module example.org/server\n\ngo 1.19\n' >"$1/go.mod"
	cat >"$1/main.go" <<-'GO'
		package main

		// #include <features.h>
		// #ifdef __GLIBC__
		// #include <gnu/libc-version.h>
		// static const char *library(void) { return gnu_get_libc_version(); }
		// #else
		// static const char *library(void) { return "musl"; }
		// #endif
		import "C"
		import "fmt"

		func main() {
			fmt.Println("C library:", C.GoString(C.library()))
		}
	GO
}

# docker_builds TARGET VERSION: load the image of a target, build with the manual's Dockerfile, look
# at what came out and run it from scratch
docker_builds() {
	sysroot -q export "$1" --format docker | docker load >docker.log || fail "docker load: $(cat docker.log)"
	go_server src
	manual_dockerfile | sed "s/centos7/$1/g" >src/Dockerfile
	[ "$(grep -c ^FROM src/Dockerfile)" = 2 ] || fail "the manual has no such Dockerfile"
	docker build --network none -t server src >build.log 2>&1 || fail "docker build: $(tail -n 30 build.log)"
	docker run --rm --network none server >said 2>&1 || fail "docker run: $(cat said)"
	[ "$(cat said)" = "C library: $2" ] || fail "it says: $(cat said)"
	rm -rf out
	id=$(docker create server)
	docker export "$id" >out.tar
	docker rm "$id" >docker.log
	mkdir out
	tar -C out -xf out.tar server
	! readelf -lW out/server | grep -q INTERP || fail "the server is not static"
	! readelf -dW out/server | grep -q NEEDED || fail "the server needs shared libraries"
}
