# curl with OpenSSL and zlib: ./configure --with-openssl && make; it reads a file, and a page that is compressed.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/full/projects/projects.inc
. "$SYSROOT_SOURCE/tests/full/projects/projects.inc"
source_of curl curl_7.88.1.orig.tar.gz cdb38b72e36bc5d33d5b8810f8018ece1baa29a8f215b4495e495ded82bbf3c7 4343562
commands() {
	./configure --with-openssl && make -j2
}

cat >serve.py <<'PYTHON'
import gzip, http.server, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = gzip.compress(b"a page\n")
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
PYTHON
port=$(free_port)
serve serve.log python3 serve.py "$port"
echo 'a file' >page.txt
for target in $targets; do
	build_for "$target+openssl+zlib" "$target"
	static_program "$target/src/curl"
	runs 'OpenSSL/3' "$target/src/curl" --version
	runs 'a file' "$target/src/curl" -s "file://$PWD/page.txt"
	runs 'a page' "$target/src/curl" -s --compressed "http://127.0.0.1:$port/"
	# The name service of a static glibc is an issue of its own; an address needs none.
done
