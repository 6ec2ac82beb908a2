"""A partner's price list: every plan sold where it is established, its price now and the next one (clause 15c)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

from phoenix.accounts.models import Organisation
from phoenix.catalogue import listing
from phoenix.catalogue.asked import Asked
from phoenix.catalogue.discounts import Discounts, offered
from phoenix.catalogue.models import Family
from phoenix.catalogue.offers import Offer, offers_of
from phoenix.kernel.markets import Market
from phoenix.kernel.money import CURRENCIES, Money
from phoenix.kernel.values import frozen
from phoenix.partners import service
from phoenix.web.paging import Page

SIZE = 12  # products on a page, each with its plans
AT_ONCE = 200


@frozen
class Priced:
    """A product in the list: the partner's discount on its family, in basis points, and its plans."""

    family: str
    discount: int
    offers: tuple[Offer, ...]


def page_of(organisation: Organisation, question: Asked, market: Market) -> Page:
    """One page of what is sold and was searched for, in a constant number of queries."""
    selection = listing.select(question, market)
    total = len(selection.ids)
    number = min(question.page, max(1, -(-total // SIZE)))
    ids = selection.ids[(number - 1) * SIZE : number * SIZE].tolist()
    return Page(_priced(organisation, ids, market, selection.day), number, SIZE, total)


def _priced(organisation: Organisation, ids: list[int], market: Market, day: date) -> list[Priced]:
    mine = service.discounts(organisation)
    found = offers_of(ids, market.country.code, day)
    families = {row.id: row.name(market.language) for row in Family.select()}
    return [_product(found[each], families, mine, day) for each in ids if found[each]]


def _product(plans: list[Offer], families: dict[int, str], mine: Discounts, day: date) -> Priced:
    family = plans[0].family_id
    return Priced(families[family], mine.on(day, family), tuple(offered(plan, mine, day) for plan in plans))


def as_csv(organisation: Organisation, market: Market, heads: list[str], plan_name) -> Iterator[str]:
    """The whole list as CSV, a few hundred products at a time; `plan_name(commitment, billing)` says a plan."""
    selection = listing.select(Asked(), market)
    ids = selection.ids.tolist()
    yield "\ufeff" + _line(heads)
    for start in range(0, len(ids), AT_ONCE):
        for product in _priced(organisation, ids[start : start + AT_ONCE], market, selection.day):
            yield "".join(_line(_cells(product, offer, market, plan_name)) for offer in product.offers)


def _cells(product: Priced, offer: Offer, market: Market, plan_name) -> list[str]:
    announced_on, announced = offer.announced or (None, None)
    return [
        offer.reference,
        offer.code,
        str(offer.name(market.language)),
        offer.publisher,
        product.family,
        str(plan_name(offer.commitment, offer.billing)),
        _decimal(offer.list_price),
        _percent(product.discount),
        _decimal(offer.unit_price),
        offer.unit_price.currency,
        announced_on.isoformat() if announced_on else "",
        _decimal(announced) if announced else "",
    ]


def _decimal(amount: Money) -> str:
    """`20,60`: as spreadsheets here read it."""
    digits = CURRENCIES[amount.currency]
    whole, part = divmod(amount.minor, 10**digits)
    return f"{whole},{part:0{digits}d}"


def _percent(basis_points: int) -> str:
    return f"{basis_points // 100},{basis_points % 100:02d}"


def _line(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerow([_harmless(cell) for cell in cells])
    return written.getvalue()


def _harmless(cell: str) -> str:
    """A text that a spreadsheet would take for a formula begins with an apostrophe."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "|", "%")) else cell
