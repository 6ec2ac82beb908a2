"""An amount in French words, as Moroccan invoices close (documents-and-law.md)."""

from num2words import num2words

UNITS = {
    "MAD": ("dirham", "dirhams", "centime", "centimes"),
    "EUR": ("euro", "euros", "centime", "centimes"),
}


def in_words(minor: int, currency: str) -> str:
    """« mille deux cents dirhams et un centime » for a sum of minor units, not negative."""
    if minor < 0:
        raise ValueError("an amount in words is never negative")
    whole, rest = divmod(minor, 100)
    one, many, one_cent, many_cents = UNITS[currency]
    main = f"{_number(whole)} {_linked(whole, one, many)}"
    return f"{main} et {_number(rest)} {one_cent if rest < 2 else many_cents}"


def _number(value: int) -> str:
    return num2words(value, lang="fr")


def _linked(value: int, one: str, many: str) -> str:
    """The noun after its number: « un dirham », « deux dirhams », « un million de dirhams »."""
    if value < 2:
        return one
    if value >= 1_000_000 and value % 1_000_000 == 0:
        return f"de {many}"
    return many
