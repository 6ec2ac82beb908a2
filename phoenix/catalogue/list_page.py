"""The catalogue's list as a page, or its results alone, put together from pieces."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote_plus

from flask import g
from markupsafe import escape

from phoenix.catalogue import buyer, listing
from phoenix.catalogue.asked import Asked
from phoenix.catalogue.listing import Selection
from phoenix.catalogue.pieces import card_pieces, facet_pieces, mark, piece
from phoenix.catalogue.search import Found
from phoenix.kernel.markets import Market
from phoenix.web.paging import Page

WORDS = mark("words")
FACETS = ("famille", "type", "editeur")


def written(question: Asked, selection: Selection, market: Market, whole: bool) -> bytes:
    """One page of the list of what was selected; its results only unless `whole`."""
    opened = replace(question, q=WORDS) if question.q else question
    words = {b"words": escape(question.q).encode(), b"q=words": b"q=%b" % quote_plus(question.q).encode()}
    chosen = _chosen(opened, selection)
    results = _results(opened, words, selection, chosen, market)
    if not whole:
        return results
    g.address = opened.arguments(page=opened.page)
    family = dict(chosen).get("famille", "")
    robots = "noindex, follow" if question.q or not selection.ids else ""
    frame = piece("catalogue/page.html", market, asked=opened, family=family, robots=robots)
    return frame % {**words, b"results": results}


def _results(asked: Asked, words: dict[bytes, bytes], selection: Selection, chosen: tuple, market: Market) -> bytes:
    """The page's offers with the facets beside them."""
    total = len(selection.ids)
    page = _page(asked.page, total)
    narrowed = dict(chosen)
    shown = [each for each in FACETS if len(selection.facets[each]) > 1 or each in narrowed]
    frame = piece("catalogue/_results.html", market, asked=asked, page=page, chosen=chosen, facets=tuple(shown))
    facets = {facet: selection.facets[facet] for facet in shown}
    links = facet_pieces(asked, market, facets)
    mine = buyer.discounts()
    ordered = listing.in_order_for(mine, asked, selection, market)
    ids = ordered[(page.number - 1) * page.size : page.number * page.size].tolist()
    parts = {
        **words,
        b"total": b"%d" % total,
        **{facet.encode(): _counted(links[facet], choices, words) for facet, choices in facets.items()},
        b"understood": _understood(asked, words, selection.found, market),
        b"cards": b"\n".join(card_pieces(ids, market, selection.day, mine)),
    }
    return frame % parts


def _page(number: int, total: int) -> Page:
    """The page asked for as its frame needs it: lists of alike lengths share one, their number of offers is left open."""
    size = listing.PAGE_SIZE
    count = max(1, -(-total // size))
    return Page((), min(number, count), size, total if total < 2 else count * size)


def _counted(links: list[bytes], choices, words: dict[bytes, bytes]) -> bytes:
    """The values of a facet with their numbers of offers."""
    counts = [{**words, b"count": b"%d" % choice.count} for choice in choices]
    return b"\n".join(map(bytes.__mod__, links, counts))


def _chosen(asked: Asked, selection: Selection) -> tuple[tuple[str, str], ...]:
    """The facets by which the list is narrowed, each with the label of its value where that has offers."""
    return tuple(
        (facet, next((each.label for each in selection.facets[facet] if each.value == value), value))
        for facet in FACETS
        if (value := getattr(asked, facet))
    )


def _understood(asked: Asked, words: dict[bytes, bytes], found: Found, market: Market) -> bytes:
    """What became of the words searched, where that needs saying."""
    corrected = found.understood.corrected if found.understood and not found.loose else ()
    if not (found.loose or corrected or found.capped):
        return b""
    shown = {"asked": asked, "loose": found.loose, "corrected": len(corrected), "capped": found.capped}
    typed = {b"typed%d" % place: word.encode() for place, (word, _) in enumerate(corrected)}
    meant = {b"meant%d" % place: word.encode() for place, (_, word) in enumerate(corrected)}
    return piece("catalogue/_understood.html", market, **shown) % {**words, **typed, **meant}
