"""The file store in an S3-compatible bucket: written once, read and checked, forgotten (clause 4.3).

The signature is held against AWS's own examples; the store runs against a small server that can fail, and
against moto's S3 where `moto_server` is there (PHOENIX_TEST_MOTO names it; it has many dependencies, so it
lives in an environment of its own: `pip install "moto[server]"`).
"""

import dataclasses
import hashlib
import os
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from phoenix.config import IncompleteSettings, load
from phoenix.gateways import bucket, files
from phoenix.gateways.signature import Access, path_of, signed

AWS = Access("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
THAT_DAY = datetime(2013, 5, 24, tzinfo=UTC)
HOST = "examplebucket.s3.amazonaws.com"
MOTO = os.environ.get("PHOENIX_TEST_MOTO") or shutil.which("moto_server")


def signature(*arguments) -> str:
    return signed(*arguments)["Authorization"].rpartition("Signature=")[2]


def test_reading_is_signed_as_in_the_example_of_aws():
    empty = hashlib.sha256(b"").hexdigest()
    made = signature("GET", HOST, "/test.txt", {"Range": "bytes=0-9"}, empty, AWS, THAT_DAY)
    assert made == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"


def test_writing_is_signed_as_in_the_example_of_aws():
    payload = hashlib.sha256(b"Welcome to Amazon S3.").hexdigest()
    headers = {"Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"}
    made = signature("PUT", HOST, path_of("test$file.text"), headers, payload, AWS, THAT_DAY)
    assert made == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"


class Small(BaseHTTPRequestHandler):
    """A bucket in memory that checks what is announced, and fails as often as it is told."""

    kept: dict = {}
    fail = 0
    seen: list = []

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _any(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.seen.append(self.command)
        if type(self).fail > 0:
            type(self).fail -= 1
            self._answer(503)
        elif not self.headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=key/"):
            self._answer(403)
        elif self.headers["x-amz-content-sha256"] != hashlib.sha256(content).hexdigest():
            self._answer(400)
        else:
            getattr(self, f"_{self.command.lower()}")(content)

    def _put(self, content: bytes) -> None:
        known = self.path in self.kept
        if not known:
            self.kept[self.path] = content
        self._answer(412 if known and self.headers["If-None-Match"] == "*" else 200)

    def _get(self, _content: bytes) -> None:
        self._answer(200 if self.path in self.kept else 404, self.kept.get(self.path, b""))

    _head = _get

    def _delete(self, _content: bytes) -> None:
        self.kept.pop(self.path, None)
        self._answer(204)

    do_GET = do_PUT = do_HEAD = do_DELETE = _any

    def log_message(self, *_arguments) -> None:
        """Silent."""


@pytest.fixture
def small():
    Small.kept, Small.fail, Small.seen = {}, 0, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Small)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def moto():
    if MOTO is None:
        pytest.skip("no moto_server here")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([MOTO, "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _try in range(100):
            try:
                urllib.request.urlopen(urllib.request.Request(f"{address}/papers", method="PUT"), timeout=5)
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(params=["small", "moto"])
def store(app, request):
    """The shop whose files are in a bucket; the address of its server."""
    Small.kept = {}
    address = request.getfixturevalue(request.param)
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(
        before, files_bucket="papers", files_endpoint=address, files_access_key="key", files_secret_key="secret"
    )
    yield address
    app.config["SETTINGS"] = before


def raw(address: str, sha256: str, content: bytes) -> None:
    """Another hand writes into the bucket."""
    path = f"/papers/{sha256[:2]}/{sha256}"
    if path in Small.kept:
        Small.kept[path] = content
    else:
        other = bucket.Bucket(address, "papers", Access("key", "secret", "us-east-1"))
        assert other._ask("PUT", f"{sha256[:2]}/{sha256}", content)[0] == 200


def test_what_is_put_is_read_and_forgotten(store):
    sha256 = files.put("une pièce".encode())
    assert files.get(sha256) == "une pièce".encode()
    assert files.put("une pièce".encode()) == sha256
    assert files.place(sha256) == f"s3://papers/{sha256[:2]}/{sha256}"
    files.forget(sha256)
    files.forget(sha256)
    with pytest.raises(files.FileMissing):
        files.get(sha256)


def test_large_and_empty_files_come_back_whole(store):
    for content in (b"", os.urandom(3_000_000)):
        assert files.get(files.put(content)) == content


def test_what_another_hand_wrote_is_noticed(store):
    sha256 = files.put(b"the piece")
    raw(store, sha256, b"another piece")
    with pytest.raises(files.FileAltered):
        files.get(sha256)


def test_what_stands_there_is_never_overwritten(store):
    sha256 = files.put(b"the piece that stands")
    raw(store, sha256, b"spoilt")
    files.put(b"the piece that stands")
    with pytest.raises(files.FileAltered):
        files.get(sha256)


@pytest.fixture
def failing(app, small, monkeypatch):
    monkeypatch.setattr(bucket.time, "sleep", lambda _seconds: None)
    return bucket.Bucket(small, "papers", Access("key", "secret", "us-east-1"))


def test_a_server_that_fails_for_a_moment_is_asked_again(failing):
    Small.fail = 2
    failing.put("aa/key", b"content")
    assert failing.get("aa/key") == b"content"


def test_a_server_that_fails_is_no_missing_file(failing):
    Small.fail = 99
    with pytest.raises(bucket.BucketUnreachable):
        failing.get("aa/key")
    Small.fail = 0
    refused = failing._replace(access=Access("other", "secret", "us-east-1"))
    with pytest.raises(bucket.BucketUnreachable):
        refused.get("aa/key")
    with pytest.raises(bucket.BucketUnreachable):
        bucket.Bucket("http://127.0.0.1:9", "papers", failing.access).get("aa/key")


def test_two_that_write_at_once_keep_one(failing):
    failing.put("aa/key", b"content")
    status, _body = failing._ask("PUT", "aa/key", b"content", {"If-None-Match": "*"})
    assert status == 412


def test_a_bucket_without_its_keys_is_refused_at_the_start(tmp_path):
    with pytest.raises(IncompleteSettings):
        load({"instance": str(tmp_path), "files_bucket": "papers"})
