"""What rooms below this one show on a product's page: each registers a function that makes its part.

A part is made while the page is, and kept with it: whatever changes it bumps the site stamp.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from flask import Flask, current_app
from markupsafe import Markup

from phoenix.catalogue.models import Product
from phoenix.kernel.markets import Market

EXTENSION = "beside_product"


class Part(NamedTuple):
    """A section of the page as HTML, and what it adds to the product's data for machines."""

    html: Markup
    data: dict


def add(app: Flask, make: Callable[[Product, Market], Part]) -> None:
    """Have `make(product, market)` called for each product page."""
    app.extensions.setdefault(EXTENSION, []).append(make)


def parts(product: Product, market: Market) -> list[Part]:
    """All parts of a product's page, in the order of registration."""
    return [make(product, market) for make in current_app.extensions.get(EXTENSION, ())]
