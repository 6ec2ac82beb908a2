"""Plans and the contents of packs, as the desk changes them (clauses 4.1a, 15b)."""

from __future__ import annotations

from datetime import date

import peewee

from phoenix.catalogue import rules
from phoenix.catalogue.cache import Kept
from phoenix.catalogue.editing import ChangedMeanwhile
from phoenix.catalogue.editing_rules import NEVER_ALONE, QUANTITIES, UNKNOWN, Wrong, plan_code, seen
from phoenix.catalogue.models import PackItem, Plan, Price, Product
from phoenix.catalogue.service import withdraw_plan
from phoenix.database import for_update, transaction
from phoenix.team import audit
from phoenix.web.models import bump_stamp

PLAN = ("vendor_window_hours", "vendor_sku", "withdrawn_on")
MOST_PARTS = 50
_counts = Kept(capacity=2)


class PlanExists(ValueError):
    """The product has this plan already."""


def plan_values(plan: Plan) -> dict:
    """What the desk can change of a plan."""
    return {name: plan.__data__.get(name) for name in PLAN}


def add_plan(product: Product, commitment: str, billing: str, **values) -> Plan:
    """A further way to buy a product; rules.PlanNotAllowed for a pair that it may not have, PlanExists for one that it has."""
    rules.check_plan(product.kind, commitment, billing)
    with transaction():
        for_update(Product.select().where(Product.id == product.id)).get()
        if Plan.select().where(Plan.product == product, Plan.commitment == commitment, Plan.billing == billing).exists():
            raise PlanExists(f"{commitment}·{billing}")
        plan = Plan.create(
            product=product,
            code=plan_code(product.reference, commitment, billing),
            commitment=commitment,
            billing=billing,
            position=rules.plan_order(commitment, billing),
            **values,
        )
        audit.record("plan_added", f"plan:{plan.code}", None, {"commitment": commitment, "billing": billing})
        bump_stamp()
    return plan


def change_plan(plan: Plan, values: dict, shown: str) -> bool:
    """Change what the publisher says of a plan, or end its sale from a day on; whether anything did change.

    `shown` is `seen` of the plan's values: ChangedMeanwhile when somebody was faster.
    """
    with transaction():
        present = for_update(Plan.select().where(Plan.id == plan.id)).get()
        before = plan_values(present)
        if seen(before, PLAN) != shown:
            raise ChangedMeanwhile(present)
        return write_plan(present, values)


def write_plan(present: Plan, values: dict) -> bool:
    """The same for a row that is locked, in the caller's transaction."""
    before = plan_values(present)
    changes = {name: value for name, value in values.items() if value != before[name]}
    if not changes:
        return False
    if plain := {name: value for name, value in changes.items() if name != "withdrawn_on"}:
        Plan.update(plain).where(Plan.id == present.id).execute()
        bump_stamp()
    if "withdrawn_on" in changes:
        withdraw_plan(present, changes["withdrawn_on"])
    audit.record("plan_changed", f"plan:{present.code}", _told(before, changes), _told(changes, changes))
    return True


def contents(pack: Product) -> list[PackItem]:
    """What a pack contains, with the plans and their products."""
    query = PackItem.select(PackItem, Plan, Product).join(Plan).join(Product)
    return list(query.where(PackItem.pack == pack).order_by(PackItem.id))


def contents_seen(pack: Product) -> str:
    """Stands for what an editor saw of a pack's contents."""
    return seen({"contents": _written(pack)}, ["contents"])


def change_contents(pack: Product, quantities: dict[str, int], shown: str) -> bool:
    """Say what a pack contains: units of each plan, by its code; whether that is new.

    Orders keep what they were made of. ChangedMeanwhile when somebody was faster; Wrong for a code that no plan has,
    a pack among them, or a quantity out of bounds.
    """
    with transaction():
        for_update(Product.select().where(Product.id == pack.id)).get()
        if contents_seen(pack) != shown:
            raise ChangedMeanwhile(pack)
        return write_contents(pack, quantities)


def write_contents(pack: Product, quantities: dict[str, int]) -> bool:
    """The same for a pack that is locked, in the caller's transaction."""
    before = _written(pack)
    if quantities == before:
        return False
    plans = check_contents(quantities)
    PackItem.delete().where(PackItem.pack == pack).execute()
    for code, quantity in quantities.items():
        PackItem.create(pack=pack, plan=plans[code], quantity=quantity)
    audit.record("pack_changed", f"product:{pack.reference}", before, quantities)
    bump_stamp()
    return True


def check_contents(quantities: dict[str, int]) -> dict[str, Plan]:
    """The plans of these codes; Wrong as in `change_contents`."""
    rows = Plan.select(Plan, Product).join(Product).where(Plan.code.in_(list(quantities)))
    plans = {plan.code: plan for plan in rows}
    if set(quantities) - set(plans):
        raise Wrong({"contents": UNKNOWN})
    if any(plan.product.kind == "pack" for plan in plans.values()):
        raise Wrong({"contents": NEVER_ALONE})
    if len(quantities) > MOST_PARTS or not all(1 <= quantity <= 10_000 for quantity in quantities.values()):
        raise Wrong({"contents": QUANTITIES})
    return plans


def without_price(country: str, day: date):
    """A select of the plans on sale in a country that have neither a price on `day` nor one to come."""
    priced = Price.select(Price.id).where(Price.plan == Plan.id, Price.country == country)
    on_sale = Product.active & getattr(Product, f"sold_{country}") & (Product.valid_until.is_null() | (Product.valid_until >= day))
    going_on = Plan.withdrawn_on.is_null() | (Plan.withdrawn_on > day)
    return Plan.select(Plan, Product).join(Product).where(on_sale, going_on, ~peewee.fn.EXISTS(priced))


def count_without_price(days: dict[str, date]) -> int:
    """How many plans are on sale without a price, each once for a country; kept until the catalogue or the day changes."""
    return _counts.get(tuple(days.items()), lambda: sum(without_price(country, day).count() for country, day in days.items()))


def _written(pack: Product) -> dict[str, int]:
    return {item.plan.code: item.quantity for item in contents(pack)}


def _told(values: dict, names) -> dict:
    return {name: str(value) if isinstance(value, date) else value for name, value in values.items() if name in names}
