"""Who may be written to, and what might interest whom: decisions on plain values (clauses 10.1-10.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

OPTED_IN = ("preferences", "opt_in")
ASKED_FIRST = {"ma": ("email", "sms")}  # Morocco: offers by these channels need consent given beforehand
WEIGHTS = {"clicked": 3, "seen": 1}
MOST_OF_ONE = 5
GOES_WITH = 2


def choice_suffices(country: str, channel: str, allowed: bool, source: str) -> bool:
    """Whether a standing choice lets offers through: in Morocco, for e-mail and SMS, only one that was asked for."""
    return allowed and (channel not in ASKED_FIRST.get(country, ()) or source in OPTED_IN)


def ranked(
    interests: Iterable[tuple[int, str, int]], owned: set[int], goes_with: Mapping[int, Iterable[int]]
) -> list[int]:
    """Products that might interest, best first: (product, kind, count) of what was opened, and what goes with
    what is owned; what is owned is not among them."""
    points: Counter = Counter()
    for product, kind, count in interests:
        points[product] += WEIGHTS.get(kind, 0) * min(count, MOST_OF_ONE)
    for product in owned:
        points.update(dict.fromkeys(goes_with.get(product, ()), GOES_WITH))
    best = sorted(points.items(), key=lambda each: (-each[1], each[0]))
    return [product for product, total in best if total > 0 and product not in owned]
