"""When an invoice is collected, tried again and given up, on plain values (spec: subscriptions.md, Collection)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from phoenix.payments import declines
from phoenix.payments.rules import LEAST_MINOR, SEPA_LIMIT_MINOR

CARD_RETRIES = (3, 7, 14)
NOTICE_DAYS = 14
SEPA_RETRY_AFTER = 2
REMINDERS = (3, 7)  # days after which a customer is reminded to authenticate
GIVEN_UP_AFTER = 14  # days that a customer has for it

# States of a collection.
DUE = "due"  # to be charged on `try_on`
WAITING = "waiting"  # at the bank, or with the customer who must authenticate
COLLECTED = "collected"
OVERDUE = "overdue"  # the shop does not try again by itself

NO_MEANS = "no_means"
NO_NOTICE = "no_notice"
DISPUTED = "disputed"
PAUSED = "paused"
TOO_SMALL = "too_small"  # Stripe takes no charge of so little: it stays owed, and is not tried


def parts(amount: int, kind: str) -> list[int]:
    """How a sum of minor units is charged: a debit over Stripe's limit is split (payments.md).

    A rest that Stripe would refuse as too small takes what it lacks from the part before.
    """
    if kind != "sepa" or amount <= SEPA_LIMIT_MINOR:
        return [amount]
    whole, rest = divmod(amount, SEPA_LIMIT_MINOR)
    if not rest:
        return [SEPA_LIMIT_MINOR] * whole
    lent = max(0, LEAST_MINOR - rest)
    return [SEPA_LIMIT_MINOR] * (whole - 1) + [SEPA_LIMIT_MINOR - lent, rest + lent]


def next_try(
    kind: str | None,
    refusal: str,
    refusals: int,
    first_refused_on: date,
    today: date,
    bank_day_after: Callable[[date, int], date],
) -> date | None:
    """The day of the next charge after a refusal; None when the retries are spent.

    `kind` is that of the means refused (None: there was none), `refusal` a kind of decline,
    `refusals` how many there were, today's included. Cards: days 3, 7 and 14 after the first;
    a debit: once, for want of funds, on the next bank day plus two.
    """
    if kind == "sepa":
        once_more = refusal == declines.FUNDS and refusals == 1
        return bank_day_after(today, 1 + SEPA_RETRY_AFTER) if once_more else None
    days = (first_refused_on + timedelta(days=each) for each in CARD_RETRIES)
    return next((day for day in days if day > today), None)


def charges_again(refusal: str, same_means: bool) -> bool:
    """Whether a retry makes sense: never with the means that its bank refuses for good."""
    return not (same_means and refusal in (declines.NEVER, declines.OURS))


def debit_day(wanted: date, announced_on: date | None) -> date | None:
    """The first day on which an announced debit may be made: fourteen days after its notice left.

    None while the notice has not left.
    """
    return None if announced_on is None else max(wanted, announced_on + timedelta(days=NOTICE_DAYS))
