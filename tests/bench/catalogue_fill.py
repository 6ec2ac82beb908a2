"""A catalogue of any size, after the demo one: its offers again and again under new names."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, date, datetime

import peewee

from phoenix.catalogue import demo_load
from phoenix.catalogue.models import Plan, Price, Product
from phoenix.catalogue.search_index import index_products
from phoenix.database import transaction
from phoenix.web.models import bump_stamp

SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "xo", "zu")
PLANS = (("none", "month", 2470), ("P1Y", "month", 2165), ("P1Y", "once", 24720), ("P3Y", "year", 24240))
LONG_AGO = date(2020, 1, 1)


def fill(count: int) -> None:
    """The demo catalogue, then copies until there are `count` products."""
    demo_load.load()
    models = list(Product.select().where(Product.kind == "subscription").dicts())
    have = Product.select().count()
    chance = random.Random(count)
    rows = [_copy(models[n % len(models)], n, chance) for n in range(have, count)]
    with transaction():
        for batch in peewee.chunked(rows, 300):
            Product.insert_many(batch).execute()
        ids = [row[0] for row in Product.select(Product.id).where(Product.slug.startswith("offre-")).tuples()]
        _plans(ids)
        for batch in peewee.chunked(ids, 500):
            index_products(list(batch))
        bump_stamp()


def _copy(model: dict, number: int, chance: random.Random) -> dict:
    name = " ".join("".join(chance.choices(SYLLABLES, k=3)).capitalize() for _ in range(2))
    return {
        **{key: value for key, value in model.items() if key != "id"},
        "slug": f"offre-{number}",
        "reference": f"OF-{number}",
        "name_fr": f"{model['name_fr']} {name}",
        "name_en": f"{model['name_en']} {name}",
        "position": number,
    }


def _plans(ids: list[int]) -> None:
    plans = (
        {"product": each, "code": f"OF-{each}-{n}", "commitment": pair[0], "billing": pair[1], "position": n}
        for each, (n, pair) in itertools.product(ids, enumerate(PLANS))
    )
    for batch in peewee.chunked(plans, 300):
        Plan.insert_many(batch).execute()
    created = datetime.now(UTC)
    amounts = {pair[:2]: pair[2] for pair in PLANS}
    known = Plan.select(Plan.id, Plan.commitment, Plan.billing).where(Plan.code.startswith("OF-"))
    prices = (
        {
            "plan": plan_id,
            "country": country,
            "currency": currency,
            "amount": amounts[(commitment, billing)] * factor,
            "valid_from": LONG_AGO,
            "created_at": created,
        }
        for plan_id, commitment, billing in known.tuples()
        for country, currency, factor in (("fr", "EUR", 1), ("ma", "MAD", 11))
    )
    for batch in peewee.chunked(prices, 300):
        Price.insert_many(batch).execute()
