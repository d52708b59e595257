# A registry that passes requests on to a real one and behaves badly on the way.
# SPDX-License-Identifier: MIT
"""bad_registry.py PORT UPSTREAM MODE [ARGUMENT]

Modes:
  good              nothing is wrong
  bearer            wants a token, which /token gives to builder:pass word
  cut BYTES         breaks off each body of a blob after so many bytes
  cut-upload TIMES  breaks off so many uploads in their middle
  busy TIMES        answers 503 so many times
  flip              one byte of each blob is another
  short             blobs lack their last byte, and Content-Length says so
  endless           blobs never end
  stall             half of a blob comes, then nothing, and nothing of the rest
  drip              blobs come two bytes a second
  drip-all          so does everything, headers too
  size              manifests say one byte more for the kit than it has
  garbage           manifests are no JSON
  deep              manifests are brackets
  huge              manifests never end
  header            Docker-Content-Digest of manifests is that of something else
  swap TAG          every tag of a key has the manifest of this one
  strip             manifests lack the signature
  foreign           manifests have another artifact type
  elsewhere URL     uploads are to go to this URL
  redirect URL      blobs are said to be below that
  trap              wants the login for blobs, at its own /token
"""
import base64
import hashlib
import http.client
import json
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

port, upstream, mode = int(sys.argv[1]), sys.argv[2], sys.argv[3]
argument = sys.argv[4] if len(sys.argv) > 4 else ""
lock = threading.Lock()
left = int(argument) if mode in ("cut-upload", "busy") else 0


def again():
    """Is there one more of the bad answers?"""
    global left
    with lock:
        left -= 1
        return left >= 0


class Drip:
    """Writes two bytes a second, until whoever reads has had enough."""

    def __init__(self, to):
        self.to = to

    def write(self, data):
        for byte in bytes(data):
            self.to.write(bytes([byte]))
            self.to.flush()
            time.sleep(0.5)
        return len(data)

    def __getattr__(self, name):
        return getattr(self.to, name)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def parse_request(self):
        # Not for the hello of TLS, which it cannot speak and says so at once.
        good = super().parse_request()
        if good and mode == "drip-all" and not isinstance(self.wfile, Drip):
            self.wfile = Drip(self.wfile)
        return good

    def answer(self, status, headers, body=b""):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def hang_up(self):
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(2)

    def wants_token(self):
        if self.headers.get("Authorization") == "Bearer good":
            return False
        words = 'Bearer realm="http://127.0.0.1:%d/token",service="a test"' % port
        self.answer(401, [("WWW-Authenticate", words)], b"{}")
        return True

    def give_token(self):
        want = "Basic " + base64.b64encode(b"builder:pass word").decode()
        if self.headers.get("Authorization") != want:
            self.answer(401, [], b'{"errors":[{"code":"DENIED","message":"who are you"}]}')
        else:
            self.answer(200, [], b'{"access_token":"good","expires_in":60}')

    def forward(self, path=None):
        n = int(self.headers.get("Content-Length") or 0)
        if self.command == "PUT" and mode == "cut-upload" and "/blobs/" in self.path and again():
            self.rfile.read(n // 2)
            self.hang_up()
            return None
        body = self.rfile.read(n) if n else None
        c = http.client.HTTPConnection(upstream, timeout=60)
        skip = ("authorization",) if mode == "bearer" else ()
        c.request(self.command, path or self.path, body,
                  {k: v for k, v in self.headers.items() if k.lower() not in skip})
        r = c.getresponse()
        return r.status, r.getheaders(), r.read()

    def blob(self, status, headers, body):
        if mode == "flip" and body:
            body = bytes([body[0] ^ 1]) + body[1:]
        elif mode == "short":
            body = body[:-1]
        elif mode in ("endless", "stall", "drip") or (mode == "cut" and len(body) > int(argument)):
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() == "content-range" or \
                        (name.lower() == "content-length" and mode != "endless"):
                    self.send_header(name, value)
            self.end_headers()
            if mode == "cut":
                self.wfile.write(body[:int(argument)])
            elif mode == "drip":
                Drip(self.wfile).write(body)
            elif mode == "stall":
                if not self.headers.get("Range"):
                    self.wfile.write(body[:len(body) // 2])
                self.wfile.flush()
                time.sleep(30)
            while mode == "endless":
                self.wfile.write(b"x" * 65536)
            self.hang_up()
            return
        self.answer(status, headers, body)

    def manifest(self, status, headers, body):
        headers = [h for h in headers if h[0].lower() != "docker-content-digest"]
        if mode == "garbage":
            body = b"}{ no manifest"
        elif mode == "deep":
            body = b"[" * 100000
        elif mode == "header":
            headers.append(("Docker-Content-Digest", "sha256:" + "0" * 64))
        elif mode == "huge":
            self.send_response_only(200)
            self.end_headers()
            while True:
                self.wfile.write(b" " * 65536)
        elif mode in ("size", "strip", "foreign") and status == 200:
            m = json.loads(body)
            if mode == "size":
                m["layers"][0]["size"] += 1
            elif mode == "strip":
                m["layers"] = m["layers"][:1]
            else:
                m["artifactType"] = "application/vnd.example"
            body = json.dumps(m).encode()
        if mode != "header":
            headers.append(("Docker-Content-Digest", "sha256:" + hashlib.sha256(body).hexdigest()))
        self.answer(status, headers, body)

    def handle_request(self):
        print(self.command, self.path, "Range=" + (self.headers.get("Range") or ""),
              "Authorization=" + (self.headers.get("Authorization") or "").split(" ")[0],
              flush=True)
        if mode == "bearer" and self.path.startswith("/token?"):
            self.give_token()
            return
        if mode == "bearer" and self.wants_token():
            return
        if mode == "trap" and "/blobs/" in self.path:
            words = 'Bearer realm="http://127.0.0.1:%d/token",service="trap"' % port
            self.answer(401, [("WWW-Authenticate", words)], b"{}")
            return
        if mode == "busy" and self.path != "/v2/" and again():
            self.answer(503, [])
            return
        path = self.path
        if mode == "swap" and self.command == "GET":
            path = re.sub("/manifests/key-.*", "/manifests/" + argument, path)
        blob = self.command == "GET" and re.search("/blobs/sha256:", path)
        if mode == "redirect" and blob:
            self.answer(307, [("Location", argument + path)])
            return
        got = self.forward(path)
        if not got:
            return
        status, headers, body = got
        if mode == "elsewhere" and status == 202:
            headers = [(k, argument if k.lower() == "location" else v) for k, v in headers]
        else:
            headers = [(k, v.replace(upstream, "127.0.0.1:%d" % port)) for k, v in headers]
        if blob and status in (200, 206):
            self.blob(status, headers, body)
        elif self.command == "GET" and "/manifests/" in path:
            self.manifest(status, headers, body)
        else:
            self.answer(status, headers, body)

    def run(self):
        try:
            self.handle_request()
        except (BrokenPipeError, ConnectionResetError, OSError):
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = run


ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
