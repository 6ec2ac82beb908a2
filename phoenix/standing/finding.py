"""Customers found by staff: by any number or address that names one, or by the beginning of the name.

Every way goes by an index, and pages go on from the last row seen: a million customers cost as a thousand.
"""

from __future__ import annotations

import re

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.database import is_sqlite
from phoenix.invoices.models import Invoice
from phoenix.orders.models import Order
from phoenix.subscriptions.models import Subscription

PAGE = 50
LAST_SIGN = "\U0010ffff"


def search(asked: str, after: int | None = None, size: int = PAGE) -> list[Organisation]:
    """Customers that `asked` names, one more than `size` where there are more; the newest for nothing asked.

    `after` is the id of the last one seen.
    """
    if not asked:
        return _newest(after, size + 1)
    exact = [] if after else named_exactly(asked)
    return exact or by_name(asked, after, size + 1)


def by_reference(reference: str) -> Organisation | None:
    """The customer of that reference."""
    return Organisation.get_or_none(Organisation.reference == reference)


def _newest(after: int | None, limit: int) -> list[Organisation]:
    query = Organisation.select().order_by(Organisation.id.desc()).limit(limit)
    return list(query.where(Organisation.id < after) if after else query)


def named_exactly(asked: str) -> list[Organisation]:
    """By reference, SIREN, ICE, VAT number's SIREN, address, username, or a document's number."""
    bare = re.sub(r"[\s.]", "", asked)
    if "@" in asked:
        people = Person.select(Person.organisation).where(Person.email_key == asked.strip().lower())
        return list(Organisation.select().where(Organisation.id << people))
    ways = [Organisation.select().where(Organisation.reference == bare.upper())]
    if bare.isdecimal():
        ways.append(Organisation.select().where(Organisation.siren == bare[:9]) if len(bare) in (9, 14) else None)
        ways.append(Organisation.select().where(Organisation.ice == bare) if len(bare) == 15 else None)
    elif re.fullmatch(r"FR[0-9]{11}", bare.upper()):
        ways.append(Organisation.select().where(Organisation.siren == bare[4:]))
    elif any(sign.isdecimal() for sign in bare):
        for model in (Order, Invoice, Subscription):
            owner = model.select(model.organisation).where(model.number == bare.upper())
            ways.append(Organisation.select().where(Organisation.id << owner))
    username = Person.select(Person.organisation).where(Person.username_key == asked.strip().lower())
    ways.append(Organisation.select().where(Organisation.id << username))
    for way in ways:
        found = list(way.order_by(Organisation.id).limit(PAGE)) if way is not None else []
        if found:
            return found
    return []


def by_name(asked: str, after: int | None, limit: int) -> list[Organisation]:
    """By the beginning of the name, in the order of names, after number `after`."""
    key = name_key()
    query = Organisation.select().where(name_begins(asked)).order_by(key, Organisation.id).limit(limit)
    if after:
        last = Organisation.select(key).where(Organisation.id == after).scalar()
        query = query.where((key > last) | ((key == last) & (Organisation.id > after))) if last is not None else query
    return list(query)


def name_begins(asked: str):
    """The condition that a name begins so, by the index."""
    key, held = name_key(), None
    for start in sorted(_starts(asked)):
        this = (key >= start) & (key < start + LAST_SIGN)
        held = this if held is None else held | this
    return held


def name_key():
    """What names are sorted by, as the index of this database has it."""
    lower = peewee.fn.LOWER(Organisation.name)
    return lower if is_sqlite() else lower.collate('"C"')


def _starts(asked: str) -> set[str]:
    """How a name that begins so may be written in the index: some databases lower plain letters only."""
    forms = (asked.lower(), asked.upper(), asked)
    return {"".join(sign.lower() if sign.isascii() else sign for sign in form) for form in forms}
