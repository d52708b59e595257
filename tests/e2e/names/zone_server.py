#!/usr/bin/env python3
# A name server for the tests of names: answers on 127.0.0.1 by UDP and TCP from the table below.
# It says "ready" on stdout.
# SPDX-License-Identifier: MIT
import ipaddress
import struct

import lib_dns

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
    name, kind = lib_dns.taken_apart(query)
    code = 2 if name.startswith("broken.") else 0 if name in ZONE else 3
    records = []
    while name in ZONE:
        aliases = [v for k, v in ZONE[name] if k == CNAME]
        if not aliases:
            records += [record(name, k, v) for k, v in ZONE[name] if k == kind]
            break
        records.append(record(name, CNAME, aliases[0]))
        name = aliases[0]
    return lib_dns.reply(query, code, records, limit)


lib_dns.serve(answer)
