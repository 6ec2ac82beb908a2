"""Loads the demo catalogue: the offers of `demo/`, with prices invented for the demonstration."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from phoenix.catalogue import rules
from phoenix.catalogue.blocks import blocks
from phoenix.catalogue.models import Family, PackItem, Plan, Price, Product, Publisher
from phoenix.catalogue.search_index import index_products
from phoenix.catalogue.third_party_models import ThirdPartyDocument
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.web.models import bump_stamp

FOLDER = Path(__file__).parent / "demo"
RELATIVE = re.compile(r"([+-]\d+)d")
IN_FORCE_SINCE = "-200d"
SET_BY = "demo"
MICROSOFT_WINDOW_HOURS = 168


def load(today: date | None = None) -> dict[str, int]:
    """Fill an empty catalogue; counts by table. A catalogue that has products is left alone."""
    today = today or clock.today(COUNTRIES["fr"].timezone)
    with transaction():
        if not Product.select().exists():
            _fill(today)
            bump_stamp()
    return {table.__name__: table.select().count() for table in (Family, Product, Plan, Price)}


def read(name: str) -> list[dict]:
    """The entries of one file of the demo folder."""
    content = tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
    return next(iter(content.values()))


def _fill(today: date) -> None:
    notices = {entry["slug"]: entry for entry in read("publishers.toml")}
    publishers = {
        slug: Publisher.create(slug=slug, name=entry["name"]) for slug, entry in notices.items()
    }
    for slug, entry in notices.items():
        for place, document in enumerate(entry.get("documents", ())):
            ThirdPartyDocument.create(publisher=publishers[slug], position=place, updated_at=clock.now(), **document)
    families = {
        entry["slug"]: Family.create(**entry, position=place)
        for place, entry in enumerate(read("families.toml"), 1)
    }
    entries = [
        entry for path in sorted(FOLDER.glob("[0-9]*.toml")) for entry in read(path.name)
    ]
    products = {}
    for place, entry in enumerate(entries, 1):
        product = _product(entry, publishers, families, notices, place, today)
        products[entry["slug"]] = product
        _plans(product, entry, today)
    for entry in entries:
        _contents(products, entry)
    index_products([product.id for product in products.values()])


def _product(entry, publishers, families, notices, place: int, today: date) -> Product:
    smallest, largest = entry["quantity"]
    return Product.create(
        slug=entry["slug"],
        reference=entry["reference"],
        kind=entry["kind"],
        unit=entry["unit"],
        family=families[entry["family"]],
        publisher=publishers[entry["publisher"]],
        keywords=entry["keywords"],
        related=entry["related"],
        specific_terms=specific_terms(entry),
        min_quantity=smallest,
        max_quantity=largest,
        valid_until=_day(entry["until"], today) if "until" in entry else None,
        sold_fr="fr" in entry["sold"],
        sold_ma="ma" in entry["sold"],
        position=place,
        **_texts(entry, notices[entry["publisher"]]),
    )


def specific_terms(entry: dict) -> list[str]:
    """The documents that an offer brings (clause 2c): its own list, or those of its kind.

    A pack has none: what it contains brings its own.
    """
    if "specific_terms" in entry:
        return entry["specific_terms"]
    if entry["kind"] != "pack" and entry["publisher"] == "phoenix-alliance":
        return ["conditions-prestations"]
    licensed = entry["kind"] == "subscription" and entry["publisher"] == "microsoft"
    return ["conditions-microsoft"] if licensed else []


def _texts(entry: dict, publisher: dict) -> dict:
    """The texts of a product in both languages, the publisher's notice among them (clause 16a)."""
    texts = {}
    for language in ("fr", "en"):
        for name in ("name", "summary", "limits"):
            texts[f"{name}_{language}"] = entry[f"{name}_{language}"]
        texts[f"description_{language}"] = blocks(entry[f"description_{language}"])
        texts[f"third_party_{language}"] = publisher.get(f"notice_{language}")
    return texts


def _plans(product: Product, entry: dict, today: date) -> None:
    prices = [{**row, "on": IN_FORCE_SINCE} for row in entry["plans"]] + entry.get("announced", [])
    plans = {}
    for row in entry["plans"]:
        pair = (row["commitment"], row["billing"])
        rules.check_plan(product.kind, *pair)
        plans[pair] = _plan(product, *pair)
    for row in prices:
        for country in COUNTRIES.values():
            if country.currency in row:
                plan = plans[(row["commitment"], row["billing"])]
                _price(plan, country, row[country.currency], _day(row["on"], today))


def _plan(product: Product, commitment: str, billing: str) -> Plan:
    licensed = product.kind == "subscription" and product.publisher.slug == "microsoft"
    return Plan.create(
        product=product,
        code=f"{product.reference}-{commitment}-{billing}".upper().replace("_", ""),
        commitment=commitment,
        billing=billing,
        vendor_window_hours=MICROSOFT_WINDOW_HOURS if licensed else None,
        position=rules.plan_order(commitment, billing),
    )


def _price(plan: Plan, country, amount: str, valid_from: date) -> None:
    Price.create(
        plan=plan,
        country=country.code,
        currency=country.currency,
        amount=int(Decimal(amount) * 100),
        valid_from=valid_from,
        created_at=clock.now(),
        set_by=SET_BY,
    )


def _contents(products: dict[str, Product], entry: dict) -> None:
    for item in entry.get("contents", []):
        plans = Plan.select().where(Plan.product == products[item["product"]])
        if "plan" in item:
            commitment, billing = item["plan"].split("-")
            plans = plans.where(Plan.commitment == commitment, Plan.billing == billing)
        PackItem.create(pack=products[entry["slug"]], plan=plans.get(), quantity=item["quantity"])


def _day(text: str, today: date) -> date:
    """A date, or `+30d`: days counted from the day of loading."""
    relative = RELATIVE.fullmatch(text)
    return today + timedelta(int(relative[1])) if relative else date.fromisoformat(text)
