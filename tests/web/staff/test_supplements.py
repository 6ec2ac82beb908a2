"""A request out of proportion: asked at the desk, priced, refused by the customer, decided when nobody answers (5d)."""

from datetime import timedelta

import pytest

from phoenix.contracts.models import SupplementaryQuote
from phoenix.kernel import clock
from phoenix.messages.models import Message
from phoenix.orders.models import CANCELLED, PAID, Order
from phoenix.payments.models import Payment, Refund
from phoenix.quotes import pricing, sending
from phoenix.quotes import settling as answers
from phoenix.quotes.models import Quote
from phoenix.quotes.pricing import Draft, DraftLine
from tests import payment_world as world
from tests import subscription_world as life
from tests.filled import see
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.web.staff.test_orders import desk, order_page, paid  # noqa: F401


def address(order) -> str:
    return f"/equipe/commandes/{order.number}/devis-complementaire"


def asked(client, order) -> Quote:
    see(client, address(order)).submit("/devis-complementaire", reason="Deux mille pages à relire.")
    return Quote.get()


def sent(quote, days=30) -> None:
    until = clock.today("Europe/Paris") + timedelta(days=days)
    pricing.save(quote.id, quote.edition, Draft((DraftLine(None, "Relecture", 10, unit="day", agreed=600_00),), until, "Bonjour."), "Sacha")
    sending.send(quote.id, quote.edition + 1, "Sacha")


def test_it_is_begun_once_and_its_page_leads_to_the_quote(paid, desk):  # noqa: F811
    client = desk("sales")
    page = see(client, address(paid))
    assert "S’il est refusé" in page.text
    assert page.submit("/devis-complementaire", reason="").status == 422
    begun = page.submit("/devis-complementaire", follow=False, reason="Deux mille pages à relire.")
    quote = Quote.get()
    assert begun.response.headers["Location"].endswith(f"/equipe/devis/{quote.number}")
    page.submit("/devis-complementaire", follow=False, reason="Deux mille pages à relire.")
    assert Quote.select().count() == 1 and quote.about_order_id == paid.id
    assert quote.number in order_page(client, paid).text
    assert not [form for form in see(client, address(paid)).forms if form["action"].endswith("/devis-complementaire")]


def test_the_customer_is_told_and_a_refusal_gives_all_back(shop, paid, desk):  # noqa: F811
    quote = asked(desk("support"), paid)
    customer = shop.test_client()
    world.sign_in(customer, paid.person)
    mine = f"/fr-fr/compte/commandes/{paid.number}"
    assert quote.number not in see(customer, mine).text
    sent(quote)
    page = see(customer, mine)
    assert quote.number in page.text and "vous est rendu, sans frais" in page.text
    asks = see(customer, f"/fr-fr/devis/{quote.number}")
    assert f"annule la commande {paid.number}" in asks.text
    asks.submit(f"/devis/{quote.number}/refuser", **{"refusal-reason": "Trop cher."})
    life.deliver()
    assert Order.get_by_id(paid.id).state == CANCELLED
    assert Refund.get().amount == Payment.get().amount
    assert "Votre commande est annulée" in see(customer, f"/fr-fr/commande/{paid.number}").text
    assert "Vous l’avez refusé" in see(customer, mine).text
    listed = see(customer, "/fr-fr/compte/commandes")
    assert paid.number in listed.text and "Annulée" in listed.text
    assert Message.select().where(Message.kind == "order.cancelled").count() == 1


def test_without_answer_it_waits_on_the_start_page_for_a_decision(paid, desk):  # noqa: F811
    quote = asked(desk("support"), paid)
    sent(quote, days=3)
    clock.set_to(clock.now() + timedelta(days=4))
    answers.expire_all(None)
    client = desk("accounting")
    assert "Devis complémentaires sans réponse" in see(client, "/equipe").text
    assert paid.number in see(client, "/equipe/commandes/devis-complementaires").text
    page = see(client, address(paid))
    assert page.submit("/annulation", **{"end-reason": ""}).status == 422
    assert "La commande est annulée" in page.submit("/annulation", **{"end-reason": "Sans nouvelles"}).text
    assert "a réglé cela entre-temps" in page.submit("/annulation", **{"end-reason": "Sans nouvelles"}).text
    assert (Order.get_by_id(paid.id).state, SupplementaryQuote.get().state) == (CANCELLED, "given_up")
    assert "Devis complémentaires" not in see(client, "/equipe").text


def test_or_support_carry_on(paid, desk):  # noqa: F811
    sent(asked(desk("support"), paid), days=3)
    clock.set_to(clock.now() + timedelta(days=4))
    answers.expire_all(None)
    page = see(desk("sales"), address(paid))
    assert not [form for form in page.forms if "annulation" in form["action"]]
    assert "se poursuit à son prix" in page.submit("/poursuite", **{"go-reason": "Geste"}).text
    assert Order.get_by_id(paid.id).state == PAID


@pytest.mark.parametrize("role", ("accounting",))
def test_accountants_see_it_and_do_not_begin_one(paid, desk, role):  # noqa: F811
    page = see(desk(role), address(paid))
    assert page.status == 200 and not [form for form in page.forms if "devis-complementaire" in form["action"]]
