"""Pieces that the catalogue's lists are put together from: each is rendered once for what it shows.

A list that nobody has asked for yet then costs little more than its joining. A piece leaves open where
the words searched, a count or another piece goes. No piece outlives a change of price or text.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from phoenix.catalogue.asked import Asked
from phoenix.catalogue.cache import Kept
from phoenix.catalogue.cards import cards
from phoenix.kernel.clock import today
from phoenix.kernel.markets import Market

_SECRET = secrets.token_hex(8)  # of this process alone, so that nobody can type a mark
_MARK = re.compile(f"((?:q=)?){_SECRET}([a-z0-9]+)\\.")
MOST_CARDS = 500
_pieces = Kept(capacity=500)


def mark(name: str) -> Markup:
    """What a template writes where something is to be left open."""
    return Markup(f"{_SECRET}{name}.")


@dataclass(frozen=True, slots=True)
class Piece:
    """A text cut where it was left open, and the names of what goes there; `q=…` within addresses."""

    texts: tuple[bytes, ...]
    names: tuple[str, ...]

    def woven(self, parts: dict[str, bytes]) -> bytes:
        """The text with these parts."""
        woven = [self.texts[0]]
        for name, text in zip(self.names, self.texts[1:], strict=True):
            woven += (parts[name], text)
        return b"".join(woven)


def _rendered(template: str, **shown) -> Piece:
    texts = _MARK.split(render_template(template, **shown))
    names = zip(texts[1::3], texts[2::3], strict=True)
    return Piece(tuple(text.encode() for text in texts[::3]), tuple("".join(name) for name in names))


def piece(template: str, market: Market, **shown) -> Piece:
    """What a template makes of these values, and of nothing else but the page's market."""
    key = (template, market.prefix, *shown.values())
    return _pieces.get(key, lambda: _rendered(template, **shown))


def facet_pieces(asked: Asked, market: Market, facet: str, choices) -> list[Piece]:
    """The values of a facet as links, in which the number of offers is left open."""
    made = _pieces.get(("facet", market.prefix, asked, facet), dict)
    return [_choice(made, asked, facet, choice) for choice in choices]


def _choice(made: dict, asked: Asked, facet: str, choice) -> Piece:
    key = (choice.value, choice.count == 1)
    if key not in made:
        made[key] = _rendered("catalogue/_facet_choice.html", asked=asked, facet=facet, choice=choice)
    return made[key]


def card_pieces(ids: list[int], market: Market) -> list[bytes]:
    """The cards of these products today, in the order given; what is not sold has none."""
    made = _pieces.get(("cards", market.prefix, today(market.timezone)), dict)
    missing = [each for each in ids if each not in made]
    if len(made) + len(missing) > MOST_CARDS:
        made, missing = {}, ids
    for card in cards(missing, market) if missing else ():
        made[card.cheapest.product_id] = render_template("catalogue/_card.html", card=card).encode()
    return [made[each] for each in ids if each in made]
