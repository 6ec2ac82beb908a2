"""Bytes in an S3-compatible bucket: put once, read, asked for, forgotten (clause 4.3)."""

from __future__ import annotations

import http.client
import time
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlsplit

from phoenix.gateways.signature import Access, path_of, signed
from phoenix.kernel import clock

TIMEOUT = 30
TRIES = 3
NOTHING = sha256(b"").hexdigest()


class BucketUnreachable(OSError):
    """The bucket did not answer, or refused us: nothing is known of the bytes."""


class Bucket(NamedTuple):
    """Where the bucket is, and who we are there."""

    endpoint: str
    name: str
    access: Access

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`; what stands there already stays as it is."""
        if self.has(key):
            return
        status, _body = self._ask("PUT", key, content, {"If-None-Match": "*"})
        if status not in (200, 412):  # 412: another process was quicker with the same bytes
            raise BucketUnreachable(f"PUT {key}: {status}")

    def get(self, key: str) -> bytes | None:
        """The bytes under `key`; None when there are none."""
        status, body = self._ask("GET", key)
        if status == 404:
            return None
        if status != 200:
            raise BucketUnreachable(f"GET {key}: {status}")
        return body

    def has(self, key: str) -> bool:
        """Whether something is kept under `key`."""
        status, _body = self._ask("HEAD", key)
        if status not in (200, 404):
            raise BucketUnreachable(f"HEAD {key}: {status}")
        return status == 200

    def forget(self, key: str) -> None:
        """Remove what is kept under `key`, if anything."""
        status, _body = self._ask("DELETE", key)
        if status not in (200, 204, 404):
            raise BucketUnreachable(f"DELETE {key}: {status}")

    def _ask(self, method: str, key: str, content: bytes = b"", headers: dict | None = None) -> tuple[int, bytes]:
        """One request, tried again when the network or the server fails; safe, for all of them can be repeated."""
        for tried in range(1, TRIES + 1):
            try:
                status, body = self._send(method, key, content, headers or {})
            except (OSError, http.client.HTTPException) as error:
                if tried == TRIES:
                    raise BucketUnreachable(f"{method} {key}: {error}") from error
            else:
                if status not in (409, 429) and status < 500 or tried == TRIES:
                    return status, body
            time.sleep(0.2 * tried)
        raise AssertionError

    def _send(self, method: str, key: str, content: bytes, headers: dict) -> tuple[int, bytes]:
        place = urlsplit(self.endpoint)
        path = path_of(place.path.strip("/"), self.name, key)
        payload = sha256(content).hexdigest() if content else NOTHING
        all_headers = signed(method, place.netloc, path, headers, payload, self.access, clock.outside())
        kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
        connection = kind(place.netloc, timeout=TIMEOUT)
        try:
            connection.request(method, path, body=content or None, headers=all_headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()
