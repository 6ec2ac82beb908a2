"""What is counted of a request, and what never is: no address, no name, no number of anybody (clause 8a).

Counted are pages answered with 200 to people: programs that say what they are, staff, the demo's own
pages and fragments of pages are left out. A page is its address without query; below `compte`, `commande`
and the like only the first word, for the rest may name an order or hold a secret.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from urllib.parse import urlsplit

VIEW, REFERRER, NOTHING_FOUND = "view", "referrer", "nothing_found"
DOWNLOAD = "download"  # of a publisher's document (catalogue/third_party.py)
VISIT, DEPTH, STEP = "visit", "depth", "step"  # of visitors who consent to statistics only
NEW, RETURNING = "new", "returning"
DEEPEST = 10
IDLE_MINUTES = 30
LONGEST = 120
MOST_OF_A_MEASURE = 200
OTHERS = "…"
STAFF_COOKIE = "phoenix_interne"  # set in the browser of who opened a page of the staff
HEADER = "X-Nothing-Found"  # how the catalogue tells the counter; it never leaves the shop
PROGRAMS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|scan|monitor|preview|fetch|curl|wget|python|java/|go-http|node|axios|okhttp|werkzeug"
    r"|headlesschrome|lighthouse|phantom|http-?client|facebookexternalhit|whatsapp|embedly|feed|archiver|validator",
    re.IGNORECASE,
)
WHOLE = {"catalogue", "conditions", "confidentialite", "cookies", "avis-clients", "mandat-sepa"}
LEFT_OUT = {"demo"}
_ADDRESS = re.compile(r"(/(?:fr|en)-(?:fr|ma))/([a-z0-9-]*)((?:/[A-Za-z0-9._-]+)*)/?")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,80})\.[a-z]{2,20}")
_PERSONAL = re.compile(r"@|\d{4}|\d[\d .-]{5,}\d")


@lru_cache(maxsize=300)
def is_program(user_agent: str) -> bool:
    """Whether a browser's name is that of a program; one without a name is one."""
    return not user_agent or bool(PROGRAMS.search(user_agent))


@lru_cache(maxsize=1000)
def page_of(path: str) -> str | None:
    """The page that an address counts for; None where it counts for none."""
    found = _ADDRESS.fullmatch(path)
    if found is None or found[2] in LEFT_OUT:
        return None
    market, first, rest = found.groups()
    return f"{market}/{first}{rest if first in WHOLE else ''}"[:LONGEST]


def host_of(referrer: str, own_host: str) -> str | None:
    """The host of another site that led here, without `www.`; None for our own pages and for none."""
    try:
        parts = urlsplit(referrer)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return None
    return None if host == own_host.split(":")[0].removeprefix("www.") else host


def words_of(typed: str) -> str | None:
    """Words searched in vain as they are counted; None where they may be somebody's data."""
    words = " ".join(typed.casefold().split())
    return None if not words or len(words) > 60 or not words.isprintable() or _PERSONAL.search(words) else words


def section_of(page: str) -> str:
    """The kind of a page, for the ways through the site: its first word, `catalogue/…` for a product."""
    _, _market, first, *rest = page.split("/")
    return f"{first}/…" if rest else first or "accueil"


def settled(counts: Counter) -> Counter:
    """What one flush writes: words typed letter by letter count as the longest of them, and one measure
    has at most so many lines, the rest together."""
    kept: Counter = Counter()
    lines: Counter = Counter()
    in_vain = sorted(subject for _day, measure, subject in counts if measure == NOTHING_FOUND)
    begun = {one for one, other in zip(in_vain, in_vain[1:], strict=False) if other.startswith(one) and one != other}
    for (day, measure, subject), count in counts.items():
        if measure == NOTHING_FOUND and subject in begun:
            continue
        lines[measure] += 1
        kept[day, measure, subject if lines[measure] <= MOST_OF_A_MEASURE else OTHERS] += count
    return kept
