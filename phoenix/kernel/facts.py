"""Facts of documents: frozen values that survive a trip through JSON (clause 4.3).

A document is made from copies, never from live rows: amounts are integers of minor
units beside a currency, rates are basis points, dates and instants are ISO text.
"""

import json
import types
import typing
from dataclasses import fields, is_dataclass
from functools import cache

from phoenix.kernel.values import frozen

_hints_of = cache(typing.get_type_hints)


class Facts:
    """Mixin of frozen values: `to_json()` and `from_json()` undo each other."""

    def to_json(self) -> str:
        """Canonical JSON text of these facts: same facts, same text."""
        return json.dumps(self, default=_held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str):
        """The facts written by `to_json`; unknown names are refused by TypeError."""
        return _build(cls, json.loads(text))


def _held(facts) -> dict:
    return {field.name: getattr(facts, field.name) for field in fields(facts)}


def _build(kind, value):
    """Make `kind` again out of plain JSON data."""
    if value is None:
        return None
    if is_dataclass(kind):
        hints = _hints_of(kind)
        known = {field.name for field in fields(kind)}
        if unknown := set(value) - known:
            raise TypeError(f"{kind.__name__} does not know {sorted(unknown)}")
        return kind(**{name: _build(hints[name], item) for name, item in value.items()})
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        return _build(next(a for a in arguments if a is not type(None)), value)
    if typing.get_origin(kind) is tuple:
        return tuple(_build(arguments[0], item) for item in value)
    return value


@frozen
class AddressFacts(Facts):
    """A postal address; `country` is the ISO code of two letters."""

    lines: tuple[str, ...]
    postcode: str
    city: str
    country: str


@frozen
class SellerFacts(Facts):
    """Who sells, as of the day of the document (clause 0). None: not known yet."""

    code: str  # "pa-fr" or "pa-ma"
    name: str
    address: AddressFacts
    email: str
    phone: str
    website: str = "taotp.store"
    legal_form: str | None = None
    capital: int | None = None  # minor units
    capital_currency: str = "EUR"
    siren: str | None = None
    siret: str | None = None
    vat_number: str | None = None
    registry_city: str | None = None  # RCS or RC town
    rc: str | None = None
    ice: str | None = None
    tax_id: str | None = None  # identifiant fiscal (IF)
    tp: str | None = None
    cnss: str | None = None
    creditor_id: str | None = None  # SEPA creditor identifier
    vat_on_debits: bool | None = None

    @property
    def is_moroccan(self) -> bool:
        return self.address.country == "MA"


@frozen
class BuyerFacts(Facts):
    """Who buys: an organisation and the person who acts for it (clause 1b)."""

    name: str
    address: AddressFacts
    email: str
    contact: str = ""  # the natural person
    quality: str = "professional"  # or "non_professional"
    siren: str | None = None
    siret: str | None = None
    vat_number: str | None = None
    ice: str | None = None
    rc: str | None = None
    tax_id: str | None = None
    customer_number: str = ""
