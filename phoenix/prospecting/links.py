"""Signed links of letters of offers: ending them needs no sign-in, and no link ever dies of age (clause 10.1)."""

from __future__ import annotations

from typing import NamedTuple

from itsdangerous import BadSignature, URLSafeSerializer

from phoenix.accounts.models import Person
from phoenix.config import settings
from phoenix.kernel.markets import Market
from phoenix.prospecting import opposition

UNSUBSCRIBE, OPEN = "prospecting.unsubscribe", "prospecting.open"


class Unsubscription(NamedTuple):
    """Whose offers a link ends, by which channel, and the fingerprint of the address it was sent to."""

    person_id: int
    channel: str
    mark: str


def unsubscribe_url(person: Person, channel: str, market: Market) -> str:
    """The address that ends offers by this channel."""
    mark = opposition.fingerprint(channel, opposition.reached_at(person, channel))
    token = _serializer(UNSUBSCRIBE).dumps([person.id, channel, mark])
    return f"{settings().base_url}/{market.prefix}/desabonnement/{token}"


def unsubscription(token: str) -> Unsubscription | None:
    """What such a link ends; None when it is none of ours."""
    return _read(UNSUBSCRIBE, token, Unsubscription)


def offer_url(person: Person, slug: str, market: Market) -> str:
    """The address of an offer that tells us it was opened: for consenters only."""
    token = _serializer(OPEN).dumps([person.id, slug])
    return f"{settings().base_url}/{market.prefix}/offre/{token}"


def opened(token: str) -> tuple[int, str] | None:
    """(person, product) of such a link; None when it is none of ours."""
    return _read(OPEN, token, lambda person_id, slug: (person_id, slug))


def _read(purpose: str, token: str, made):
    try:
        return made(*_serializer(purpose).loads(token))
    except (BadSignature, TypeError, ValueError):
        return None


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt=purpose)
