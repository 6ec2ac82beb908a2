"""The cart's pages: filled, changed, undone, explained (clauses 4.1b, 5a)."""

import re
from datetime import date

import pytest

from phoenix.cart.models import Cart, CartItem
from phoenix.kernel import clock
from tests import builders
from tests.web.ordering import HTMX, add, post, reprice, sign_in


@pytest.fixture
def plan(app):
    return builders.plan(2_060, "P1Y", "month", of=builders.product(min_quantity=2, max_quantity=300))


def text_of(answer) -> str:
    """The visible words, blanks and no-break spaces made one."""
    words = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return " ".join(words.replace("\u202f", " ").replace("\u00a0", " ").split())


def test_an_empty_cart_says_so_and_leads_to_the_catalogue(client):
    answer = client.get("/fr-fr/panier")
    assert answer.status_code == 200
    assert "Votre panier est vide" in text_of(answer)


def test_what_is_added_is_shown_with_totals_for_today_and_later(client, plan):
    assert add(client, plan, "12").status_code == 303
    with clock.frozen(clock.now()):
        words = text_of(client.get("/fr-fr/panier"))
    assert "247,20 €" in words
    assert "296,64 €" in words
    assert "Chaque mois" in words
    assert "11 échéances" in words


def test_what_was_just_added_is_said_once_in_the_words_of_the_page(client, plan):
    add(client, plan, "12")
    added = f"Added to your cart: {plan.product.name_en}, 12 users."
    assert added in text_of(client.get("/en-fr/panier"))
    assert added not in text_of(client.get("/en-fr/panier"))


def test_too_few_is_refused_in_words_and_nothing_is_lost(client, plan):
    answer = add(client, plan, "1")
    assert answer.status_code == 422
    assert "à partir de 2" in text_of(answer)
    assert 'value="1"' in answer.get_data(as_text=True)
    assert CartItem.select().count() == 0


@pytest.mark.parametrize("typed", ["", "deux", "1.5", "-3", "0", "9" * 40, "²", "٣٤", "<b>"])
def test_whatever_is_typed_is_answered_in_words(client, plan, typed):
    add(client, plan, "5")
    item = CartItem.get()
    answer = post(client, f"/fr-fr/panier/lignes/{item.id}", {"quantity": typed})
    assert answer.status_code == 422
    assert CartItem.get().quantity == 5
    assert "Il en reste 5 dans le panier" in text_of(answer)


def test_htmx_gets_the_cart_and_its_count_without_the_page(client, plan):
    add(client, plan, "5")
    item = CartItem.get()
    answer = post(client, f"/fr-fr/panier/lignes/{item.id}", {"quantity": "7"}, **HTMX)
    body = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert body.lstrip().startswith('<div id="cart"')
    assert 'hx-target="#cart-link"' in body
    assert "HX-Request" in answer.headers["Vary"]
    assert CartItem.get().quantity == 7


def test_adding_the_same_again_adds_up_and_says_when_it_cannot(client, plan):
    add(client, plan, "200")
    assert CartItem.get().quantity == 200
    answer = add(client, plan, "200")
    assert answer.status_code == 422
    assert "jusqu’à 300 au total" in text_of(answer)
    assert CartItem.get().quantity == 200


def test_a_removed_line_can_be_put_back_as_it_was(client, plan):
    add(client, plan, "5")
    item = CartItem.get()
    post(client, f"/fr-fr/panier/lignes/{item.id}/retrait")
    page = client.get("/fr-fr/panier")
    assert "Annuler le retrait" in text_of(page)
    post(client, "/fr-fr/panier/retour")
    assert CartItem.get().quantity == 5
    assert "Annuler le retrait" not in text_of(client.get("/fr-fr/panier"))


def test_another_visitors_line_does_not_exist(app, client, plan):
    add(client, plan, "5")
    item = CartItem.get()
    stranger = app.test_client()
    other = builders.plan(100)
    add(stranger, other, "1")
    assert post(stranger, f"/fr-fr/panier/lignes/{item.id}", {"quantity": "9"}).status_code == 404
    assert post(stranger, f"/fr-fr/panier/lignes/{item.id}/retrait").status_code == 404
    assert CartItem.get_by_id(item.id).quantity == 5


