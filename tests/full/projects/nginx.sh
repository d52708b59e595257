# nginx with zlib and OpenSSL: its own configure; it serves a page.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/full/projects/projects.inc
. "$SYSROOT_SOURCE/tests/full/projects/projects.inc"
source_of nginx nginx_1.22.1.orig.tar.gz 9ebb333a9e82b952acd3e2b4aeb1d4ff6406f72491bab6cd9fe69f0dea737f31 1073948
commands() {
	./configure --without-http_rewrite_module --with-http_ssl_module && make -j2
}

for target in $targets; do
	build_for "$target+openssl+zlib" "$target"
	static_program "$target/objs/nginx"
	runs 'nginx/1.22.1' "$target/objs/nginx" -v
	port=$(free_port)
	mkdir -p "run-$target/logs" "run-$target/html"
	echo "a page of $target" >"run-$target/html/index.html"
	printf 'worker_processes 1;\ndaemon off;\nmaster_process off;\npid nginx.pid;\nevents {}\nhttp { server { listen 127.0.0.1:%s; location / { root html; } } }\n' \
		"$port" >"run-$target/nginx.conf"
	serve nginx.log as_user "$target/objs/nginx" -p "$PWD/run-$target" -c nginx.conf
	runs "a page of $target" python3 -c "import urllib.request; print(urllib.request.urlopen('http://127.0.0.1:$port/').read().decode())"
done
