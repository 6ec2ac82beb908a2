"""A Stripe inside the test process: the same protocol, outcomes decided by means and day, idempotent by key.

For tests of a whole year, where the same year must be lived twice; single steps are tested with localstripe.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from phoenix.gateways.stripe_api import ChargeOrder, Declined, Intent, NeedsAction, RefundOrder, RefundSeen
from phoenix.kernel import clock
from phoenix.payments.models import Attempt

SETTLES_AFTER = 5  # days that a debit is processing


class Twin:
    """Cards are refused one time in nine, debits for want of funds one time in eleven."""

    def __init__(self):
        self.intents: dict[str, Intent] = {}
        self.by_key: dict[str, str] = {}
        self.made: dict[str, tuple] = {}
        self.refunds: dict[str, list[RefundSeen]] = {}
        self.refund_keys: dict[str, RefundSeen] = {}

    def charge(self, order: ChargeOrder) -> Intent:
        """A card's answer at once, a debit taken for processing; the same key gives the same."""
        if order.key not in self.by_key:
            today = clock.now().date()
            fate = _fate(order.method, today, order.amount.minor)
            status, code = self._outcome(order, fate)
            intent = Intent(
                f"pi_{len(self.intents) + 1}", status, order.amount, order.customer, "secret", order.metadata,
                clock.now(), error_code=code and "card_declined", decline_code=code,
            )  # fmt: skip
            self.intents[intent.id], self.by_key[order.key] = intent, intent.id
            self.made[intent.id] = (today, order, fate)
        intent = self.intents[self.by_key[order.key]]
        if intent.status == "requires_payment_method" and order.kind == "card":
            raise Declined("card_declined", intent.decline_code, intent.id)
        if intent.status == "requires_action":
            raise NeedsAction(intent.id)
        return intent

    @staticmethod
    def _outcome(order: ChargeOrder, fate: int) -> tuple[str, str | None]:
        if order.kind != "card":
            return "processing", None
        if fate % 9 == 0:
            return "requires_payment_method", ("insufficient_funds", "do_not_honor", "stolen_card")[fate % 3]
        return "succeeded", None

    def intent(self, intent_id: str) -> Intent:
        """The intent as it stands today: a debit ends after a few days."""
        if intent_id.startswith("pi_first_"):
            return self._first(intent_id)
        intent = self.intents[intent_id]
        day, _order, fate = self.made[intent_id]
        if intent.status == "processing" and (clock.now().date() - day).days >= SETTLES_AFTER:
            failed = fate % 11 == 0
            intent = replace(
                intent,
                status="requires_payment_method" if failed else "succeeded",
                error_code="payment_intent_payment_attempt_failed" if failed else None,
                decline_code="insufficient_funds" if failed else None,
            )
            self.intents[intent_id] = intent
        return replace(intent, refunded=bool(self.refunds.get(intent_id)))

    def _first(self, intent_id: str) -> Intent:
        """The charge of an order, made before the test began to look."""
        attempt = Attempt.get(Attempt.intent_id == intent_id)
        return Intent(
            intent_id, "succeeded", attempt.money, attempt.stripe_customer, "secret", {}, attempt.submitted_at,
            refunded=bool(self.refunds.get(intent_id)),
        )  # fmt: skip

    def cancel(self, intent_id: str) -> Intent:
        """No more can be paid by it."""
        intent = self.intents[intent_id]
        if intent.status in ("requires_payment_method", "requires_action"):
            self.intents[intent_id] = replace(intent, status="canceled")
        return self.intents[intent_id]

    def find_intent(self, metadata: dict, since) -> Intent | None:
        """The intent that carries all of `metadata`."""
        return next((i for i in self.intents.values() if metadata.items() <= i.metadata.items()), None)

    def refund(self, order: RefundOrder) -> RefundSeen:
        """Money back, at once."""
        if order.key not in self.refund_keys:
            seen = RefundSeen(f"re_{len(self.refund_keys) + 1}", "succeeded", order.amount, order.metadata)
            self.refund_keys[order.key] = seen
            self.refunds.setdefault(order.intent, []).append(seen)
        return self.refund_keys[order.key]

    def refunds_of(self, intent_id: str) -> tuple[RefundSeen, ...]:
        """What went back."""
        return tuple(self.refunds.get(intent_id, ()))

    def disputes_of(self, intent_id: str) -> tuple:
        """None here."""
        return ()

    def detach(self, method: str) -> None:
        """Forgotten."""


def _fate(method: str, day, amount: int) -> int:
    """A number that the same charge on the same day always has."""
    return int(hashlib.sha256(f"{method}:{day}:{amount}".encode()).hexdigest()[:8], 16)