def test_an_unknown_plan_is_not_found(client, app):
    assert post(client, "/fr-fr/panier/lignes", {"plan_id": "99999"}).status_code == 404
    assert post(client, "/fr-fr/panier/lignes", {"plan_id": "x"}).status_code == 404
    assert post(client, "/fr-fr/panier/lignes", {}).status_code == 404


def test_what_is_not_sold_here_is_refused_in_words(client, app):
    french = builders.plan(500, countries=("fr",))
    answer = add(client, french, "1", market="fr-ma")
    assert answer.status_code == 422
    assert "n’est pas vendue dans ce pays" in text_of(answer)


def test_switching_country_reprices_openly(client, plan):
    reprice(plan, "ma", 22_500)
    add(client, plan, "2")
    words = text_of(client.get("/fr-ma/panier"))
    assert "Les prix ont changé de pays" in words
    assert "20,60 €" in words and "225,00 MAD" in words
    assert "450,00 MAD" in words
    post(client, "/fr-ma/panier/prix")
    words = text_of(client.get("/fr-ma/panier"))
    assert "Les prix ont changé" not in words and "€" not in words.split("Votre panier", 1)[1].split("À payer")[0]


def test_a_line_that_is_not_sold_in_the_other_country_says_what_to_do(client, plan):
    french = builders.plan(500, countries=("fr",))
    add(client, plan, "2")
    add(client, french, "1")
    words = text_of(client.get("/fr-ma/panier"))
    assert "n’est pas vendue pour le pays « Maroc »" in words
    assert "Réglez d’abord les lignes signalées" in words


def test_a_price_that_moved_since_it_was_seen_is_shown(client, plan):
    add(client, plan, "2")
    reprice(plan, "fr", 2_500)
    words = text_of(client.get("/fr-fr/panier"))
    assert "Des prix ont changé" in words and "20,60 €" in words and "25,00 €" in words
    client.get("/fr-fr/panier")
    assert "Des prix ont changé" in text_of(client.get("/fr-fr/panier"))
    post(client, "/fr-fr/panier/prix")
    assert "Des prix ont changé" not in text_of(client.get("/fr-fr/panier"))


def test_the_header_counts_lines(client, plan):
    add(client, plan, "5")
    page = client.get("/fr-fr/panier").get_data(as_text=True)
    assert re.search(r'class="cart-count"><span class="hidden">, </span>1<', page)


def test_a_signed_in_customer_has_the_organisations_cart(app, client, plan):
    camille = builders.representative(builders.lyon())
    sign_in(client, camille)
    add(client, plan, "3")
    assert Cart.get().organisation_id == camille.organisation_id
    other_browser = app.test_client()
    sign_in(other_browser, camille)
    assert "Produit" in text_of(other_browser.get("/fr-fr/panier"))


def test_signing_out_leaves_no_way_to_the_organisations_cart(app, client, plan):
    camille = builders.representative(builders.lyon())
    sign_in(client, camille)
    add(client, plan, "3")
    with client.session_transaction() as session:
        del session["login"]
    assert "Votre panier est vide" in text_of(client.get("/fr-fr/panier"))


def test_english_and_dates(client, plan):
    with clock.frozen(clock.now().replace(year=2026, month=1, day=31, hour=12)):
        add(client, plan, "2")
        words = text_of(client.get("/fr-fr/panier"))
    assert "28 février 2026" in words
    assert date(2026, 12, 31).strftime("%d") in words


def test_a_merged_cart_says_so_until_it_is_understood(app, client, plan):
    camille = builders.representative(builders.lyon())
    sign_in(client, camille)
    add(client, plan, "3")
    Cart.update(notice="merged").execute()
    assert "Nous avons réuni ce panier" in text_of(client.get("/fr-fr/panier"))
    post(client, "/fr-fr/panier/prix")
    assert "Nous avons réuni ce panier" not in text_of(client.get("/fr-fr/panier"))


def test_the_form_leaves_the_words_to_the_server(client, plan):
    add(client, plan, "5")
    assert "novalidate" in client.get("/fr-fr/panier").get_data(as_text=True)
