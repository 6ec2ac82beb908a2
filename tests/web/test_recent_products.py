"""Products seen lately: with consent to comfort only, in the visitor's own browser (clause 8a)."""

from __future__ import annotations

import pytest
from tests import builders
from tests.filled import see

from phoenix.consent import rules

TITLE = "Vus récemment"


@pytest.fixture
def products(app):
    plans = [builders.plan(1000 + number, commitment="one_off", billing="once") for number in range(3)]
    return [plan.product for plan in plans]


def look(client, product):
    return client.get(f"/fr-fr/catalogue/{product.slug}")


def accept(client):
    client.post("/fr-fr/cookies/accepter", headers={"Sec-Fetch-Site": "same-origin"})


def test_nothing_is_remembered_before_consent_nor_after_refusing(client, products):
    look(client, products[0])
    assert client.get_cookie("phoenix_vus") is None
    client.post("/fr-fr/cookies/refuser", headers={"Sec-Fetch-Site": "same-origin"})
    for product in products:
        look(client, product)
    assert client.get_cookie("phoenix_vus") is None
    assert TITLE not in client.get("/fr-fr/").text


def test_with_consent_they_are_found_again_on_the_home_page(client, products):
    accept(client)
    for product in products[:2]:
        look(client, product)
    home = client.get("/fr-fr/").text.split(TITLE)[1].split("</section>")[0]
    assert home.index(products[1].slug) < home.index(products[0].slug)


def test_the_product_that_is_open_is_not_among_them(client, products):
    accept(client)
    look(client, products[0])
    assert TITLE not in look(client, products[0]).text
    assert products[0].slug in look(client, products[1]).text.split(TITLE)[1]


def test_another_visitor_sees_none_of_it(app, client, products):
    accept(client)
    look(client, products[0])
    look(client, products[1])
    other = app.test_client()
    assert TITLE not in look(other, products[1]).text and "Set-Cookie" not in look(other, products[1]).headers


def test_withdrawing_empties_the_list(client, products):
    accept(client)
    look(client, products[0])
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    see(client, "/fr-fr/cookies/choix").submit("/cookies/choix", technical=None, statistics="y")
    assert client.get_cookie("phoenix_vus") is None
    look(client, products[1])
    assert client.get_cookie("phoenix_vus") is None and TITLE not in client.get("/fr-fr/").text


def test_the_list_is_short_and_survives_nonsense(client, products):
    accept(client)
    client.set_cookie("phoenix_vus", ".".join(["<script>", *[f"inconnu-{n}" for n in range(20)], products[0].slug]))
    assert client.get("/fr-fr/").status_code == 200
    look(client, products[1])
    assert len(client.get_cookie("phoenix_vus").value.split(".")) == 6


def test_it_is_the_only_cookie_of_its_kind():
    assert rules.COOKIES[rules.TECHNICAL] == ("phoenix_vus",)
