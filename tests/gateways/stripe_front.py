"""A thin layer in front of localstripe: what the real Stripe does and localstripe does not.

Idempotency keys, lost answers, SEPA debits that stay processing, late failures, disputes,
mandates, refunds that may not exceed the charge, webhooks that can be held, doubled, reversed.
"""

import http.client
import json
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.gateways.stripe_overlay import Overlay
from tests.gateways.stripe_webhooks import Webhooks

HOP = {"connection", "transfer-encoding", "content-length", "host", "keep-alive"}


class StripeFront:
    """The front of one localstripe at `upstream`; `base` is where the shop talks to."""

    def __init__(self, upstream: str):
        self.upstream = urlsplit(upstream).netloc
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        self.webhooks = Webhooks()
        self.overlay = Overlay(self)
        self.requests: list[dict] = []
        self._faults: list[tuple[str, str]] = []
        self._answers: dict[str, tuple] = {}
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def start(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        hook = {"url": f"{self.base}/_front/hook", "secret": "front"}
        self.forward("POST", "/_config/webhooks/front", {}, json.dumps(hook).encode())
        return self

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def reset(self):
        """Forget faults, held webhooks and overlays; localstripe's own data stay."""
        self._faults.clear()
        self.requests.clear()
        self.webhooks.reset()
        self.overlay.reset()

    def fault(self, path: str, kind: str):
        """The next POST whose path contains `path`: "lost" is done and not answered, "unsent"
        is neither, "500" is neither and says so; "refused" will never be done."""
        self._faults.append((path, kind))

    def charges(self) -> list[dict]:
        """Charges that took money, the oldest first."""
        _status, _headers, body = self.forward("GET", "/v1/charges?limit=1000", _KEY, b"")
        return [row for row in json.loads(body)["data"] if row["status"] != "failed"]

    def forward(self, method: str, path: str, headers: dict, body: bytes) -> tuple:
        """Ask localstripe; status, headers, body."""
        connection = http.client.HTTPConnection(self.upstream, timeout=20)
        try:
            kept = {name: value for name, value in headers.items() if name.lower() not in HOP}
            connection.request(method, path, body or None, kept)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def answer(self, method: str, path: str, headers: dict, body: bytes) -> tuple | None:
        """What the shop gets; None when the answer is lost."""
        key = headers.get("Idempotency-Key")
        self.requests.append(
            {
                "method": method,
                "path": path,
                "key": key,
                "version": headers.get("Stripe-Version"),
                "telemetry": headers.get("X-Stripe-Client-Telemetry"),
            }
        )
        fault = self._take_fault(path) if method == "POST" else None
        if fault == "unsent":
            return None
        if fault == "500":
            return 500, {}, b'{"error": {"type": "api_error", "message": "simulated"}}'
        if fault == "refused":
            refusal = {"type": "invalid_request_error", "code": "charge_not_refundable", "message": "simulated"}
            return 400, {}, json.dumps({"error": refusal}).encode()
        answer = self._once(key, method, path, headers, body)
        return None if fault == "lost" else answer

    def _take_fault(self, path: str) -> str | None:
        for position, (part, kind) in enumerate(self._faults):
            if part in path:
                del self._faults[position]
                return kind
        return None

    def _once(self, key, method, path, headers, body) -> tuple:
        """The same key gives the same answer; with other parameters it is an error."""
        if not key:
            return self.overlay.answer(method, path, headers, body)
        with self._locks[key]:
            if key not in self._answers:
                answer = self.overlay.answer(method, path, headers, body)
                self._answers[key] = (path, body, answer)
            first_path, first_body, answer = self._answers[key]
        if (first_path, first_body) != (path, body):
            return 400, {}, b'{"error": {"type": "idempotency_error", "message": "other parameters"}}'
        return answer


_KEY = {"Authorization": "Bearer sk_test_localstripe"}


def _handler(front: StripeFront):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.path == "/_front/hook":
                front.overlay.heard(json.loads(body))
                return self._reply(200, {}, b"")
            answer = front.answer(self.command, self.path, dict(self.headers), body)
            if answer is None:
                self.close_connection = True
                return self.connection.close()
            return self._reply(*answer)

        do_GET = do_POST = do_DELETE = do_OPTIONS = _serve

        def _reply(self, status, headers, body):
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in HOP | {"date", "server"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words):
            pass

    return Handler
