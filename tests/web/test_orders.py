"""Review, « Commander », what changes before the last click, confirmation, again (4.1b, 4.1c, 5b)."""

import pytest

from phoenix import database
from phoenix.cart.models import Cart, CartItem
from phoenix.catalogue.models import PackItem
from phoenix.catalogue.service import withdraw_plan
from phoenix.kernel import clock
from phoenix.kernel.markets import market_of
from phoenix.legal import service as legal
from phoenix.legal.models import Acceptance
from phoenix.orders import rules, service
from phoenix.orders.models import Order, OrderLine
from tests import builders
from tests.filled import see
from tests.web.ordering import HTMX, add, bought, paid, post, reprice, sign_in
from tests.web.test_cart import text_of


@pytest.fixture
def camille(app):
    return builders.representative(builders.lyon())


@pytest.fixture
def plan(app):
    return builders.plan(2_060, "P1Y", "month")


@pytest.fixture
def client(app, camille):
    browser = app.test_client()
    sign_in(browser, camille)
    return browser


def order_now(client, **answers) -> Order:
    """From the review page to the payment page, as a customer without JavaScript does."""
    see(client, "/fr-fr/commande").submit("/commande", follow=False, **answers)
    return Order.select().order_by(Order.id.desc()).get()


def confirm(order: Order, camille) -> Order:
    versions = [version.id for version in legal.documents_for_order(order.country)]
    with database.transaction():
        return service.confirm(order, camille, "fr", "192.0.2.7", "Firefox", versions)


def test_an_empty_cart_has_nothing_to_review(client):
    assert client.get("/fr-fr/commande").headers["Location"].endswith("/panier")


def test_a_visitor_signs_in_first_and_comes_back(app):
    answer = app.test_client().get("/fr-fr/commande")
    assert answer.status_code == 303 and "/connexion" in answer.headers["Location"]


def test_the_review_shows_everything_before_commander(client, plan):
    once = builders.plan(100_000, "one_off", "once", of=builders.product(kind="service", unit="day", name_fr="Migration"))
    add(client, plan, "12")
    add(client, once, "1")
    words = text_of(client.get("/fr-fr/commande"))
    for expected in ("Atelier Démo Lyon", "1 place Bellecour", "1 247,20 €", "249,44 €", "1 496,64 €", "296,64 €",
                     "11 échéances", "pas de droit de rétractation", "exécution commence aussitôt", "Corriger le panier",
                     "Commander", "prix garanti jusqu’au"):
        assert expected in words, expected


@pytest.mark.parametrize(("market", "said"), [
    ("fr-fr", ("Étapes :", "Corriger :", "Seul le français fait foi", "archivés jusqu’à cinq ans", "aucun code de conduite")),
    ("en-fr", ("Steps:", "Correcting:", "French alone is authoritative", "archived until five years", "no code of conduct")),
])
def test_before_the_order_it_is_said_how_it_is_concluded(client, camille, plan, market, said):
    """C. civ. 1127-1: steps, corrections, languages, archiving, codes; however one comes to the last click."""
    add(client, plan, "12")
    review = text_of(client.get(f"/{market}/commande"))
    again = Order.get(Order.id == bought(camille, (plan, 12, 2_060)).id)
    post(client, f"/{market}/commande/{again.number}/nouvelle")
    payment = text_of(client.get(f"/{market}/commande/{Order.get(Order.previous == again).number}/paiement"))
    for words in said:
        assert words in review and words in payment, words


def test_commander_makes_a_prepared_order_with_copies(client, plan, camille):
    add(client, plan, "12")
    order = order_now(client, purchase_reference="BC-2026-7")
    assert order.state == "prepared" and order.number.startswith("CF-20")
    assert (order.net, order.vat, order.gross) == (24_720, 4_944, 29_664)
    facts = service.facts_of(order)
    assert facts.buyer.name == "Atelier Démo Lyon" and facts.buyer_reference == "BC-2026-7"
    assert facts.lines[0].unit_price == 2_060 and facts.schedule[0].times == 11
    assert CartItem.select().count() == 1


def test_a_double_click_gives_the_same_order(client, plan):
    add(client, plan, "12")
    first, second = order_now(client), order_now(client)
    assert first.id == second.id and Order.select().count() == 1


def test_another_cart_supersedes_the_order_that_was_waiting(client, plan):
    add(client, plan, "12")
    first = order_now(client)
    add(client, plan, "1")
    second = order_now(client)
    first = Order.get_by_id(first.id)
    assert first.state == "superseded" and first.superseded_by_id == second.id


def test_a_reference_too_long_is_said_and_kept(client, plan):
    add(client, plan, "12")
    shown = see(client, "/fr-fr/commande").submit("/commande", purchase_reference="x" * 61)
    assert shown.status == 422 and "60" in shown.text
    assert shown.form("/commande")["values"]["purchase_reference"] == "x" * 61
    assert Order.select().count() == 0


