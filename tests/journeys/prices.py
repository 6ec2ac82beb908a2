"""Sets a price in the running shop: `python -m tests.journeys.prices SLUG PLACE COUNTRY MINOR`."""

from __future__ import annotations

import sys

from app import app
from phoenix.catalogue.models import Plan, Product
from phoenix.catalogue.offers import currency_of
from phoenix.catalogue.service import set_price
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money


def main(slug: str, place: str, country: str, minor: str) -> None:
    """The `place`th plan of a product costs `minor` from today on."""
    with app.app_context():
        plans = Plan.select().join(Product).where(Product.slug == slug).order_by(Plan.position)
        today = clock.today(COUNTRIES[country].timezone)
        set_price(plans[int(place)], country, Money(int(minor), currency_of(country)), today, "journey")


if __name__ == "__main__":
    main(*sys.argv[1:])
