"""The catalogue's list as a page, or its results alone, put together from pieces."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote_plus

from flask import g
from markupsafe import escape

from phoenix.catalogue import listing
from phoenix.catalogue.asked import Asked
from phoenix.catalogue.listing import Selection
from phoenix.catalogue.pieces import card_pieces, facet_piece, mark, piece
from phoenix.catalogue.search import Found
from phoenix.kernel.markets import Market
from phoenix.web.paging import Page

WORDS, RESULTS, CARDS, UNDERSTOOD = mark("words"), mark("results"), mark("cards"), mark("understood")
FACETS = ("famille", "type", "editeur")


def written(question: Asked, market: Market, whole: bool) -> str:
    """One page of the list; its results only unless `whole`."""
    selection = listing.select(question, market)
    opened = replace(question, q=WORDS) if question.q else question
    text = _results(opened, selection, market)
    if whole:
        g.address = opened.arguments(page=opened.page)
        robots = "noindex, follow" if question.q or not selection.ids else ""
        family = dict(_chosen(opened, selection)).get("famille", "")
        frame = piece("catalogue/page.html", asked=opened, family=family, robots=robots, results=RESULTS)
        text = frame.replace(RESULTS, text)
    return _said(text, question.q) if question.q else text


def _results(asked: Asked, selection: Selection, market: Market) -> str:
    """The page's offers with the facets beside them."""
    size, total = listing.PAGE_SIZE, len(selection.ids)
    number = min(asked.page, max(1, -(-total // size)))
    beside = tuple(each for each in FACETS if len(selection.facets[each]) > 1 or getattr(asked, each))
    text = piece(
        "catalogue/_results.html",
        asked=asked,
        page=Page((), number, size, total),
        chosen=_chosen(asked, selection),
        facets=beside,
        cards=CARDS,
        understood=UNDERSTOOD,
    )
    for facet in beside:
        text = text.replace(mark(facet), facet_piece(asked, facet, selection.facets[facet]))
    text = text.replace(UNDERSTOOD, _understood(asked, selection.found))
    return text.replace(CARDS, card_pieces(selection.ids[(number - 1) * size : number * size], market))


def _chosen(asked: Asked, selection: Selection) -> tuple[tuple[str, str], ...]:
    """The facets by which the list is narrowed, each with the label of its value where that has offers."""
    return tuple(
        (facet, next((each.label for each in selection.facets[facet] if each.value == value), value))
        for facet in FACETS
        if (value := getattr(asked, facet))
    )


def _understood(asked: Asked, found: Found) -> str:
    """What became of the words searched, where that needs saying."""
    corrected = found.understood.corrected if found.understood and not found.loose else ()
    if not (found.loose or corrected or found.capped):
        return ""
    shown = {"asked": asked, "loose": found.loose, "corrected": corrected, "capped": found.capped}
    return piece("catalogue/_understood.html", **shown)


def _said(text: str, words: str) -> str:
    """A text with the words searched where they were left open, in addresses and elsewhere."""
    in_addresses = text.replace(f"q={WORDS}", f"q={quote_plus(words)}")
    return in_addresses.replace(WORDS, escape(words))
