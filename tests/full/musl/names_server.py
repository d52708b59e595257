#!/usr/bin/env python3
# A name server for one test: answers on 127.0.0.1 by UDP and TCP, and writes down what it was asked.
#
#   names_server.py LOG
#
# It says "ready" on stdout. Hosts are x.y.example: their name says what comes back. 'one' has the
# address 192.0.2.1, 'many' has 40, 'empty' has none, 'broken' is SERVFAIL; others do not exist, and
# only below a.example and b.example is there anything.
# SPDX-License-Identifier: MIT
import socket
import struct
import sys
import threading

log = open(sys.argv[1], "a", buffering=1)


def answer(query, limit):
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode())
        at += 1 + query[at]
    kind = struct.unpack(">H", query[at + 1:at + 3])[0]
    name = ".".join(labels).lower()
    if kind == 1:
        log.write(f"{'udp' if limit else 'tcp'} {name}\n")
    host, _, domain = name.partition(".")
    code, count = 3, 0
    if domain in ("a.example", "b.example") and (host != "one" or domain == "b.example"):
        code = {"broken": 2, "one": 0, "many": 0, "empty": 0}.get(host, 3)
        count = {"one": 1, "many": 40}.get(host, 0)
    if kind != 1:
        count = 0
    records = b"".join(
        struct.pack(">HHHIH4B", 0xC00C, 1, 1, 9, 4, 192, 0, 2, 1 + i) for i in range(count))
    truncated = 0
    if limit and len(query[:at + 5]) + len(records) > limit:
        count = (limit - at - 5) // 16
        records, truncated = records[:16 * count], 0x200
    head = query[:2] + struct.pack(">5H", 0x8180 | truncated | code, 1, count, 0, 0)
    return head + query[12:at + 5] + records


def serve_tcp(listener):
    while True:
        connection, _ = listener.accept()
        size = struct.unpack(">H", connection.recv(2))[0]
        reply = answer(connection.recv(size), 0)
        connection.sendall(struct.pack(">H", len(reply)) + reply)
        connection.close()


udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("127.0.0.1", 53))
tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
tcp.bind(("127.0.0.1", 53))
tcp.listen(16)
threading.Thread(target=serve_tcp, args=(tcp,), daemon=True).start()
print("ready", flush=True)
while True:
    query, client = udp.recvfrom(4096)
    udp.sendto(answer(query, 512), client)
