"""Means of payment: stored at Stripe from the page, checked by us, shown, replaced, revoked."""

from __future__ import annotations

import logging

from limits import RateLimitItemPerHour

from phoenix.accounts.models import Organisation, Person
from phoenix.archive.sources import note
from phoenix.config import settings
from phoenix.database import transaction
from phoenix.gateways import stripe_api
from phoenix.gateways.stripe_api import CustomerFacts, MandateSeen, Method, OutcomeUnknown, Payments, Refused, Setup
from phoenix.kernel import clock
from phoenix.kernel.events import MeansChanged, emit
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.sellers import SELLERS
from phoenix.kernel.terms import months_on
from phoenix.kernel.values import frozen
from phoenix.payments import mails
from phoenix.payments.models import Mandate, PaymentMethod, StripeCustomer
from phoenix.payments.rules import customer_key

logger = logging.getLogger("phoenix.payments")
STRIPE_KINDS = {"card": stripe_api.CARD, "sepa": stripe_api.SEPA}
OUR_KINDS = {stripe: ours for ours, stripe in STRIPE_KINDS.items()}
PARIS = COUNTRIES["fr"].timezone
MANDATE_LAPSES_MONTHS = 36  # without a debit
DEAD = frozenset({"inactive", "revoked"})


class NotStored(Exception):
    """The page says that a means of payment is stored, and Stripe does not."""


class NotYours(Exception):
    """This SetupIntent or means of payment belongs to another customer."""


@frozen
class Evidence:
    """Who did something in the page, under which words, from where (clause 2e)."""

    person: Person
    language: str
    address: str
    user_agent: str
    mandate_text: str = ""


def gateway() -> Payments:
    """The way to Stripe of the running app."""
    return stripe_api.payments(settings())

# Stolen cards are tried out by the dozen: so many new means an hour for one organisation (clause 14b).
NEW_MEANS = RateLimitItemPerHour(30)


def prepare(organisation: Organisation, kind: str) -> Setup:
    """Have Stripe expect a means of payment ("card" or "sepa") of this customer."""
    metadata = {"organisation": organisation.reference}
    return gateway().create_setup(customer_of(organisation), STRIPE_KINDS[kind], metadata)


def customer_of(organisation: Organisation) -> str:
    """The organisation's id at Stripe, made at its first need."""
    known = StripeCustomer.get_or_none(StripeCustomer.organisation == organisation)
    if known is not None:
        return known.stripe_id
    made = gateway().create_customer(customer_key(organisation.reference), _facts(organisation))
    with transaction():
        row = {"organisation": organisation.id, "stripe_id": made}
        StripeCustomer.insert(row).on_conflict_ignore().execute()
    return StripeCustomer.get(StripeCustomer.organisation == organisation).stripe_id


def _facts(organisation: Organisation) -> CustomerFacts:
    first = Person.select().where(Person.organisation == organisation).order_by(Person.id).first()
    address = {
        "line1": organisation.address_line1,
        "line2": organisation.address_line2,
        "postal_code": organisation.postal_code,
        "city": organisation.city,
        "country": organisation.country.upper(),
    }
    return CustomerFacts(
        name=organisation.name,
        email=organisation.billing_email or first.email,
        phone=organisation.phone,
        address=address,
        language=first.language,
        description=organisation.reference,
        metadata={"organisation": organisation.reference},
    )


def adopt(organisation: Organisation, setup_id: str, evidence: Evidence, kept: bool = True) -> PaymentMethod:
    """Take over what the page stored, after asking Stripe: never believe the browser.

    An account that is stored already under a mandate that holds is that one. Not `kept`: it pays this once, and is neither listed nor charged later. NotStored, NotYours; Declined when the bank refuses to have its card kept.
    """
    customer = customer_of(organisation)
    seen = gateway().setup(setup_id)
    if seen.customer != customer:
        raise NotYours(setup_id)
    if seen.status != "succeeded" or seen.method is None:
        raise NotStored(seen.status)
    if known := _same_account(organisation, seen.method):
        return _given_again(known, seen.method, customer)
    if seen.method.customer is None:
        gateway().attach(seen.method.id, customer)
    elif seen.method.customer != customer:
        raise NotYours(setup_id)
    mandate = gateway().mandate(seen.mandate) if seen.mandate else None
    with transaction():
        return _keep(organisation, customer, seen.method, mandate, evidence, kept)


