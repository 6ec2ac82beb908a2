"""Products, families and publishers changed at the desk: each change is one transaction, in the staff's log.

Nothing is ever deleted: what is no longer sold is withdrawn from sale.
"""

from __future__ import annotations

from collections.abc import Iterable

import peewee

from phoenix.catalogue import rules
from phoenix.catalogue.editing_rules import FAMILY_TEXTS, FIXED, SALE, TAKEN, TEXTS, UNKNOWN, Wrong, check_product, seen
from phoenix.catalogue.models import Family, Plan, Price, Product, Publisher
from phoenix.catalogue.search_index import index_products
from phoenix.database import for_update, transaction
from phoenix.kernel.events import EnglishChanged, emit
from phoenix.team import audit
from phoenix.web.models import bump_stamp

NAMES = (*TEXTS, *SALE, "kind", "active")


class ChangedMeanwhile(Exception):
    """Somebody else saved this since it was shown; `row` is how it stands now."""

    def __init__(self, row):
        super().__init__(str(row))
        self.row = row


def product_values(product: Product) -> dict:
    """All that the desk can change of a product, families and publishers by their number."""
    return {name: product.__data__.get(name) for name in NAMES}


def create_product(values: dict) -> Product:
    """A new product, not on sale yet. Wrong when its values do not go together, or its slug or reference is taken."""
    with transaction():
        check_product(values)
        _check_unique(values)
        product = Product.create(**{"position": last_position() + 1, "name_en": "", **values, "active": False})
        index_products([product.id])
        audit.record("product_created", f"product:{product.reference}", None, told(product_values(product), values))
        bump_stamp()
    return product


def change_product(product: Product, values: dict, shown: str, up_to_date: Iterable[str] = ()) -> bool:
    """Change these values of a product, on every page from the commit on; whether anything did change.

    `shown` is `seen` of the names in `values` as the editor saw them: ChangedMeanwhile when somebody was faster,
    and nothing is written. French that changes leaves its English behind, unless that changes too (clause 19b);
    `up_to_date` names English texts that the editor found right as they are. Wrong as in `create_product`.
    """
    with transaction():
        present = for_update(Product.select().where(Product.id == product.id)).get()
        if seen(product_values(present), values) != shown:
            raise ChangedMeanwhile(present)
        done = write_product(present, values, up_to_date)
        if done:
            index_products([present.id])
            bump_stamp()
    return done


def write_product(present: Product, values: dict, up_to_date: Iterable[str] = ()) -> bool:
    """The same for a row that is locked, search and pages aside, in the caller's transaction."""
    before = product_values(present)
    changes = {name: value for name, value in values.items() if value != before[name]}
    stale = rules.stale_english(present.stale_en, before, {**changes, **{name: before[name] for name in up_to_date if name not in changes}})
    if not changes and stale == present.stale_en:
        return False
    check_product(changes, before, has_prices=bool(set(changes) & set(FIXED)) and has_prices(present))
    _check_unique({name: changes[name] for name in ("slug", "reference") if name in changes})
    for name, value in changes.items():
        setattr(present, name, value)
    present.stale_en = stale
    present.save(only=[getattr(Product, name) for name in (*changes, "stale_en")])
    audit.record("product_changed", f"product:{present.reference}", told(before, changes), told(product_values(present), changes))
    _tell_translators("p", present.id, before, changes)
    return True


def has_prices(product: Product) -> bool:
    """Whether a price was ever set: buyers may know it by its address and reference."""
    return Price.select().join(Plan).where(Plan.product == product.id).exists()


def sell(product: Product, active: bool) -> None:
    """Put a product on sale, or withdraw it; its subscriptions go on and renew as before."""
    with transaction():
        present = for_update(Product.select().where(Product.id == product.id)).get()
        if present.active == active:
            return
        Product.update(active=active).where(Product.id == present.id).execute()
        act = "product_sold" if active else "product_withdrawn"
        audit.record(act, f"product:{present.reference}", {"active": present.active}, {"active": active})
        bump_stamp()


