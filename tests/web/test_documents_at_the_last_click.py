"""The documents beside the last click, as a customer ticks them without JavaScript (clauses 2b, 2e, 4.1b, 4.1c)."""

from __future__ import annotations

import re

import pytest

from phoenix.kernel import clock
from phoenix.legal import publishing, service
from phoenix.legal.models import Acceptance, versions_of
from phoenix.orders.models import PAID, PREPARED, Order
from tests import payment_world as world
from tests.payment_world import _front, at, front, localstripe_base, shop, sign_in  # noqa: F401


@pytest.fixture
def lyon(shop):  # noqa: F811
    return world.person(world.organisation("fr"))


@pytest.fixture
def client(shop, lyon):  # noqa: F811
    browser = shop.test_client()
    sign_in(browser, lyon)
    return browser


class Page:
    """The payment page: its boxes, what goes with them unseen, and its words."""

    def __init__(self, answer):
        self.status, self.text = answer.status_code, answer.get_data(as_text=True)
        tags = re.findall(r'<input[^>]*name="documents"[^>]*>', self.text)
        value = re.compile(r'value="(\d+)"')
        self.boxes = [value.search(tag)[1] for tag in tags if 'type="checkbox"' in tag]
        self.ticked = [value.search(tag)[1] for tag in tags if " checked" in tag]
        self.carried = [value.search(tag)[1] for tag in tags if 'type="hidden"' in tag]
        self.token = re.search(r'name="csrf_token" value="([^"]+)"', self.text)[1]

    @property
    def words(self) -> str:
        return " ".join(re.sub(r"<[^>]+>", " ", self.text).replace("\u00a0", " ").split())


def last_click(client, order, page: Page, boxes, card) -> Page:
    form = {"csrf_token": page.token, "documents": [*boxes, *page.carried], "means": f"stored-{card.id}"}
    answer = client.post(at(order, "/confirmation"), data=form)
    return Page(answer) if answer.status_code == 422 else answer


def publish_new(code: str = "conditions"):
    """The next version of a document, in force today."""
    text = versions_of(code)[0].source.replace("tribunaux de Paris", "tribunaux parisiens")
    if code != "conditions":
        text = text.rstrip() + " Encore un mot.\n"
    return publishing.publish_next(code, clock.today(service.LEGAL_ZONE), text)


def test_a_first_order_ticks_every_document_and_keeps_who_accepted_what(client, lyon, front):  # noqa: F811
    card, order = world.card(lyon, front), world.order(lyon, world.plan())
    page = Page(client.get(at(order)))
    assert len(page.boxes) == 2 and not page.carried and not page.ticked
    assert last_click(client, order, page, page.boxes, card).status_code == 303
    kept = service.acceptances_of_order(order.id)
    assert [str(row.version_id) for row in kept] == page.boxes
    assert all(row.sha256 == row.version.sha256 and row.person_id == lyon.id for row in kept)


def test_new_terms_between_cart_and_last_click_are_shown_and_ticked_anew(client, lyon, front):  # noqa: F811
    card, order = world.card(lyon, front), world.order(lyon, world.plan())
    old = Page(client.get(at(order)))
    fresh, charged = publish_new(), len(front.charges())
    refused = last_click(client, order, old, old.boxes, card)
    assert refused.status == 422
    assert "Un document a changé pendant votre lecture" in refused.words
    assert f"/fr-fr/conditions/{fresh.number}" in refused.text
    assert str(fresh.id) in refused.boxes and str(fresh.id) not in refused.ticked
    assert (Order.get_by_id(order.id).state, Acceptance.select().count(), len(front.charges())) == (PREPARED, 0, charged)
    untouched = last_click(client, order, refused, refused.ticked, card)
    assert untouched.status == 422 and "Cochez chaque document" in untouched.words
    assert last_click(client, order, refused, refused.boxes, card).status_code == 303
    assert Order.get_by_id(order.id).state == PAID
    assert fresh.id in [row.version_id for row in service.acceptances_of_order(order.id)]


def test_the_next_order_ticks_the_terms_of_sale_and_shows_what_stands(client, lyon, front):  # noqa: F811
    card = world.card(lyon, front)
    world.pay(world.order(lyon, world.plan()), lyon, card)
    order = world.order(lyon, world.plan())
    page = Page(client.get(at(order)))
    assert (len(page.boxes), len(page.carried)) == (1, 1)
    assert page.words.count("Inchangé depuis votre acceptation") == 2
    assert last_click(client, order, page, [], card).status == 422
    assert last_click(client, order, page, page.boxes, card).status_code == 303
    assert len(service.acceptances_of_order(order.id)) == 2


def test_a_text_that_changed_is_asked_again_with_what_changed(client, lyon, front):  # noqa: F811
    card = world.card(lyon, front)
    world.pay(world.order(lyon, world.plan()), lyon, card)
    fresh = publish_new("conditions-de-service")
    order = world.order(lyon, world.plan())
    page = Page(client.get(at(order)))
    assert len(page.boxes) == 2 and not page.carried
    assert "Le texte a changé : vous aviez accepté la version 1." in page.words
    link = f"/fr-fr/conditions-de-service/comparaison?de=1&amp;a={fresh.number}"
    assert link in page.text
    assert "Encore un mot" in client.get(link.replace("&amp;", "&")).get_data(as_text=True)


def test_what_was_accepted_is_in_the_order_and_in_my_account(client, lyon, front):  # noqa: F811
    order = world.order(lyon, world.plan())
    world.pay(order, lyon, world.card(lyon, front))
    for address in (f"/fr-fr/compte/commandes/{order.number}", "/fr-fr/compte/documents"):
        text = client.get(address).get_data(as_text=True)
        assert "/fr-fr/conditions/1" in text and "/fr-fr/conditions-de-service/1" in text
