"""Products as the catalogue desk edits them, on plain values (clauses 4.1a, 15a, 16a, 19b)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable

KINDS = ("service", "licence", "subscription", "pack")
UNITS = ("seat", "mailbox", "device", "server", "licence", "hour", "half_day", "day", "fixed", "booklet", "credit_pack", "pack")
TEXTS = tuple(f"{name}_{language}" for name in ("name", "summary", "description", "limits", "third_party") for language in ("fr", "en"))
FAMILY_TEXTS = ("name_fr", "name_en", "intro_fr", "intro_en")
SALE = (
    "family", "publisher", "unit", "slug", "reference", "sold_fr", "sold_ma", "valid_from", "valid_until",
    "min_quantity", "max_quantity", "keywords", "related", "specific_terms", "position",
)  # fmt: skip
# What buyers, links and invoices know a product by: it stays once a price was ever set.
FIXED = ("kind", "unit", "slug", "reference")
LARGEST_QUANTITY = 100_000
LARGEST_POSITION = 1_000_000
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
REFERENCE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")

# Why values do not go together; the words are the desk's.
TAKEN, NO_SLUG, NO_REFERENCE, NOT_FIXED, FRENCH_MISSING = "taken", "no slug", "no reference", "fixed", "french missing"
QUANTITIES, PERIOD, UNKNOWN, NEVER_ALONE = "quantities", "period", "unknown", "pack in a pack"


class Wrong(ValueError):
    """Values that may not be saved: why, by the name of the value."""

    def __init__(self, reasons: dict[str, str]):
        super().__init__(str(reasons))
        self.reasons = reasons


def check_product(values: dict, present: dict | None = None, has_prices: bool = False) -> None:
    """Wrong unless these values, with those `present` that they leave as they are, make a product."""
    whole = {**(present or {}), **values}
    wrong = {}
    if present is not None and has_prices:
        wrong.update({name: NOT_FIXED for name in FIXED if name in values and values[name] != present[name]})
    if not SLUG.fullmatch(whole.get("slug") or ""):
        wrong["slug"] = NO_SLUG
    if not REFERENCE.fullmatch(whole.get("reference") or ""):
        wrong["reference"] = NO_REFERENCE
    if not whole.get("name_fr"):
        wrong["name_fr"] = FRENCH_MISSING
    for name in TEXTS:
        if name.endswith("_en") and name != "name_en" and name in values and whole.get(name) and not whole.get(f"{name[:-3]}_fr"):
            wrong[name] = FRENCH_MISSING
    if not 1 <= whole.get("min_quantity", 1) <= whole.get("max_quantity", LARGEST_QUANTITY) <= LARGEST_QUANTITY:
        wrong["max_quantity"] = QUANTITIES
    if whole.get("valid_from") and whole.get("valid_until") and whole["valid_until"] < whole["valid_from"]:
        wrong["valid_until"] = PERIOD
    if wrong:
        raise Wrong(wrong)


def seen(values: dict, names: Iterable[str]) -> str:
    """Stands for what an editor saw of a row: another one as soon as anybody changes one of these values."""
    shown = [(name, values.get(name)) for name in sorted(names)]
    return hashlib.sha256(json.dumps(shown, default=str, ensure_ascii=False).encode()).hexdigest()[:16]


def plan_code(reference: str, commitment: str, billing: str) -> str:
    """What a plan is called: `MS-101-P1Y-MONTH`."""
    return f"{reference}-{commitment}-{billing}".upper().replace("_", "")
