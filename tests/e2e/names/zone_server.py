#!/usr/bin/env python3
# A name server for the tests of names: answers on 127.0.0.1 by UDP and TCP from the table below.
# It says "ready" on stdout.
# SPDX-License-Identifier: MIT
import ipaddress
import socket
import struct
import threading

A, CNAME, PTR, AAAA = 1, 5, 12, 28
ZONE = {
    "one.b.example": [(A, "192.0.2.1")],
    "six.b.example": [(AAAA, "2001:db8::6")],
    "both.b.example": [(A, "192.0.2.2"), (AAAA, "2001:db8::2"), (A, "192.0.2.3")],
    "both.a.example": [],
    "first.b.example": [(CNAME, "second.b.example")],
    "second.b.example": [(CNAME, "both.b.example")],
    "dangling.b.example": [(CNAME, "nowhere.b.example")],
    "many.b.example": [(A, f"192.0.2.{i}") for i in range(1, 61)],
    "empty.b.example": [],
    "under_score.b.example": [(A, "192.0.2.9")],
    "1.2.0.192.in-addr.arpa": [(PTR, "one.b.example")],
    "2.2.0.192.in-addr.arpa": [(CNAME, "2.sub.example")],
    "2.sub.example": [(PTR, "both.b.example")],
    ipaddress.ip_address("2001:db8::6").reverse_pointer: [(PTR, "six.b.example")],
}


def packed(name):
    return b"".join(bytes([len(x)]) + x.encode() for x in name.split(".")) + b"\0"


def record(name, kind, value):
    if kind in (A, AAAA):
        data = ipaddress.ip_address(value).packed
    else:
        data = packed(value)
    return packed(name) + struct.pack(">HHIH", kind, 1, 9, len(data)) + data


def answer(query, limit):
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode())
        at += 1 + query[at]
    question = query[12:at + 5]
    kind = struct.unpack(">H", query[at + 1:at + 3])[0]
    name = ".".join(labels).lower()
    code = 2 if name.startswith("broken.") else 0 if name in ZONE else 3
    records = []
    while name in ZONE:
        aliases = [v for k, v in ZONE[name] if k == CNAME]
        if not aliases:
            records += [record(name, k, v) for k, v in ZONE[name] if k == kind]
            break
        records.append(record(name, CNAME, aliases[0]))
        name = aliases[0]
    truncated = 0
    while limit and sum(map(len, records)) + 12 + len(question) > limit:
        records.pop()
        truncated = 0x200
    head = query[:2] + struct.pack(">5H", 0x8180 | truncated | code, 1, len(records), 0, 0)
    return head + question + b"".join(records)


def serve_one(connection):
    while head := connection.recv(2, socket.MSG_WAITALL):
        query = connection.recv(struct.unpack(">H", head)[0], socket.MSG_WAITALL)
        reply = answer(query, 0)
        connection.sendall(struct.pack(">H", len(reply)) + reply)
    connection.close()


def serve_tcp(listener):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve_one, args=(connection,), daemon=True).start()


udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
udp.bind(("127.0.0.1", 53))
tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
tcp.bind(("127.0.0.1", 53))
tcp.listen(128)
threading.Thread(target=serve_tcp, args=(tcp,), daemon=True).start()
print("ready", flush=True)
while True:
    query, client = udp.recvfrom(4096)
    udp.sendto(answer(query, 512), client)
