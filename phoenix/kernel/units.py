"""Units of what is sold, as documents write them: one, many, and the UN/ECE code."""

from phoenix.kernel.formats import number

UNITS = {
    "fr": {
        "seat": ("utilisateur", "utilisateurs"),
        "mailbox": ("boîte", "boîtes"),
        "device": ("appareil", "appareils"),
        "server": ("serveur", "serveurs"),
        "licence": ("licence", "licences"),
        "hour": ("heure", "heures"),
        "half_day": ("demi-journée", "demi-journées"),
        "day": ("jour", "jours"),
        "month": ("mois", "mois"),
        "fixed": ("forfait", "forfaits"),
        "booklet": ("carnet", "carnets"),
        "credit_pack": ("lot", "lots"),
        "pack": ("pack", "packs"),
    },
    "en": {
        "seat": ("user", "users"),
        "mailbox": ("mailbox", "mailboxes"),
        "device": ("device", "devices"),
        "server": ("server", "servers"),
        "licence": ("licence", "licences"),
        "hour": ("hour", "hours"),
        "half_day": ("half-day", "half-days"),
        "day": ("day", "days"),
        "month": ("month", "months"),
        "fixed": ("fixed price", "fixed prices"),
        "booklet": ("booklet", "booklets"),
        "credit_pack": ("bundle", "bundles"),
        "pack": ("pack", "packs"),
    },
}
CODES = {"hour": "HUR", "day": "DAY", "month": "MON"}
ONE = "C62"


def quantity(count: int, unit: str, language: str = "fr") -> str:
    """« 12 utilisateurs », or the bare number of a unit that has no word."""
    one, many = UNITS[language].get(unit, ("", ""))
    plural = count != 1 if language == "en" else count > 1
    return f"{number(count, language)}\u00a0{many if plural else one}".strip("\u00a0")


def code(unit: str) -> str:
    """The UN/ECE code of a unit in an electronic invoice; "one" where there is none."""
    return CODES.get(unit, ONE)
