"""The catalogue's list as a page, or its results alone, put together from pieces."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote_plus

from flask import g
from markupsafe import escape

from phoenix.catalogue import listing
from phoenix.catalogue.asked import Asked
from phoenix.catalogue.listing import Selection
from phoenix.catalogue.pieces import card_pieces, facet_pieces, mark, piece
from phoenix.catalogue.search import Found
from phoenix.kernel.markets import Market
from phoenix.web.paging import Page

WORDS = mark("words")
FACETS = ("famille", "type", "editeur")


def written(question: Asked, market: Market, whole: bool) -> bytes:
    """One page of the list; its results only unless `whole`."""
    selection = listing.select(question, market)
    opened = replace(question, q=WORDS) if question.q else question
    words = {"words": escape(question.q).encode(), "q=words": f"q={quote_plus(question.q)}".encode()}
    results = _results(opened, words, selection, market)
    if not whole:
        return results
    g.address = opened.arguments(page=opened.page)
    family = dict(_chosen(opened, selection)).get("famille", "")
    robots = "noindex, follow" if question.q or not selection.ids else ""
    frame = piece("catalogue/page.html", asked=opened, family=family, robots=robots)
    return frame.woven({**words, "results": results})


def _results(asked: Asked, words: dict[str, bytes], selection: Selection, market: Market) -> bytes:
    """The page's offers with the facets beside them."""
    size, total = listing.PAGE_SIZE, len(selection.ids)
    number = min(asked.page, max(1, -(-total // size)))
    facets = tuple(each for each in FACETS if len(selection.facets[each]) > 1 or getattr(asked, each))
    frame = piece(
        "catalogue/_results.html",
        asked=asked,
        page=Page((), number, size, total),
        chosen=_chosen(asked, selection),
        facets=facets,
    )
    ids = list(selection.ids[(number - 1) * size : number * size])
    parts = {
        **{facet: _facet(asked, words, facet, selection) for facet in facets},
        "understood": _understood(asked, words, selection.found),
        "cards": b"\n".join(card_pieces(ids, market)),
    }
    return frame.woven({**words, **parts})


def _facet(asked: Asked, words: dict[str, bytes], facet: str, selection: Selection) -> bytes:
    choices = selection.facets[facet]
    counts = [b"%d" % choice.count for choice in choices]
    links = zip(facet_pieces(asked, facet, choices), counts, strict=True)
    return b"\n".join([link.woven({**words, "count": count}) for link, count in links])


def _chosen(asked: Asked, selection: Selection) -> tuple[tuple[str, str], ...]:
    """The facets by which the list is narrowed, each with the label of its value where that has offers."""
    return tuple(
        (facet, next((each.label for each in selection.facets[facet] if each.value == value), value))
        for facet in FACETS
        if (value := getattr(asked, facet))
    )


def _understood(asked: Asked, words: dict[str, bytes], found: Found) -> bytes:
    """What became of the words searched, where that needs saying."""
    corrected = found.understood.corrected if found.understood and not found.loose else ()
    if not (found.loose or corrected or found.capped):
        return b""
    shown = {"asked": asked, "loose": found.loose, "corrected": len(corrected), "capped": found.capped}
    read = {f"{name}{n}": word.encode() for n, pair in enumerate(corrected) for name, word in zip(("typed", "meant"), pair, strict=True)}
    return piece("catalogue/_understood.html", **shown).woven({**words, **read})
