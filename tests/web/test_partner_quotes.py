"""A partner asks for a quote from its price list, for a project of its own customer (clause 4.1d)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from phoenix.kernel import clock
from phoenix.quotes import pricing
from phoenix.quotes.models import AskedLine, Quote, QuoteLine
from phoenix.quotes.pricing import Draft, DraftLine
from phoenix.web.models import bump_stamp
from phoenix.catalogue.search_index import index_products
from phoenix.database import transaction
from tests import builders
from tests import partner_world as partners
from tests.filled import see, send
from tests.web.accounts.people import customer, sign_in


@pytest.fixture
def plan(app):
    made = builders.plan(10_000, commitment="one_off", billing="once")
    with transaction():
        index_products([made.product_id])
        bump_stamp()
    return made


@pytest.fixture
def claire(app, client):
    person = customer()
    sign_in(client, person)
    return person


def today():
    return clock.today("Europe/Paris")


def test_the_price_list_is_searched_and_added_from_and_nothing_is_lost(client, claire, plan):
    partners.rate(1_250, today())
    partners.partner(claire)
    form = see(client, "/fr-fr/devis").form("/devis")
    values = {**form["values"], "end_customer": "Projet Bellecour", "request": "Pour septembre."}
    found = send(client, "/fr-fr/devis/lignes", {**values, "wanted_words": plan.product.reference, "search": "1"})
    assert "87,50" in found.text and "100,00" in found.text
    kept = found.form("/devis")["values"]
    assert kept["end_customer"] == "Projet Bellecour" and kept["request"].strip() == "Pour septembre."
    added = send(client, "/fr-fr/devis/lignes", {**kept, "add": str(plan.id)})
    assert plan.product.name_fr in added.form("/devis")["values"]["lines-0-what"]
    done = added.submit("/devis")
    assert done.status == 200 and "Projet Bellecour" in done.text
    assert AskedLine.get().plan_id == plan.id and Quote.get().end_customer == "Projet Bellecour"


def test_others_have_neither_price_list_nor_end_customer(client, claire, plan):
    page = see(client, "/fr-fr/devis")
    assert "end_customer" not in page.form("/devis")["names"] and "liste de prix" not in page.text
    send(client, "/fr-fr/devis/lignes", {**page.form("/devis")["values"], "add": str(plan.id)})


def test_a_line_without_another_price_is_at_the_partner_s(client, claire, plan):
    partners.rate(1_250, today())
    partners.partner(claire)
    page = see(client, "/fr-fr/devis")
    page.submit("/devis", request="Deux, pour septembre.")
    row = Quote.get()
    lines = (DraftLine(plan.id, "", 2), DraftLine(plan.id, "", 1, percent=2_000))
    pricing.save(row.id, row.edition, Draft(lines, today() + timedelta(days=30)), "Aïcha")
    assert [(line.list_price, line.unit_price) for line in QuoteLine.select().order_by(QuoteLine.position)] == [(10_000, 8_750), (10_000, 8_000)]
