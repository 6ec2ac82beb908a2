"""Who looks at the catalogue: what the present visitor pays less than it says, told by another room."""

from __future__ import annotations

from flask import current_app

from phoenix.catalogue.discounts import Discounts

EXTENSION = "discounts_of_visitor"


def discounts() -> Discounts:
    """The present visitor's own discounts; none for all but partners where they are at home."""
    return current_app.extensions[EXTENSION]()
