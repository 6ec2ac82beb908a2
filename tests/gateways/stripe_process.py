"""localstripe as a real process, for as long as a test session lasts."""

import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager


def free_port(first: int = 5140, last: int = 5159) -> int:
    """A port that nobody listens on, in our range; by chance, as other runs look for one too."""
    for port in random.sample(range(first, last + 1), last + 1 - first):
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind(("::", port))
            except OSError:
                continue
            return port
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return attempt.getsockname()[1]


@contextmanager
def localstripe():
    """Start localstripe on a free port; gives its base address."""
    port = free_port()
    program = [sys.executable, "-m", "phoenix.gateways.localstripe_here"]
    process = subprocess.Popen(
        [*program, "--port", str(port), "--from-scratch"],
        env={**os.environ, "PHOENIX_LOCALSTRIPE_STORE": os.devnull},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base, process)
        yield base
    finally:
        process.terminate()
        process.wait(10)


def post(url: str, payload: dict, key: str = "sk_test_localstripe") -> dict:
    """POST JSON as the browser's script or a test would; the decoded answer, errors included."""
    return _send(url, key, json.dumps(payload).encode())


def get(url: str, key: str = "sk_test_localstripe") -> dict:
    """GET JSON with the secret key."""
    return _send(url, key, None)


def forget_everything(base: str) -> None:
    """Empty this localstripe; its webhooks stay."""
    _send(f"{base}/_config/data", "sk_test_localstripe", None, "DELETE")


def _send(url: str, key: str, body: bytes | None, method: str | None = None) -> dict:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read()
    except urllib.error.HTTPError as error:
        text = error.read()
    return json.loads(text) if text else {}


def _wait(base: str, process) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            urllib.request.urlopen(f"{base}/js.stripe.com/v3/", timeout=1).close()
            time.sleep(0.2)
            if process.poll() is not None:
                raise RuntimeError("another run's localstripe answers here")
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("localstripe did not start") from None
            time.sleep(0.03)
