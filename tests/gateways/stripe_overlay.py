"""What the real Stripe would say of an intent, laid over what localstripe says."""

import json
import re
import secrets
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from tests.gateways.stripe_webhooks import event

_KEY = {"Authorization": "Bearer sk_test_localstripe"}
SEPA_STATES = {
    "processing": ("processing", "pending"),
    "failed": ("requires_payment_method", "failed"),
    "canceled": ("canceled", "failed"),
}
INTENT = re.compile(r"^/v1/payment_intents/(pi_\w+)")


class Overlay:
    """Per intent: SEPA that stays processing, late failures, refusals by the bank, authentication owed, disputes."""

    def __init__(self, front):
        self.front = front
        self.reset()

    def reset(self):
        self.hold_sepa = False
        self.sepa: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        self.away: set[str] = set()
        self.refusing: dict[str, str] = {}
        self.refused: dict[str, str] = {}
        self.disputes: dict[str, dict] = {}
        self.mandates: dict[str, dict] = {}

    def answer(self, method: str, path: str, headers: dict, body: bytes) -> tuple:
        """Answer a request: our own objects ourselves, the rest by localstripe and corrected."""
        own = (
            self._own(path)
            or self._cancelled(path)
            or self._refused(method, path, body)
            or self._declined(method, path, headers, body)
        )
        if own is not None:
            return own
        status, given, raw = self.front.forward(method, path, headers, body)
        if not path.startswith(("/v1/payment_intents", "/v1/setup_intents")) or status != 200:
            return status, given, raw
        data = json.loads(raw)
        if path.startswith("/v1/setup_intents"):
            self._mandate_of(data)
        elif data["object"] == "list":
            data["data"] = [self._corrected(row) for row in data["data"]]
        else:
            self._remember(method, path, body, data)
            data = self._corrected(data)
            if method == "POST" and data["id"] in self.away and "_authenticate" not in path:
                return 402, given, json.dumps({"error": _authentication_required(data)}).encode()
        return status, given, json.dumps(data).encode()

    def heard(self, told: dict):
        """A webhook from localstripe: passed on, unless it tells what has not happened yet."""
        about = told["data"]["object"]
        if self.sepa.get(about.get("id")) == "processing":
            return
        self.front.webhooks.send(told)

    def settle(self, intent_id: str):
        """The bank of a processing debit paid."""
        self.sepa[intent_id] = "succeeded"
        self._tell("payment_intent.succeeded", intent_id)

    def fail(self, intent_id: str, code: str = "insufficient_funds"):
        """The bank of a processing debit refused, days later."""
        self.sepa[intent_id], self.codes[intent_id] = "failed", code
        self._tell("payment_intent.payment_failed", intent_id)

    def dispute(self, intent_id: str, status: str = "needs_response", reason: str = "fraudulent"):
        """The bank takes a payment back, or settles the question."""
        dispute = self.disputes.setdefault(
            intent_id, {"id": f"du_{secrets.token_hex(7)}", "object": "dispute"}
        )
        dispute.update(payment_intent=intent_id, status=status, reason=reason)
        over = status in ("won", "lost")
        kind = "charge.dispute.closed" if over else "charge.dispute.created"
        self.front.webhooks.send(event(kind, dispute))

    def refuse(self, stripe_method: str, decline_code: str | None):
        """From now on its bank refuses this card, for that reason; None: it pays again."""
        if decline_code is None:
            self.refusing.pop(stripe_method, None)
        else:
            self.refusing[stripe_method] = decline_code

    def set_mandate(self, mandate_id: str, status: str):
        """The bank or the customer ended a mandate, or it came to life again."""
        self.mandates[mandate_id]["status"] = status
        self.front.webhooks.send(event("mandate.updated", self.mandates[mandate_id]))

    def _tell(self, kind: str, intent_id: str):
        path = f"/v1/payment_intents/{intent_id}"
        _status, _headers, raw = self.answer("GET", path, _KEY, b"")
        self.front.webhooks.send(event(kind, json.loads(raw)))

    def _own(self, path: str) -> tuple | None:
        """Disputes and mandates, which localstripe does not have."""
        where = urlsplit(path)
        if where.path == "/v1/disputes":
            wanted = parse_qs(where.query)["payment_intent"][0]
            rows = [self.disputes[wanted]] if wanted in self.disputes else []
            return _json({"object": "list", "data": rows, "has_more": False, "url": "/v1/disputes"})
        if where.path.startswith("/v1/mandates/"):
            found = self.mandates.get(where.path.rsplit("/", 1)[1])
            return _json(found) if found else _json({"error": {"code": "resource_missing"}}, 404)
        return None

    def _cancelled(self, path: str) -> tuple | None:
        """A debit that failed late: localstripe thinks that it succeeded, and would not cancel it."""
        found = INTENT.match(path)
        if found is None or not path.endswith("/cancel") or self.sepa.get(found[1]) != "failed":
            return None
        self.sepa[found[1]] = "canceled"
        return self.answer("GET", f"/v1/payment_intents/{found[1]}", _KEY, b"")

    def _refused(self, method: str, path: str, body: bytes) -> tuple | None:
        """A refund beyond what is left: localstripe would give it."""
        if method != "POST" or path != "/v1/refunds":
            return None
        asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        intent = f"/v1/payment_intents/{asked['payment_intent']}?expand[0]=latest_charge"
        charge = json.loads(self.front.forward("GET", intent, _KEY, b"")[2])["latest_charge"]
        if int(asked["amount"]) <= charge["amount"] - charge["amount_refunded"]:
            return None
        return _json({"error": {"type": "invalid_request_error", "code": "charge_already_refunded"}}, 400)

    def _declined(self, method: str, path: str, headers: dict, body: bytes) -> tuple | None:
        """A charge of a card that its bank refuses: the intent is made and not paid."""
        if method != "POST" or path != "/v1/payment_intents":
            return None
        asked = parse_qsl(body.decode())
        code = self.refusing.get(dict(asked)["payment_method"])
        if code is None:
            return None
        unpaid = urlencode([each for each in asked if each[0] not in ("confirm", "off_session")])
        status, given, raw = self.front.forward(method, path, headers, unpaid.encode())
        if status != 200:
            return status, given, raw
        data = json.loads(raw)
        self.refused[data["id"]] = code
        return 402, given, json.dumps({"error": _card_declined(self._corrected(data), code)}).encode()

    def _remember(self, method: str, path: str, body: bytes, data: dict):
        if method != "POST" or INTENT.match(path):
            if data["status"] != "requires_action":
                self.away.discard(data["id"])
            return
        if b"sepa_debit" in body and self.hold_sepa:
            self.sepa.setdefault(data["id"], "processing")
        if b"off_session=true" in body.lower() and data["status"] == "requires_action":
            self.away.add(data["id"])

    def _corrected(self, data: dict) -> dict:
        charge = data.get("latest_charge")
        state = self.sepa.get(data["id"])
        if state in SEPA_STATES:
            data["status"], charged = SEPA_STATES[state]
            if isinstance(charge, dict):
                charge["status"] = charged
        if state in ("failed", "canceled"):
            data["last_payment_error"] = {"code": self.codes[data["id"]]}
        if data["id"] in self.away:
            data["status"] = "requires_payment_method"
            data["last_payment_error"] = {"code": "authentication_required"}
        if data["id"] in self.refused:
            data["last_payment_error"] = {"code": "card_declined", "decline_code": self.refused[data["id"]]}
            if data["status"] != "canceled":
                data["status"] = "requires_payment_method"
        if charge and data["id"] in self.disputes:
            charge["disputed"] = True
        return data

    def _mandate_of(self, data: dict):
        """A stored IBAN has a mandate of its own."""
        method = data.get("payment_method")
        if data.get("object") != "setup_intent" or data["status"] != "succeeded":
            return
        if "sepa_debit" not in data["payment_method_types"]:
            return
        mandate_id = "mandate_" + data["id"].removeprefix("seti_")
        reference = {"sepa_debit": {"reference": "PA" + data["id"][-12:].upper()}}
        self.mandates.setdefault(
            mandate_id,
            {
                "id": mandate_id,
                "object": "mandate",
                "status": "active",
                "payment_method": method["id"] if isinstance(method, dict) else method,
                "payment_method_details": reference,
            },
        )
        data["mandate"] = mandate_id


def _authentication_required(data: dict) -> dict:
    return {
        "type": "card_error",
        "code": "authentication_required",
        "decline_code": "authentication_required",
        "message": "This transaction requires authentication.",
        "payment_intent": data,
    }


def _card_declined(data: dict, decline_code: str) -> dict:
    return {
        "type": "card_error",
        "code": "card_declined",
        "decline_code": decline_code,
        "message": "Your card was declined.",
        "payment_intent": data,
    }


def _json(data: dict, status: int = 200) -> tuple:
    return status, {"Content-Type": "application/json"}, json.dumps(data).encode()
