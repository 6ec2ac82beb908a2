"""Changes of the catalogue: each is one transaction that also freshens pages and search."""

from __future__ import annotations

from datetime import date

from phoenix.catalogue import rules
from phoenix.catalogue.models import Family, PackItem, Plan, Price, Product
from phoenix.catalogue.offers import Offer, offers, offers_of, price_in_force
from phoenix.catalogue.prices import PriceChange, change_prices
from phoenix.catalogue.search_index import index_products
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.kernel.events import PriceSet, emit
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.web.models import bump_stamp

__all__ = (
    "Offer",
    "change_availability",
    "change_family_texts",
    "change_texts",
    "offers",
    "offers_of",
    "price_in_force",
    "public_addresses",
    "set_price",
    "with_contents",
    "withdraw_plan",
)
TEXTS = {
    f"{name}_{language}"
    for name in ("name", "summary", "description", "limits", "third_party")
    for language in ("fr", "en")
} | {"keywords", "related"}
FAMILY_TEXTS = {f"{name}_{language}" for name in ("name", "intro") for language in ("fr", "en")}
AVAILABILITY = {
    "active",
    "sold_fr",
    "sold_ma",
    "valid_from",
    "valid_until",
    "min_quantity",
    "max_quantity",
}


def set_price(plan: Plan, country: str, amount: Money, valid_from: date, set_by: str) -> Price:
    """Set or announce a net price from a day on (clause 15a).

    PriceNotAllowed for a past day, a day already in force, or another currency. An announced
    price may be replaced until its day comes.
    """
    change_prices([PriceChange(plan.id, country, valid_from, amount)], set_by)
    return Price.get(Price.plan == plan, Price.country == country, Price.valid_from == valid_from)


def change_texts(product: Product, **texts) -> None:
    """Change texts of a product (`name_fr`, `description_en`, …); search follows at once.

    French that changes without its English is what other languages show until that is redone (19b).
    """
    with transaction():
        _change(product, TEXTS | {"stale_en"}, {**texts, "stale_en": _stale(product, texts)})


def change_family_texts(family: Family, **texts) -> None:
    """Change texts of a family (`name_fr`, `intro_en`, …); its products are found by them at once."""
    if unknown := set(texts) - FAMILY_TEXTS:
        raise TypeError(f"cannot change {sorted(unknown)}")
    with transaction():
        family.stale_en = _stale(family, texts)
        for name, value in texts.items():
            setattr(family, name, value)
        family.save(only=[getattr(Family, name) for name in (*texts, "stale_en")])
        index_products([product.id for product in Product.select(Product.id).where(Product.family == family)])
        bump_stamp()


def change_availability(product: Product, **facts) -> None:
    """Change where, when and in which quantities a product is sold (clause 4.1a)."""
    _change(product, AVAILABILITY, facts)


def _stale(row: Product | Family, texts: dict) -> dict:
    """What is stale of a row once these texts are changed, by how it stands in the database."""
    present = for_update(type(row).select().where(type(row).id == row.id)).get()
    return rules.stale_english(present.stale_en, present.__data__, texts)


def _change(product: Product, allowed: set[str], values: dict) -> None:
    if unknown := set(values) - allowed:
        raise TypeError(f"cannot change {sorted(unknown)}")
    with transaction():
        for name, value in values.items():
            setattr(product, name, value)
        product.save(only=[getattr(Product, name) for name in values])
        index_products([product.id])
        bump_stamp()


def withdraw_plan(plan: Plan, on: date | None) -> None:
    """Stop selling a plan from a day on (None: sell it again)."""
    with transaction():
        Plan.update(withdrawn_on=on).where(Plan.id == plan.id).execute()
        bump_stamp()
        emit(PriceSet(plan.id))


def public_addresses() -> list[tuple[str, tuple[str, ...]]]:
    """(slug, countries) of every product page, for the site map."""
    days = {code: clock.today(country.timezone) for code, country in COUNTRIES.items()}
    sold = [getattr(Product, f"sold_{code}") for code in COUNTRIES]
    rows = (
        Product.select(Product.slug, Product.valid_from, Product.valid_until, *sold)
        .where(Product.active)
        .order_by(Product.position)
        .namedtuples()
    )
    found = []
    for row in rows:
        countries = tuple(
            code
            for code, day in days.items()
            if getattr(row, f"sold_{code}") and rules.on_sale(row.valid_from, row.valid_until, day)
        )
        if countries:
            found.append((row.slug, countries))
    return found


def with_contents(product: Product) -> list[Product]:
    """A product and, for a pack, what it contains."""
    if product.kind != "pack":
        return [product]
    contents = Product.select().join(Plan).join(PackItem).where(PackItem.pack == product).distinct()
    return [product, *contents.order_by(Product.id)]