def _same_account(organisation: Organisation, seen: Method) -> PaymentMethod | None:
    """The bank account that is stored already under a mandate that holds: one account, one mandate (clause 6.1c)."""
    if OUR_KINDS[seen.kind] != "sepa" or not seen.fingerprint:
        return None
    same = PaymentMethod.select().where(
        PaymentMethod.organisation == organisation, PaymentMethod.kind == "sepa", PaymentMethod.stripe_id != seen.id,
        PaymentMethod.fingerprint == seen.fingerprint, PaymentMethod.removed_at.is_null(),
    )
    return next((each for each in sorted(same, key=preference, reverse=True) if is_usable(each)), None)


def _given_again(known: PaymentMethod, seen: Method, customer: str) -> PaymentMethod:
    """The account as it is known; what Stripe stored a second time is let go, and its mandate with it."""
    if seen.customer == customer:
        try:
            gateway().detach(seen.id)
        except (Refused, OutcomeUnknown):
            logger.warning("means %s was given again as %s, which Stripe keeps", known.id, seen.id)
    return known


def _keep(organisation, customer: str, seen: Method, mandate: MandateSeen | None, evidence, kept) -> PaymentMethod:
    row = {
        "organisation": organisation.id,
        "stripe_id": seen.id,
        "stripe_customer": customer,
        "kind": OUR_KINDS[seen.kind],
        "brand": seen.brand or "",
        "last4": seen.last4,
        "country": seen.country,
        "exp_month": seen.exp_month,
        "exp_year": seen.exp_year,
        "bank_code": seen.bank_code,
        "fingerprint": seen.fingerprint,
        "holder": seen.holder or "",
        "created_at": clock.now(),
        "removed_at": None if kept else clock.now(),
    }
    PaymentMethod.insert(row).on_conflict_ignore().execute()
    method = PaymentMethod.get(PaymentMethod.stripe_id == seen.id)
    if method.kind == "sepa" and method.mandate is None:
        _sign(method, seen, mandate, evidence)
        emit(MeansChanged(organisation.id))
    return method


def _sign(method: PaymentMethod, seen: Method, mandate: MandateSeen | None, evidence: Evidence) -> None:
    """Keep the mandate: reference, date, text shown, from where (clause 6.1c)."""
    reference = mandate.reference if mandate and mandate.reference else f"PA-{seen.id[-12:].upper()}"
    signed = Mandate.create(
        method=method,
        organisation=method.organisation_id,
        reference=reference,
        stripe_id=mandate.id if mandate else None,
        status=mandate.status if mandate else "active",
        text=evidence.mandate_text,
        language=evidence.language,
        signed_at=clock.now(),
        person=evidence.person.id,
        address=evidence.address,
        user_agent=evidence.user_agent[:255],
        creditor_identifier=SELLERS["pa-fr"].sepa_creditor_identifier,
    )
    mails.mandate_given(signed, evidence.person)


def stored(organisation_id: int) -> list[PaymentMethod]:
    """The means of payment that the customer can see, the one that pays next first."""
    query = PaymentMethod.select().where(
        PaymentMethod.organisation == organisation_id, PaymentMethod.removed_at.is_null()
    )
    return sorted(query, key=preference, reverse=True)


def usable(organisation_id: int, kinds: tuple[str, ...]) -> list[PaymentMethod]:
    """Those that may pay now: of these kinds, not expired, their mandate active; a card typed twice once."""
    found: dict[tuple, PaymentMethod] = {}
    for method in stored(organisation_id):
        if method.kind in kinds and is_usable(method):
            found.setdefault(_as_seen(method), method)
    return list(found.values())