def test_a_price_that_moves_while_reading_is_shown_before_anything_is_made(client, plan):
    add(client, plan, "12")
    page = see(client, "/fr-fr/commande")
    reprice(plan, "fr", 2_200)
    shown = page.submit("/commande")
    assert shown.status == 422 and "ont changé pendant que vous relisiez" in shown.text
    assert "22,00" in shown.text and Order.select().count() == 0
    shown.submit("/commande", follow=False)
    assert Order.get().net == 26_400


def test_a_company_in_casablanca_is_sent_to_its_own_prices(app, plan):
    browser = app.test_client()
    sign_in(browser, builders.representative(builders.casablanca()))
    add(browser, plan, "2")
    words = text_of(browser.get("/fr-fr/commande"))
    assert "Le pays de vente est à changer" in words and "« Maroc »" in words
    answer = see(browser, "/fr-ma/commande").submit("/commande", follow=False)
    assert answer.response.headers["Location"].startswith("/fr-ma/commande/CM-")
    assert Order.get().currency == "MAD"


def test_an_address_not_confirmed_may_review_but_is_told(app, plan):
    camille = builders.representative(builders.lyon(), email_confirmed_at=None)
    browser = app.test_client()
    sign_in(browser, camille)
    add(browser, plan, "2")
    assert "n’est pas confirmée" in text_of(browser.get("/fr-fr/commande"))
    order = service.prepare(Cart.get(), camille, market_of("fr", "fr"))
    with pytest.raises(rules.NotConfirmedPerson):
        confirm(order, camille)


def test_the_last_click_keeps_evidence_and_empties_the_cart(client, plan, camille):
    add(client, plan, "12")
    order = confirm(order_now(client), camille)
    assert (order.state, order.address, order.user_agent) == ("confirmed", "192.0.2.7", "Firefox")
    accepted = Acceptance.get()
    assert accepted.order_id == order.id and len(accepted.sha256) == 64
    facts = service.facts_of(order)
    assert facts.documents[0].sha256 == accepted.sha256 and facts.acceptance.ip_address == "192.0.2.7"
    assert CartItem.select().count() == 0
    assert confirm(order, camille).id == order.id and Acceptance.select().count() == len(facts.documents) == 2


def test_what_was_added_after_commander_stays_in_the_cart(client, plan, camille):
    add(client, plan, "12")
    order = order_now(client)
    other = builders.plan(500)
    add(client, other, "1")
    confirm(order, camille)
    assert [item.plan_id for item in CartItem.select()] == [other.id]


def test_prices_that_move_before_the_last_click_need_a_new_look(client, plan, camille):
    add(client, plan, "12")
    order = order_now(client)
    reprice(plan, "fr", 2_200)
    with pytest.raises(rules.ChangedMeanwhile):
        confirm(order, camille)
    page = see(client, f"/fr-fr/commande/{order.number}/changements")
    assert "20,60" in page.text and "22,00" in page.text
    page.submit("/changements", follow=False)
    old = Order.get_by_id(order.id)
    assert old.state == "superseded" and old.superseded_by.net == 26_400
    confirm(old.superseded_by, camille)
    assert CartItem.select().count() == 0


def test_an_offer_withdrawn_before_the_last_click_leaves_the_order(client, plan):
    other = builders.plan(500)
    add(client, plan, "12")
    add(client, other, "1")
    order = order_now(client)
    withdraw_plan(other, clock.today("Europe/Paris"))
    page = see(client, f"/fr-fr/commande/{order.number}/changements")
    assert "n’est plus vendue" in page.text
    page.submit("/changements", follow=False)
    assert Order.get_by_id(order.id).superseded_by.net == 24_720


def test_a_change_of_address_before_the_last_click_is_taken_up(client, plan, camille):
    add(client, plan, "12")
    order = order_now(client)
    organisation = camille.organisation
    organisation.address_line1 = "2 rue Neuve"
    organisation.save()
    assert [each.kind for each in service.check_before_last_click(Order.get_by_id(order.id))] == ["buyer"]
    see(client, f"/fr-fr/commande/{order.number}/changements").submit("/changements", follow=False)
    new = Order.get_by_id(order.id).superseded_by
    assert service.facts_of(new).buyer.address.lines == ("2 rue Neuve",)


