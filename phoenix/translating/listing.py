"""The desk's list: filtered, searched, paged and counted by the database."""

from __future__ import annotations

from typing import NamedTuple

from phoenix.catalogue.search_rules import words_of
from phoenix.translating import product_texts, tree_texts
from phoenix.translating.models import DONE, MISSING, STALE
from phoenix.translating.units import DOMAINS, Unit
from phoenix.web.paging import Page

STATES = (MISSING, STALE, DONE)
SIZE = 20
ROWS_OF_PRODUCTS = 5  # each with up to five texts


class Asked(NamedTuple):
    """What the list is narrowed to; empty means anything. No domain is pages and contract texts together."""

    domain: str = ""
    state: str = ""
    q: str = ""

    def arguments(self, **changes) -> dict:
        """The query of the list's address, with changes."""
        return {name: value for name, value in self._replace(**changes)._asdict().items() if value}


def asked(arguments) -> Asked:
    """What a query asks for; anything unknown asks for nothing."""
    domain, state = arguments.get("domain", ""), arguments.get("state", "")
    return Asked(
        domain if domain in DOMAINS else "", state if state in STATES else "", arguments.get("q", "").strip()[:100]
    )


def page_of(wanted: Asked, number: int) -> Page:
    """One page of the texts wanted; of products a page is so many rows with all their texts."""
    words = words_of(wanted.q)
    if wanted.domain == "products":
        return _products(wanted, words, number)
    query = tree_texts.query(wanted.domain, wanted.state, words)
    total = query.order_by().count()
    number = _within(number, total, SIZE)
    return Page(tree_texts.units(query.paginate(number, SIZE)), number, SIZE, total)


def counts() -> dict[tuple[str, str], int]:
    """How many texts are in each state, by (domain, state)."""
    return {**tree_texts.counts(), **{("products", state): count for state, count in product_texts.counts().items()}}


def waiting(known: dict[tuple[str, str], int]) -> int:
    """How many texts wait for a translator."""
    return sum(count for (_domain, state), count in known.items() if state != DONE)


def _products(wanted: Asked, words: list[str], number: int) -> Page:
    queries = [product_texts.query(letter, wanted.state, words) for letter in product_texts.KINDS]
    sizes = [query.order_by().count() for query in queries]
    total, number = sum(sizes), _within(number, sum(sizes), ROWS_OF_PRODUCTS)
    begin, rows = (number - 1) * ROWS_OF_PRODUCTS, []
    for query, size in zip(queries, sizes, strict=True):
        if begin < size and len(rows) < ROWS_OF_PRODUCTS:
            rows.extend(query.offset(begin).limit(ROWS_OF_PRODUCTS - len(rows)))
        begin = max(0, begin - size)
    units: list[Unit] = product_texts.of(rows, wanted.state)
    return Page(units, number, ROWS_OF_PRODUCTS, total)


def _within(number: int, total: int, size: int) -> int:
    return min(number, max(1, -(-total // size)))
