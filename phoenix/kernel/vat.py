"""VAT: dated rates by territory, and one rounding rule (spec: subscriptions.md, Numbers).

Rates are basis points: 2000 is 20 %.
"""

from __future__ import annotations

from datetime import date

from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen


@frozen
class Rate:
    """A VAT rate in basis points, for a territory, from a day on."""

    territory: str
    basis_points: int
    since: date


RATES = (
    Rate("fr-metropole", 2000, date(2014, 1, 1)),
    Rate("fr-guadeloupe", 850, date(1996, 1, 1)),
    Rate("fr-martinique", 850, date(1996, 1, 1)),
    Rate("fr-reunion", 850, date(1996, 1, 1)),
    Rate("fr-guyane", 0, date(1996, 1, 1)),
    Rate("fr-mayotte", 0, date(1996, 1, 1)),
    Rate("ma", 2000, date(1986, 4, 1)),
)

HOME_TERRITORY = {"fr": "fr-metropole", "ma": "ma"}


class UnknownTerritory(ValueError):
    """No VAT rate is recorded for this territory on that day."""


def rate_on(territory: str, day: date) -> int:
    """The rate of `territory` on `day`, in basis points."""
    known = [rate for rate in RATES if rate.territory == territory and rate.since <= day]
    if not known:
        raise UnknownTerritory(territory)
    return max(known, key=lambda rate: rate.since).basis_points


def tax_on(net: Money, basis_points: int) -> Money:
    """The VAT on a net sum, rounded half up to the minor unit."""
    return net.share(basis_points, 10_000)


def gross_of(net: Money, basis_points: int) -> Money:
    """The net sum with its VAT."""
    return net + tax_on(net, basis_points)


@frozen
class RateTotal:
    """What an invoice owes at one rate: net sum and its VAT."""

    basis_points: int
    net: Money
    tax: Money


@frozen
class Totals:
    """Net, VAT by rate and gross of a document (clause 5c)."""

    net: Money
    by_rate: tuple[RateTotal, ...]
    tax: Money
    gross: Money


def totals(lines: list[tuple[Money, int]], currency: str) -> Totals:
    """Totals of (net, basis points) lines: VAT is computed per rate on the net sum."""
    nets: dict[int, Money] = {}
    for net, basis_points in lines:
        nets[basis_points] = nets.get(basis_points, Money.zero(currency)) + net
    by_rate = tuple(
        RateTotal(points, net, tax_on(net, points))
        for points, net in sorted(nets.items(), reverse=True)
    )
    net = Money.total((row.net for row in by_rate), currency)
    tax = Money.total((row.tax for row in by_rate), currency)
    return Totals(net, by_rate, tax, net + tax)
