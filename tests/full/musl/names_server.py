#!/usr/bin/env python3
# A name server for one test: answers on 127.0.0.1 by UDP and TCP, and writes down what it was asked.
#
#   names_server.py LOG
#
# It says "ready" on stdout. Hosts are x.y.example: their name says what comes back. 'one' has the
# address 192.0.2.1, 'many' has 40, 'empty' has none, 'broken' is SERVFAIL; others do not exist, and
# only below a.example and b.example is there anything.
# SPDX-License-Identifier: MIT
import struct
import sys

import lib_dns

log = open(sys.argv[1], "a", buffering=1)


def answer(query, limit):
    name, kind = lib_dns.taken_apart(query)
    if kind == 1:
        log.write(f"{'udp' if limit else 'tcp'} {name}\n")
    host, _, domain = name.partition(".")
    code, count = 3, 0
    if domain in ("a.example", "b.example") and (host != "one" or domain == "b.example"):
        code = {"broken": 2, "one": 0, "many": 0, "empty": 0}.get(host, 3)
        count = {"one": 1, "many": 40}.get(host, 0)
    if kind != 1:
        count = 0
    records = [struct.pack(">HHHIH4B", 0xC00C, 1, 1, 9, 4, 192, 0, 2, 1 + i) for i in range(count)]
    return lib_dns.reply(query, code, records, limit)


lib_dns.serve(answer)