def save_family(family: Family | None, values: dict, shown: str = "", up_to_date: Iterable[str] = ()) -> Family:
    """Make a family, or change the texts and the place of one; errors as for products."""
    with transaction():
        if family is None:
            _check_free(Family, values)
            family = Family.create(**values)
            audit.record("family_created", f"family:{family.slug}", None, values)
        else:
            _change_family(family, values, shown, up_to_date)
        bump_stamp()
    return family


def _change_family(family: Family, values: dict, shown: str, up_to_date: Iterable[str]) -> None:
    present = for_update(Family.select().where(Family.id == family.id)).get()
    before = {name: present.__data__[name] for name in (*FAMILY_TEXTS, "position")}
    if seen(before, values) != shown:
        raise ChangedMeanwhile(present)
    changes = {name: value for name, value in values.items() if value != before[name]}
    texts = {**changes, **{name: before[name] for name in up_to_date if name not in changes}}
    stale = rules.stale_english(present.stale_en, before, texts)
    Family.update({**changes, "stale_en": stale}).where(Family.id == present.id).execute()
    if changes:
        audit.record("family_changed", f"family:{present.slug}", told(before, changes), changes)
        _tell_translators("f", present.id, before, changes)
        index_products(_ids(Product.family == present.id))


def save_publisher(publisher: Publisher | None, values: dict, shown: str = "") -> Publisher:
    """Make a publisher, or change the name of one; errors as for products."""
    with transaction():
        if publisher is None:
            _check_free(Publisher, values)
            publisher = Publisher.create(**values)
            audit.record("publisher_created", f"publisher:{publisher.slug}", None, values)
        else:
            present = for_update(Publisher.select().where(Publisher.id == publisher.id)).get()
            if seen({"name": present.name}, ["name"]) != shown:
                raise ChangedMeanwhile(present)
            Publisher.update(name=values["name"]).where(Publisher.id == present.id).execute()
            audit.record("publisher_changed", f"publisher:{present.slug}", {"name": present.name}, {"name": values["name"]})
            index_products(_ids(Product.publisher == present.id))
        bump_stamp()
    return publisher


def related_slugs(typed: str) -> list[str]:
    """The slugs in a text, each once; Wrong for one that no product has."""
    asked = list(dict.fromkeys(typed.replace(",", " ").replace(";", " ").split()))
    known = {slug for (slug,) in Product.select(Product.slug).where(Product.slug.in_(asked)).tuples()}
    if set(asked) - known:
        raise Wrong({"related": UNKNOWN})
    return asked


def _ids(condition) -> list[int]:
    return [row_id for (row_id,) in Product.select(Product.id).where(condition).tuples()]


def _check_unique(values: dict) -> None:
    wrong = {}
    for name in ("slug", "reference"):
        if name in values and Product.select().where(getattr(Product, name) == values[name]).exists():
            wrong[name] = TAKEN
    if wrong:
        raise Wrong(wrong)


def _check_free(model: type, values: dict) -> None:
    if model.select().where(model.slug == values["slug"]).exists():
        raise Wrong({"slug": TAKEN})


def last_position() -> int:
    """The place of the last product of the catalogue."""
    return Product.select(peewee.fn.MAX(Product.position)).scalar() or 0


def told(values: dict, names: Iterable[str]) -> dict:
    """These values as the log takes them."""
    return {name: value if value is None or isinstance(value, (bool, int, str, list)) else str(value) for name, value in values.items() if name in names}


def _tell_translators(letter: str, row_id: int, before: dict, changes: dict) -> None:
    """English that changed is in the translators' history too."""
    texts = [(f"{letter}{row_id}-{name[:-3]}", before[name], value) for name, value in changes.items() if name.endswith("_en")]
    if texts:
        emit(EnglishChanged(tuple(texts)))
