"""Partners see their own prices while they look around: signed in, where their organisation is established."""

from __future__ import annotations

from flask import Flask
from flask_login import current_user

from phoenix.catalogue import buyer
from phoenix.catalogue.discounts import NONE, Discounts
from phoenix.partners import service
from phoenix.web.market import current_market


def discounts_of_visitor() -> Discounts:
    """What the present visitor pays less here; nothing is read for who is no partner."""
    organisation = current_user.organisation
    if organisation is None or organisation.partner_since is None:
        return NONE
    return service.discounts(organisation) if organisation.country == current_market().country.code else NONE


def _variant() -> Discounts | None:
    """Visitors with the same discounts share pages; None is everybody else."""
    found = discounts_of_visitor()
    return found if found.rows else None


def init_app(app: Flask) -> None:
    """Have the catalogue ask for prices, and the kept pages be told apart by them."""
    app.extensions[buyer.EXTENSION] = discounts_of_visitor
    app.extensions["pages"].variant_of = _variant
