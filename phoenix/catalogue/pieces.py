"""Pieces that the catalogue's lists are put together from: each is rendered once for what it shows.

A list that nobody has asked for yet then costs little more than its joining. A piece leaves open where
the words searched, a count or another piece goes. No piece outlives a change of price or text.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from datetime import date
from urllib.parse import quote

from flask import render_template
from markupsafe import Markup, escape

from phoenix.catalogue.asked import Asked
from phoenix.catalogue.cache import Kept
from phoenix.catalogue.cards import Card, cards
from phoenix.catalogue.discounts import Discounts
from phoenix.catalogue.models import is_french
from phoenix.kernel.markets import Market
from phoenix.web.filters import money

_SECRET = secrets.token_hex(8)  # of this process alone, so that nobody can type a mark
_MARK = re.compile(f"(q=)?{_SECRET}([a-z0-9]+)\\.")
MOST_CARDS = 500
_pieces = Kept(capacity=250)
_forms = Kept(capacity=250)


def mark(name: str) -> Markup:
    """What a template writes where something is to be left open."""
    return Markup(f"{_SECRET}{name}.")


def _rendered(template: str, **shown) -> bytes:
    """A text to be formatted with what was left open, `%(words)b` for instance; `%(q=words)b` in addresses."""
    text = render_template(template, **shown).replace("%", "%%")
    return _MARK.sub(r"%(\1\2)b", text).encode()


def piece(template: str, market: Market, **shown) -> bytes:
    """What a template makes of these values, and of nothing else but the page's market."""
    key = (template, market.prefix, *shown.values())
    return _pieces.get(key, lambda: _rendered(template, **shown))


def facet_pieces(asked: Asked, market: Market, facets: dict[str, tuple]) -> dict[str, list[bytes]]:
    """The values of each facet as links, in which the number of offers is left open."""
    made = _pieces.get(("facets", market.prefix, asked), dict)
    return {facet: [_choice(made, asked, facet, each) for each in choices] for facet, choices in facets.items()}


def _choice(made: dict, asked: Asked, facet: str, choice) -> bytes:
    key = (facet, choice.value, choice.count == 1)
    if key not in made:
        made[key] = _rendered("catalogue/_facet_choice.html", asked=asked, facet=facet, choice=choice)
    return made[key]


def card_pieces(ids: list[int], market: Market, day: date, mine: Discounts) -> list[bytes]:
    """The cards of these products on the present day, in the order given, at the prices of a buyer with
    these discounts; what is not sold has none."""
    made = _pieces.get(("cards", market.prefix, day, mine), dict)
    found = {each: made.get(each) for each in ids}
    if missing := [each for each, card in found.items() if card is None]:
        if len(made) > MOST_CARDS:
            made.clear()
        for card in cards(missing, market, mine):
            product = card.cheapest.product_id
            found[product] = made[product] = _card(card, market)
    return [card for card in found.values() if card]


def _card(card: Card, market: Market) -> bytes:
    """A card as lists show it, filled into one of its form where it says no more than a name and a price."""
    if card.announced or card.valid_until or card.listed or is_french(card.name) or is_french(card.summary):
        return render_template("catalogue/_card.html", card=card).encode()
    cheapest = card.cheapest
    form = (market.prefix, card.family_slug, card.publisher, card.unit, cheapest.commitment, cheapest.billing)
    opened = {name: mark(name) for name in ("slug", "name", "summary", "price")}
    frame = _forms.get(form, lambda: _rendered("catalogue/_card.html", card=replace(card, **opened)))
    return frame % {
        b"slug": quote(card.slug).encode(),
        b"name": escape(card.name).encode(),
        b"summary": escape(card.summary).encode(),
        b"price": escape(money(card.price, market)).encode(),
    }
