"""Pieces that the catalogue's lists are put together from: each is rendered once for what it shows.

A list that nobody has asked for yet then costs little more than its joining. A piece leaves open where
the words searched, a count or another piece goes. No piece outlives a change of price or text.
"""

from __future__ import annotations

import re
import secrets
from datetime import date

from flask import render_template
from markupsafe import Markup

from phoenix.catalogue.asked import Asked
from phoenix.catalogue.cache import Kept
from phoenix.catalogue.cards import cards
from phoenix.catalogue.discounts import Discounts
from phoenix.kernel.markets import Market

_SECRET = secrets.token_hex(8)  # of this process alone, so that nobody can type a mark
_MARK = re.compile(f"(q=)?{_SECRET}([a-z0-9]+)\\.")
MOST_CARDS = 500
_pieces = Kept(capacity=250)


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
            found[product] = made[product] = render_template("catalogue/_card.html", card=card).encode()
    return [card for card in found.values() if card]
