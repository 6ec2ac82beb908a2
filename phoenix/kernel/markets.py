"""Where and in which language: a country of sale and a language make a market."""

from __future__ import annotations

from phoenix.kernel.values import frozen


@frozen
class Country:
    """A country of sale: its currency, its legal time zone and its seller (clause 5a)."""

    code: str
    currency: str
    timezone: str
    seller_code: str

    @property
    def iso(self) -> str:
        """The ISO 3166 code, upper case."""
        return self.code.upper()


COUNTRIES = {
    "fr": Country("fr", "EUR", "Europe/Paris", "pa-fr"),
    "ma": Country("ma", "MAD", "Africa/Casablanca", "pa-ma"),
}
LANGUAGES = ("fr", "en")


@frozen
class Market:
    """What the first part of an address decides: text, prices, currency and seller."""

    language: str
    country: Country

    @property
    def prefix(self) -> str:
        """The first part of the address, `fr-ma` for instance."""
        return f"{self.language}-{self.country.code}"

    @property
    def currency(self) -> str:
        """The currency of this market's prices."""
        return self.country.currency

    @property
    def timezone(self) -> str:
        """The zone in which this market's legal days are counted."""
        return self.country.timezone

    @property
    def locale(self) -> str:
        """The Babel locale that writes dates and amounts."""
        return f"{self.language}_{'GB' if self.language == 'en' else self.country.iso}"


MARKETS = {
    market.prefix: market
    for market in (
        Market(language, country) for country in COUNTRIES.values() for language in LANGUAGES
    )
}


def market_of(language: str, country: str) -> Market:
    """The market of a language and a country code; KeyError when we do not sell there."""
    return MARKETS[f"{language}-{country}"]
