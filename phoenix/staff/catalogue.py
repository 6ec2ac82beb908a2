"""The catalogue desk: every product with its filters, and the page of one (clauses 4.1a, 15a, 15c)."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.catalogue import editing, plans, rules, wording
from phoenix.catalogue.models import Family, Plan, Product, Publisher
from phoenix.catalogue.offers import dated_prices
from phoenix.catalogue.search import named
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES, MARKETS
from phoenix.staff import catalogue_words as words
from phoenix.staff.catalogue_pages import READ, WRITE, product_of
from phoenix.staff.lists import Badge, Choice, Column, StaffList, Word, listed
from phoenix.team.access import staff_only
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_catalogue", __name__, url_prefix="/equipe/catalogue")


def today(country: str) -> date:
    """The present day of a country of sale."""
    return clock.today(COUNTRIES[country].timezone)


def days() -> dict[str, date]:
    """The present day of each country of sale."""
    return {code: today(code) for code in COUNTRIES}


def language() -> str:
    """The language of the desk's pages."""
    return get_locale().language


def _load(ids: list[int]) -> list[Product]:
    """With their families and publishers, and what they have no price for."""
    query = Product.select(Product, Family, Publisher).join(Family).switch(Product).join(Publisher)
    rows = list(query.where(Product.id << ids))
    missing = {code: {plan.product_id for plan in plans.without_price(code, day).where(Plan.product << ids)} for code, day in days().items()}
    for row in rows:
        row.unpriced = [code for code, found in missing.items() if row.id in found]
    return rows


def _countries(row: Product) -> str:
    return ", ".join(str(words.COUNTRIES[code]) for code in COUNTRIES if row.sold_in(code))


def _state(row: Product) -> Badge:
    if row.active and row.unpriced:
        return Badge(_("Sans prix : %(countries)s", countries=", ".join(str(words.COUNTRIES[code]) for code in row.unpriced)), "warning")
    return Badge(*words.SALE_STATES["sold" if row.active else "withdrawn"])


def _search(text: str):
    return (Product.reference == text.upper()) | (Product.slug == text.lower()) | (Product.id << named(text))


def _in_state(value: str):
    if value != "unpriced":
        return Product.active == (value == "sold")
    missing = [plans.without_price(code, day).select(Plan.product) for code, day in days().items()]
    return (Product.id << missing[0]) | (Product.id << missing[1])


PRODUCTS = StaffList(
    "catalogue",
    _l("Catalogue"),
    Product,
    columns=(
        Column("reference", _l("Référence"), lambda row: row.reference, link=lambda row: url_for("staff_catalogue.one", reference=row.reference), sort=Product.reference),
        Column("name", _l("Nom"), lambda row: row.name(language()), sort=Product.name_fr),
        Column("kind", _l("Sorte"), lambda row: words.KINDS[row.kind]),
        Column("family", _l("Famille"), lambda row: row.family.name(language())),
        Column("publisher", _l("Éditeur"), lambda row: row.publisher.name),
        Column("countries", _l("Pays"), _countries),
        Column("state", _l("État"), _state),
    ),
    filters=(
        Word("q", _l("Nom ou référence"), _search),
        Choice("family", _l("Famille"), lambda: _named(Family.select().order_by(Family.position)), where=lambda value: Product.family == int(value)),
        Choice("publisher", _l("Éditeur"), lambda: _named(Publisher.select().order_by(Publisher.name)), where=lambda value: Product.publisher == int(value)),
        Choice("kind", _l("Sorte"), words.KINDS, Product.kind),
        Choice("country", _l("Pays"), words.COUNTRIES, where=lambda value: getattr(Product, f"sold_{value}") == True),  # noqa: E712
        Choice("state", _l("État"), {**words.SALE_STATES, "unpriced": _l("Sans prix")}, where=_in_state),
    ),
    order="reference",
    load=_load,
    empty=_l("Aucun produit"),
)


def _named(rows) -> dict[str, str]:
    return {str(row.id): row.name if isinstance(row, Publisher) else row.name(language()) for row in rows}


@blueprint.get("")
@staff_only(*READ)
def view():
    """Every product, by reference."""
    return listed(PRODUCTS, template="staff/catalogue/list.html")


@blueprint.get("/produits/<reference>")
@staff_only(*READ)
def one(reference: str):
    """A product: what it is, its plans with their prices in force and announced, and the way to each screen."""
    product = product_of(reference)
    rows = list(Plan.select().where(Plan.product == product))
    rows.sort(key=lambda plan: rules.plan_order(plan.commitment, plan.billing))
    return page(
        "staff/catalogue/product.html",
        product=product,
        plans=rows,
        prices=prices_now([plan.id for plan in rows]),
        contents=plans.contents(product) if product.kind == "pack" else [],
        missing=_missing(product, rows),
        markets=MARKETS,
        days=days(),
        words=words,
        wording=wording,
    )


def prices_now(plan_ids: list[int]) -> dict[tuple[int, str], tuple]:
    """(price in force, next one announced) of plans by plan and country, in one query for each country."""
    found = {}
    for country, day in days().items():
        known = dated_prices(plan_ids, country)
        found |= {(each, country): (rules.in_force(known[each], day), rules.announced(known[each], day)) for each in plan_ids}
    return found


def _missing(product: Product, rows: list[Plan]) -> list[tuple[Plan, str]]:
    ids = [plan.id for plan in rows]
    return [(plan, code) for code, day in days().items() for plan in plans.without_price(code, day).where(Plan.id << ids)]


@blueprint.post("/produits/<reference>/mise-en-vente")
@staff_only(*WRITE)
def sell(reference: str):
    """Put it on sale."""
    product = product_of(reference)
    editing.sell(product, True)
    flash(_("Produit mis en vente : il est au catalogue dès maintenant."), "success")
    return see_other(url_for(".one", reference=product.reference))


@blueprint.post("/produits/<reference>/retrait")
@staff_only(*WRITE)
def withdraw(reference: str):
    """Withdraw it from sale; nothing is deleted."""
    product = product_of(reference)
    editing.sell(product, False)
    flash(_("Produit retiré de la vente. Les abonnements en cours continuent."), "success")
    return see_other(url_for(".one", reference=product.reference))