def test_the_confirmation_does_not_wait_for_documents(client, camille, plan, run_outbox):
    order = bought(camille, (plan, 12, 2_060))
    words = text_of(client.get(f"/fr-fr/commande/{order.number}"))
    assert "votre commande est payée" in words and "en préparation" in words and "11 échéances" in words
    run_outbox()
    body = client.get(f"/fr-fr/commande/{order.number}").get_data(as_text=True)
    assert f"/commande/{order.number}/recapitulatif.pdf" in body and "hx-trigger=\"load" not in body
    pdf = client.get(f"/fr-fr/commande/{order.number}/recapitulatif.pdf")
    assert pdf.data.startswith(b"%PDF") and "immutable" in pdf.headers["Cache-Control"]
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="commande-{order.number}.pdf"'


def test_the_documents_come_by_themselves(client, camille, plan):
    order = bought(camille, (plan, 12, 2_060))
    answer = client.get(f"/fr-fr/commande/{order.number}/documents", headers=HTMX)
    assert answer.get_data(as_text=True).lstrip().startswith('<section class="card" id="order-documents"')
    assert client.get(f"/fr-fr/commande/{order.number}/documents").status_code == 303


@pytest.mark.parametrize("state, expected", [
    ("processing", "ni payé, ni refusé"), ("failed", "reste due"), ("unknown", "Ne payez pas une seconde fois"),
    ("requires_action", "confirmiez le paiement"), ("refunded", "remboursée"), ("disputed", "repris la somme")])
def test_every_state_is_said_in_words(client, camille, plan, state, expected):
    order = builders.confirmed_order(camille, [(plan, 12, 2_060)])
    payment = builders.accepted_payment(order)
    type(payment).update(state=state).where(type(payment).id == payment.id).execute()
    assert expected in text_of(client.get(f"/fr-fr/commande/{order.number}"))


def test_nobody_elses_order_exists(app, client, plan):
    stranger = builders.representative(builders.lyon(name="Autre"))
    order = bought(stranger, (plan, 1, 2_060))
    base = f"/fr-fr/commande/{order.number}"
    for path in (base, f"{base}/documents", f"{base}/recapitulatif.pdf", f"{base}/changements",
                 f"/fr-fr/compte/commandes/{order.number}"):
        assert client.get(path).status_code == 404, path
    assert post(client, f"{base}/nouvelle").status_code == 404
    assert post(client, f"{base}/changements").status_code == 404
    assert post(client, f"{base}/lignes/1/nouvelle").status_code == 404


def test_ordering_again_goes_straight_to_payment_at_todays_price(client, camille, plan):
    order = bought(camille, (plan, 12, 2_060))
    reprice(plan, "fr", 2_500)
    answer = post(client, f"/fr-fr/commande/{order.number}/nouvelle")
    new = Order.get(Order.previous == order)
    assert answer.headers["Location"].endswith(f"/commande/{new.number}/paiement")
    assert new.net == 30_000 and new.state == "prepared"
    words = text_of(client.get(f"/fr-fr/commande/{new.number}/paiement"))
    for expected in (f"reprend la commande {order.number}", "25,00 €", "360,00 €", "1 place Bellecour", "Confirmer et payer"):
        assert expected in words, expected
    post(client, f"/fr-fr/commande/{order.number}/nouvelle")
    assert Order.select().where(Order.previous == order).count() == 1
    paid(confirm(new, camille))
    post(client, f"/fr-fr/commande/{order.number}/nouvelle")
    assert Order.select().where(Order.previous == order).count() == 2


def test_one_line_can_be_ordered_again(client, camille, plan):
    other = builders.plan(500)
    order = bought(camille, (plan, 12, 2_060), (other, 1, 500))
    post(client, f"/fr-fr/commande/{order.number}/lignes/2/nouvelle")
    new = Order.get(Order.previous == order)
    assert [line.plan_id for line in new.lines] == [other.id]


def test_what_is_not_sold_any_more_cannot_be_ordered_again(client, camille, plan):
    order = bought(camille, (plan, 12, 2_060))
    withdraw_plan(plan, clock.today("Europe/Paris"))
    answer = post(client, f"/fr-fr/commande/{order.number}/nouvelle")
    assert answer.headers["Location"].endswith(f"/commande/{order.number}")
    assert "plus vendues" in text_of(client.get(f"/fr-fr/commande/{order.number}"))


def test_a_pack_names_its_components_and_costs_them_nothing(client, camille, plan):
    pack = builders.product(kind="pack", unit="pack", name_fr="Pack Démarrage")
    PackItem.create(pack=pack, plan=plan, quantity=2)
    packed = builders.plan(9_900, "one_off", "once", of=pack)
    add(client, packed, "3")
    assert "Comprend" in text_of(client.get("/fr-fr/commande"))
    order = order_now(client)
    lines = list(order.lines.order_by(OrderLine.position))
    assert [(line.quantity, line.net, line.parent_position) for line in lines] == [(3, 29_700, None), (6, 0, 1)]
    assert "2 × " in service.facts_of(order).lines[0].detail
    assert service.summary_of(order).lines[0].components[0].quantity == 2
