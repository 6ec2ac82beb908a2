"""A scanner that speaks clamd's INSTREAM and knows one virus: the test file of the industry. `python fake_clamd.py PATH` or PORT 0."""

from __future__ import annotations

import socketserver
import struct
import sys

EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class Scan(socketserver.StreamRequestHandler):
    """One file, as clamd answers."""

    def handle(self):
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        if b"INSTREAM size limit" in content:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
            return
        self.wfile.write(b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


if __name__ == "__main__":
    place = sys.argv[1]
    if place == "0":
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Scan)
        print(server.server_address[1], flush=True)
    else:
        server = socketserver.ThreadingUnixStreamServer(place, Scan)
        print(place, flush=True)
    server.serve_forever()
