# What the name servers of the tests share: a query taken apart, a reply put together, and the
# serving, by UDP and TCP on 127.0.0.1.
# SPDX-License-Identifier: MIT
import socket
import struct
import threading


def taken_apart(query):
    """The name that is asked for, in lower case, and the number of the type."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode())
        at += 1 + query[at]
    return ".".join(labels).lower(), struct.unpack(">H", query[at + 1:at + 3])[0]


def reply(query, code, records, limit):
    """A reply with as many of the records as fit into limit bytes; with all where that is 0."""
    question = query[12:query.index(0, 12) + 5]
    records, truncated = list(records), 0
    while limit and sum(map(len, records)) + 12 + len(question) > limit:
        records.pop()
        truncated = 0x200
    head = query[:2] + struct.pack(">5H", 0x8180 | truncated | code, 1, len(records), 0, 0)
    return head + question + b"".join(records)


def serve_one(connection, answer):
    while head := connection.recv(2, socket.MSG_WAITALL):
        query = connection.recv(struct.unpack(">H", head)[0], socket.MSG_WAITALL)
        message = answer(query, 0)
        connection.sendall(struct.pack(">H", len(message)) + message)
    connection.close()


def serve_tcp(listener, answer):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve_one, args=(connection, answer), daemon=True).start()


def serve(answer):
    """Serves for ever, with answer(query, limit), and says "ready" on stdout; the limit is 0 by TCP."""
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    udp.bind(("127.0.0.1", 53))
    tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    tcp.bind(("127.0.0.1", 53))
    tcp.listen(128)
    threading.Thread(target=serve_tcp, args=(tcp, answer), daemon=True).start()
    print("ready", flush=True)
    while True:
        query, client = udp.recvfrom(4096)
        udp.sendto(answer(query, 512), client)
