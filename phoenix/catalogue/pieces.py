"""Pieces that the catalogue's lists are put together from: each is rendered once for what it shows.

A list that nobody has asked for yet then costs little more than its joining. A piece leaves a mark where
the words searched, a count or another piece goes; marks are of this process alone, so that nobody can
type one. No piece outlives a change of price or text.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from flask import render_template
from markupsafe import Markup

from phoenix.catalogue.asked import Asked
from phoenix.catalogue.cache import Kept
from phoenix.catalogue.cards import cards
from phoenix.kernel.clock import today
from phoenix.kernel.markets import Market
from phoenix.web.market import current_market

_SECRET = secrets.token_hex(8)
_pieces = Kept(capacity=1_000)


def mark(name: str) -> Markup:
    """What stands in a piece for something else."""
    return Markup(f"{_SECRET}{name}")


COUNT = mark("count")


def piece(template: str, **shown) -> str:
    """What a template makes of these values, and of nothing else but the market."""
    key = (template, current_market().prefix, *shown.values())
    return _pieces.get(key, lambda: render_template(template, **shown))


def card_pieces(ids: Iterable[int], market: Market) -> str:
    """The cards of these products today, in the order given; what is not sold has none."""
    day, prefix = today(market.timezone), market.prefix
    keys = [("card", prefix, day, each) for each in ids]

    def make(missing) -> dict:
        return {
            ("card", prefix, day, card.cheapest.product_id): render_template("catalogue/_card.html", card=card)
            for card in cards([key[-1] for key in missing], market)
        }

    found = _pieces.several(keys, make)
    return "\n".join(found[key] for key in keys if key in found)


def facet_piece(asked: Asked, facet: str, choices) -> str:
    """The values of a facet as links, with how many offers each has."""
    made = _pieces.get(("facet", current_market().prefix, asked, facet), dict)
    return "\n".join([_choice(made, asked, facet, choice) for choice in choices])


def _choice(made: dict, asked: Asked, facet: str, choice) -> str:
    key = (choice.value, choice.count == 1)
    if key not in made:
        shown = {"asked": asked, "facet": facet, "choice": choice, "count": COUNT}
        made[key] = render_template("catalogue/_facet_choice.html", **shown)
    return made[key].replace(COUNT, str(choice.count))
