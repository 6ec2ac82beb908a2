"""Partners see and pay their own prices; nobody else does, and nobody else waits for it (clauses 5b, 5c, 15c)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from phoenix.accounts import preferences
from phoenix.catalogue.models import Family, Product
from phoenix.catalogue.service import set_price
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.orders.models import Order, OrderLine
from phoenix.orders.service import facts_of
from phoenix.messages.models import Message
from phoenix.partners import ending
from phoenix.prospecting import letters
from phoenix.web.models import bump_stamp
from tests import builders, partner_world as partners
from tests.services.test_prospecting import letter
from tests.web.ordering import add, bought, post, sign_in

NOON = datetime(2027, 3, 1, 11, 0, tzinfo=UTC)
DAY = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def march(app):
    with clock.frozen(NOON):
        yield


@pytest.fixture
def offer(app):
    return builders.plan(10_000, commitment="one_off", billing="once")


@pytest.fixture
def lyon(app):
    return builders.representative(builders.lyon())


def text_of(client, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200
    return page.text.replace("\u202f", " ").replace("\u00a0", " ")


def product(client, offer, market="fr-fr") -> str:
    return text_of(client, f"/{market}/catalogue/{offer.product.slug}")


def test_a_partner_sees_both_prices_and_others_see_one(app, client, offer, lyon):
    partners.rate(1_500, DAY)
    partners.partner(lyon)
    before = product(app.test_client(), offer)
    sign_in(client, lyon)
    mine = product(client, offer)
    assert "Prix public : </span><s>100,00 €</s>" in mine and "85,00 €" in mine and "Prix partenaire" in mine
    listed = text_of(client, "/fr-fr/catalogue")
    assert "<s>100,00 €</s>" in listed and "85,00 €" in listed
    visitor, other = app.test_client(), app.test_client()
    sign_in(other, builders.representative(builders.lyon(siren="732829320")))
    for page in (product(visitor, offer), product(other, offer), text_of(visitor, "/fr-fr/catalogue")):
        assert "85,00" not in page and "partenaire" not in page.split("<footer")[0].lower()
    assert product(app.test_client(), offer) == before


def test_a_partner_abroad_sees_the_prices_of_all(app, client, offer, lyon):
    partners.rate(1_500, DAY)
    partners.partner(lyon)
    sign_in(client, lyon)
    assert "Prix partenaire" not in product(client, offer, "fr-ma")


def test_a_new_rate_shows_at_once(app, client, offer, lyon):
    partners.partner(lyon)
    sign_in(client, lyon)
    assert "Prix partenaire" not in product(client, offer)
    partners.rate(1_500, DAY)
    assert "85,00 €" in product(client, offer)
    partners.rate(1_000, DAY + timedelta(days=30))
    assert "90,00 € HT dès le" in product(client, offer)


def test_an_announced_price_is_shown_as_the_partner_will_pay_it(client, offer, lyon):
    partners.rate(1_500, DAY)
    partners.partner(lyon)
    set_price(offer, "fr", Money(20_000, "EUR"), DAY + timedelta(days=10), "test")
    sign_in(client, lyon)
    assert "170,00 € HT dès le" in product(client, offer)


def test_the_cart_says_both_prices_and_no_price_has_changed(client, offer, lyon):
    partners.rate(1_500, DAY)
    partners.partner(lyon)
    add(client, offer, "2")
    sign_in(client, lyon)
    add(client, offer, "2")
    page = text_of(client, "/fr-fr/panier")
    assert "Prix public : </span><s>100,00 €</s>" in page and "85,00 €" in page and "170,00 €" in page
    assert "Ancien prix" not in page


def ordered(client) -> Order:
    review = text_of(client, "/fr-fr/commande")
    assert "85,00 €" in review and "<s>100,00 €</s>" in review
    looked_at = review.split('name="looked_at"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    answer = post(client, "/fr-fr/commande", {"purchase_reference": "", "looked_at": looked_at})
    assert answer.status_code == 303
    return Order.select().order_by(Order.id.desc()).get()


def test_an_order_is_made_at_the_partner_s_price(client, offer, lyon):
    partners.rate(1_500, DAY)
    partners.partner(lyon)
    sign_in(client, lyon)
    add(client, offer, "2")
    order = ordered(client)
    line = OrderLine.get(OrderLine.order == order)
    assert (line.list_price, line.unit_price, line.net, order.net) == (10_000, 8_500, 17_000, 17_000)
    assert line.price_source == "partner"
    assert "Accord de partenariat" in text_of(client, f"/fr-fr/commande/{order.number}/paiement")
    (told,) = facts_of(order).lines
    assert (told.unit_price, told.discount, told.discount_reason, told.net) == (10_000, 3_000, "tarif partenaire", 17_000)


def test_a_rate_that_ends_before_the_last_click_is_told(client, offer, lyon):
    partners.rate(1_500, DAY)
    row = partners.partner(lyon)
    sign_in(client, lyon)
    add(client, offer, "2")
    order = ordered(client)
    ending.end_now(row.organisation)
    page = text_of(client, f"/fr-fr/commande/{order.number}/changements")
    assert "85,00 €" in page and "100,00 €" in page


def test_to_order_again_takes_the_price_of_the_day(client, offer, lyon):
    order = bought(lyon, (offer, 2, 10_000))
    partners.rate(1_500, DAY)
    partners.partner(lyon)
    sign_in(client, lyon)
    assert post(client, f"/fr-fr/commande/{order.number}/nouvelle").status_code == 303
    again = Order.select().order_by(Order.id.desc()).get()
    assert OrderLine.get(OrderLine.order == again).unit_price == 8_500


def order_of(client, sort: str) -> list[str]:
    page = client.get(f"/fr-fr/catalogue?tri={sort}").text
    return list(dict.fromkeys(re.findall(r'href="/fr-fr/catalogue/(produit-\d+)"', page)))


def test_sorted_by_price_means_by_the_partners_own(client, lyon):
    near, far = (builders.plan(minor, commitment="one_off", billing="once") for minor in (10_000, 11_000))
    family = Family.create(slug="dynamics", name_fr="Dynamics", name_en="Dynamics")
    with transaction():
        Product.update(family=family).where(Product.id == far.product_id).execute()
        bump_stamp()
    cheap, dear = near.product.slug, far.product.slug
    assert order_of(client, "prix") == [cheap, dear]
    partners.rate(2_000, DAY, family=family)
    partners.partner(lyon)
    sign_in(client, lyon)
    assert order_of(client, "prix") == [dear, cheap]  # 88,00 € and 100,00 €
    assert order_of(client, "prix-decroissant") == [cheap, dear]
    assert order_of(client, "conseil") == [cheap, dear]  # ours, for everybody


def test_offers_in_a_letter_are_at_the_partners_own_price(app, offer, lyon, run_outbox):
    partners.rate(1_500, DAY)
    partners.partner(lyon)
    for person in (lyon, builders.representative(builders.lyon(siren="732829320"))):
        preferences.choose(person, {"email": True}, "preferences", partners.VISIT)
    letters.send(letter(products=[offer.product.slug]))
    run_outbox()
    rows = Message.select().where(Message.kind == "prospecting.letter").order_by(Message.id)
    assert ["".join(row.context["offers"][0]["price"].split()) for row in rows] == ["85,00€", "100,00€"]
