"""What Babel knows of the shop's languages, less what the shop never says: 3 MB in each process."""

from __future__ import annotations

from babel.core import get_global
from babel.localedata import load

LOADED = ("root", "fr", "en", "en_001", "en_GB")  # French, English, and what that inherits from
NEVER_SAID = (
    "compact_currency_formats",
    "compact_decimal_formats",
    "compound_unit_patterns",
    "datetime_skeletons",
    "interval_formats",
    "meta_zones",
    "scripts",
    "time_zones",
    "unit_display_names",
    "unit_patterns",
    "variants",
)
KEPT = {"currency_names": ("EUR", "MAD"), "currency_names_plural": ("EUR", "MAD")}
NEVER_ASKED = ("likely_subtags", "territory_languages")  # for guessing what a locale stands for


def leave_out() -> None:
    """Forget it: Babel keeps what it has loaded, and goes on with what is left."""
    for name in LOADED:
        known = load(name)
        for kind in NEVER_SAID:
            known.pop(kind, None)
        for kind, kept in KEPT.items():
            if kind in known:
                known[kind] = {each: said for each, said in known[kind].items() if each in kept}
    for kind in NEVER_ASKED:
        get_global(kind).clear()
