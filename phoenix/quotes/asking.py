"""How a quote begins: asked for by a visitor or an organisation, or started by the staff (clauses 4.1d, 5d)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.rules import email_key
from phoenix.accounts.throttling import TooMany
from phoenix.database import transaction
from phoenix.files.service import Checked
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES, Market, market_of
from phoenix.orders.models import Order
from phoenix.quotes import mails, rules, service
from phoenix.quotes.models import AskedLine, Quote
from phoenix.quotes.numbers import next_number
from phoenix.quotes.service import CUSTOMER, STAFF
from phoenix.team import audit

MOST_PER_HOUR = 5
MOST_OF_ACCOUNT = 20
HOUR = timedelta(hours=1)


class Wanted(NamedTuple):
    """A line as asked: a plan of the catalogue or None, its name or free words, how many."""

    plan_id: int | None
    label: str
    quantity: int


class Who(NamedTuple):
    """Who asks without account."""

    name: str
    organisation_name: str
    email: str
    phone: str = ""


class NotYours(Exception):
    """This form was sent by somebody else."""


def receive(
    key: str,
    request: str,
    lines: Sequence[Wanted],
    asker: Who | Person,
    market: Market,
    network: str = "",
    papers: Sequence[Checked] = (),
    end_customer: str = "",
) -> Quote:
    """Take a request in and owe its acknowledgement, at once; the same `key` again changes nothing.
    A partner may name its project (`end_customer`).

    NothingToQuote without a line and without a word; TooMany past the pace of one network or account;
    Refused for a paper.
    """
    if not lines and not request.strip():
        raise rules.NothingToQuote
    try:
        with transaction():
            return _known(key, asker) or _receive(key, request, lines, asker, market, network, papers, end_customer)
    except peewee.IntegrityError:
        if (row := _known(key, asker)) is None:
            raise
        return row


def start(
    person: Person,
    by: str,
    *,
    key: str | None = None,
    kind: str = rules.ORDINARY,
    about_order: Order | None = None,
    reason: str = "",
    lines: Sequence[Wanted] = (),
) -> Quote:
    """A quote that the staff draw up unasked: the staff-made order, or the supplementary quote of an
    order (clause 5d). `person` represents the customer, `by` is the member; the same `key` again gives the same."""
    key = key or secrets.token_urlsafe(12)
    with transaction():
        known = Quote.get_or_none(Quote.key == key)
        if known is not None:
            return known
        market = market_of(person.language, person.organisation.country)
        links = {"kind": kind, "about_order": about_order, "channel": STAFF}
        row = _write(key, reason, lines, person, market, "", **links)
        service.add_entry(row, "started", STAFF, by)
        audit.record("quote_started", f"quote:{row.number}", None, {"kind": kind, **service.told(row)})
    return row


def _known(key: str, asker: Who | Person) -> Quote | None:
    row = Quote.get_or_none(Quote.key == key)
    if row is not None and row.email_key != email_key(asker.email):
        raise NotYours
    return row


def _receive(
    key: str, request: str, lines, asker: Who | Person, market: Market, network: str, papers, end_customer: str
) -> Quote:
    _refuse_flood(network, asker)
    channel = "account" if isinstance(asker, Person) else "form"
    row = _write(key, request, lines, asker, market, network, channel=channel, end_customer=end_customer)
    entry = service.add_entry(row, "asked", CUSTOMER, row.name, request)
    service.keep_papers(row, papers)
    mails.acknowledge(row)
    mails.tell_us(row, entry)
    return row


def _write(key: str, request: str, lines, asker: Who | Person, market: Market, network: str, **more) -> Quote:
    country = COUNTRIES[market.country.code]
    row = Quote.create(
        number=next_number(country.seller_code, clock.today(country.timezone).year),
        key=key,
        seller_code=country.seller_code,
        country=country.code,
        currency=country.currency,
        language=market.language,
        email_key=email_key(asker.email),
        network=network,
        request=request,
        created_at=clock.now(),
        **_who(asker),
        **more,
    )
    for position, line in enumerate(lines, start=1):
        AskedLine.create(quote=row, position=position, plan=line.plan_id, label=line.label, quantity=line.quantity)
    return row


def _who(asker: Who | Person) -> dict:
    if not isinstance(asker, Person):
        return asker._asdict()
    organisation: Organisation = asker.organisation
    return {
        "organisation": organisation,
        "person": asker,
        "name": asker.full_name,
        "organisation_name": organisation.name,
        "email": asker.email,
        "phone": asker.phone or organisation.phone,
    }


def _refuse_flood(network: str, asker: Who | Person) -> None:
    """No more than so many an hour, from one network without account, or from one account."""
    known = isinstance(asker, Person)
    if not network and not known:
        return
    whose = Quote.organisation == asker.organisation_id if known else Quote.network == network
    most = MOST_OF_ACCOUNT if known else MOST_PER_HOUR
    recent = Quote.select(Quote.created_at).where(whose, Quote.created_at > clock.now() - HOUR, Quote.channel != STAFF)
    instants = [at for (at,) in recent.order_by(Quote.id.desc()).limit(most).tuples()]
    if len(instants) >= most:
        raise TooMany(instants[-1] + HOUR)
