"""The virus scanner: ClamAV's daemon, asked over its own protocol (INSTREAM)."""

from __future__ import annotations

import re
import socket
import struct
from urllib.parse import urlsplit

TIMEOUT = 20
PIECE = 1 << 16
LONGEST_ANSWER = 4096
PORT = 3310
_FOUND = re.compile(r"stream: (.+) FOUND")


class ScannerAway(OSError):
    """The scanner did not answer, or not in its own words: nothing is known of the bytes."""


def scan(url: str, content: bytes) -> str:
    """The name of what the scanner at `url` (tcp://host:port, unix:///path) found in `content`; empty when it is clean."""
    try:
        with _connected(url) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                connection.sendall(struct.pack(">I", len(piece)) + piece)
            connection.sendall(struct.pack(">I", 0))
            answer = _answer(connection)
    except OSError as error:
        raise ScannerAway(str(error) or type(error).__name__) from error
    if answer == "stream: OK":
        return ""
    if found := _FOUND.fullmatch(answer):
        return found[1]
    raise ScannerAway(answer or "no answer")


def _connected(url: str) -> socket.socket:
    place = urlsplit(url)
    if place.scheme == "tcp":
        return socket.create_connection((place.hostname, place.port or PORT), timeout=TIMEOUT)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(TIMEOUT)
    try:
        connection.connect(place.path)
    except OSError:
        connection.close()
        raise
    return connection


def _answer(connection: socket.socket) -> str:
    """What it says, up to its end mark."""
    told = b""
    while not told.endswith(b"\0") and len(told) < LONGEST_ANSWER:
        part = connection.recv(LONGEST_ANSWER)
        if not part:
            break
        told += part
    return told.rstrip(b"\0\n ").decode("utf-8", "replace")
