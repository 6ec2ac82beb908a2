"""Webhooks on their way from the simulated Stripe to the shop: held, doubled, reversed, forged."""

import hashlib
import hmac
import json
import secrets
import threading
import time
import urllib.request

SECRET = "whsec_localstripe"


def event(kind: str, about: dict, event_id: str | None = None, livemode: bool = False) -> dict:
    """An event as Stripe writes it."""
    return {
        "id": event_id or f"evt_{secrets.token_hex(8)}",
        "object": "event",
        "type": kind,
        "livemode": livemode,
        "created": int(time.time()),
        "data": {"object": about},
    }


def signed(told: dict | bytes, secret: str = SECRET, at: int | None = None) -> tuple[bytes, dict]:
    """The raw body and the headers of a webhook, signed at the second `at`."""
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    moment = int(time.time()) if at is None else at
    mac = hmac.new(secret.encode(), b"%d." % moment + body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "Stripe-Signature": f"t={moment},v1={mac}"}
    return body, headers


class Webhooks:
    """Collects events; delivers them at once to `url` unless `hold` is set."""

    def __init__(self):
        self._lock = threading.Lock()
        self.reset()

    def reset(self):
        self.url: str | None = None
        self.hold = True
        self.waiting: list[dict] = []

    def send(self, told: dict):
        """Deliver, or keep for later."""
        with self._lock:
            if self.hold or not self.url:
                self.waiting.append(told)
                return
        deliver(self.url, told)

    def take(self) -> list[dict]:
        """What waits, taken out."""
        with self._lock:
            taken, self.waiting = self.waiting, []
        return taken

    def wait_for(self, kind: str, seconds: float = 5) -> dict:
        """The first waiting event of a kind; localstripe sends a second late."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with self._lock:
                found = [told for told in self.waiting if told["type"] == kind]
            if found:
                return found[0]
            time.sleep(0.05)
        raise AssertionError(f"no {kind} came")


def deliver(url: str, told: dict) -> int:
    """Send one event to the shop; the status it answers."""
    body, headers = signed(told)
    request = urllib.request.Request(url, data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