def _as_seen(method: PaymentMethod) -> tuple:
    """What tells this means from another on a page: the figures of a card, each account by itself."""
    if method.kind != "card":
        return (method.id,)
    return (method.fingerprint, method.brand, method.last4, method.exp_month, method.exp_year)


def is_usable(method: PaymentMethod) -> bool:
    """Whether it may be charged today; an inactive mandate is never debited."""
    return may_be_charged(method, method.mandate if method.kind == "sepa" else None)


def may_be_charged(method: PaymentMethod, mandate: Mandate | None) -> bool:
    """The same for a means whose mandate is at hand."""
    if method.removed_at is not None:
        return False
    if method.kind == "card":
        today = clock.now()
        return (method.exp_year or 9999, method.exp_month or 12) >= (today.year, today.month)
    return mandate is not None and mandate.status == "active" and not has_lapsed(mandate)


def has_lapsed(mandate: Mandate) -> bool:
    """Whether the mandate went 36 months without a debit: three years on, to the day, it may still be debited."""
    used = clock.local_day(mandate.last_debited_at or mandate.signed_at, PARIS)
    return clock.today(PARIS) > months_on(used, MANDATE_LAPSES_MONTHS)


def for_collection(organisation_id: int, currency: str) -> PaymentMethod | None:
    """What pays a due date (clauses 6.1c, 6.1d): in euros the active mandate, else the card."""
    kinds = ("sepa", "card") if currency == "EUR" else ("card",)
    for kind in kinds:
        if found := usable(organisation_id, (kind,)):
            return found[0]
    return None


def next_without(method: PaymentMethod, currency: str) -> PaymentMethod | None:
    """What would pay the due dates in `currency` if this means were gone."""
    others = [each for each in stored(method.organisation_id) if each.id != method.id and is_usable(each)]
    kinds = ("sepa", "card") if currency == "EUR" else ("card",)
    return next((each for kind in kinds for each in others if each.kind == kind), None)


def expires_within(method: PaymentMethod) -> int | None:
    """In how many months a card expires: 0 this month, below for one that has; None for an account."""
    if method.kind != "card" or method.exp_year is None:
        return None
    today = clock.now()
    return (method.exp_year - today.year) * 12 + (method.exp_month or 12) - today.month


def choose(method: PaymentMethod) -> None:
    """This one pays the next due dates of its kind."""
    with transaction():
        PaymentMethod.update(chosen_at=clock.now()).where(PaymentMethod.id == method.id).execute()
        emit(MeansChanged(method.organisation_id))


def revoke(method: PaymentMethod) -> None:
    """Forget a card, or revoke a mandate (clause 6.1c): it is never charged again."""
    now = clock.now()
    with transaction():
        PaymentMethod.update(removed_at=now).where(
            PaymentMethod.id == method.id, PaymentMethod.removed_at.is_null()
        ).execute()
        revoked = Mandate.update(status="revoked", ended_at=now)
        if revoked.where(Mandate.method == method, Mandate.status != "revoked").execute():
            note("mandate.changed", method.mandate)
        emit(MeansChanged(method.organisation_id))
    try:
        gateway().detach(method.stripe_id)
    except Refused:
        pass  # Stripe has forgotten it already: what we wanted


def mandate_changed(seen: MandateSeen) -> None:
    """Follow `mandate.updated`: an inactive mandate is never debited; a revoked one stays so."""
    ended = clock.now() if seen.status in DEAD else None
    changed = Mandate.update(status=seen.status, ended_at=ended).where(
        Mandate.stripe_id == seen.id, Mandate.status.not_in(("revoked", seen.status))
    ).execute()
    for row in Mandate.select().where(Mandate.stripe_id == seen.id):
        if changed:
            note("mandate.changed", row)
        emit(MeansChanged(row.organisation_id))


def preference(method: PaymentMethod) -> tuple:
    """The order of choice: the latest chosen, else the latest stored, comes first when reversed."""
    return (method.chosen_at or method.created_at, method.id)
