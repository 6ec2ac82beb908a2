"""Quotes on their pages: asked by a visitor or an organisation, seen, questioned, refused, accepted (clauses 4.1d, 14b)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests import builders
from tests.filled import see
from tests.web.ordering import add, sign_in

from phoenix.kernel import clock, events
from phoenix.orders.models import PREPARED, Order
from phoenix.quotes import asking, pricing, sending, settling
from phoenix.quotes.models import Quote
from phoenix.quotes.pricing import Draft, DraftLine

NEED = {"lines-0-what": "Reprise de nos données", "lines-0-quantity": "2", "request": "Avant la fin du mois."}
WHO = {"name": "Camille Roche", "organisation_name": "Atelier Lumière", "email": "camille@atelier.example", "phone": ""}


@pytest.fixture(autouse=True)
def monday(app):
    clock.set_to(datetime(2027, 2, 1, 9, tzinfo=UTC))


@pytest.fixture
def camille(app):
    return builders.representative(builders.lyon())


@pytest.fixture
def signed_in(client, camille):
    sign_in(client, camille)
    return client


def ask(client, market="fr-fr", **changes):
    visitor = "name" in see(client, f"/{market}/devis").form("/devis")["names"]
    return see(client, f"/{market}/devis").submit("/devis", **{**NEED, **(WHO if visitor else {}), **changes})


def priced(row, until=date(2027, 3, 3), minor=80_000, plan=None):
    lines = [DraftLine(None, "Reprise de nos données", 2, unit="day", agreed=minor)]
    lines += [DraftLine(plan.id, "", 5, percent=1_000)] if plan else []
    pricing.save(row.id, row.edition, Draft(tuple(lines), until, "Comme convenu."), "Sacha Vente")
    return sending.send(row.id, row.edition + 1, "Sacha Vente")


def own(camille, **more):
    """A quote that was sent to an organisation."""
    row = asking.start(camille, "Sacha Vente")
    priced(row, **more)
    return Quote.get_by_id(row.id)


def later(mails) -> list:
    """The mails when all documents that they carry are made."""
    mails()
    clock.set_to(clock.now() + timedelta(seconds=5))
    return mails()


def link(mails, kind="quotes.received", market="fr-fr") -> str:
    token = [each for each in later(mails) if each.kind == kind][-1].context["token"]
    return f"/{market}/devis/suivi/{token}"


def test_a_visitor_asks_and_the_link_is_in_the_mailbox_only(client, mails):
    page = ask(client)
    row = Quote.get()
    assert page.heading == "Votre demande est bien arrivée" and row.number in page.text
    assert "/suivi/" not in page.response.text
    shown = see(client, link(mails))
    assert "Reprise de nos données" in shown.text
    assert shown.response.headers["Cache-Control"] == "no-store"
    assert shown.response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert (row.name, row.organisation_id, row.currency) == ("Camille Roche", None, "EUR")


@pytest.mark.parametrize(("market", "typed", "kept"), [("fr-fr", "01 70 81 03 65", "+33170810365"), ("fr-ma", "05 22 48 00 00", "+212522480000")])
def test_a_telephone_is_read_as_of_the_market(client, market, typed, kept):
    wrong = ask(client, market, phone="12 bis")
    assert wrong.status == 422 and "Ce numéro de téléphone n’existe pas" in wrong.text and not Quote.select().exists()
    assert wrong.form("/devis")["values"]["phone"] == "12 bis"
    wrong.submit("/devis", phone=typed)
    assert Quote.get().phone == kept


def test_blanks_are_no_name(client):
    assert ask(client, name="   ").status == 422 and not Quote.select().exists()


def test_an_offer_of_the_catalogue_is_recognised_by_its_suggestion(client):
    plan = builders.plan(2_060)
    offered = see(client, f"/fr-fr/devis?offre={plan.id}&quantite=12").form("/devis")["values"]
    assert offered["lines-0-quantity"] == "12"
    ask(client, **{"lines-0-what": offered["lines-0-what"].upper(), "lines-0-quantity": "12"})
    assert [(each.plan_id, each.quantity) for each in Quote.get().asked_lines] == [(plan.id, 12)]


def test_the_cart_becomes_the_lines_of_the_request(client):
    plan = builders.plan(2_060)
    add(client, plan, "7")
    values = see(client, "/fr-fr/devis?panier=1").form("/devis")["values"]
    assert plan.product.reference in values["lines-0-what"] and values["lines-0-quantity"] == "7"


def test_more_lines_lose_nothing_and_send_nothing(client):
    form = see(client, "/fr-fr/devis").form("/devis")
    values = {**form["values"], **NEED, **WHO}
    page = client.post("/fr-fr/devis/lignes", data=values, headers={"Sec-Fetch-Site": "same-origin"}).get_data(as_text=True)
    assert "Reprise de nos données" in page and 'name="lines-7-what"' in page
    assert not Quote.select().exists()


@pytest.mark.parametrize(
    "wrong",
    [{"email": "camille"}, {"name": ""}, {"lines-0-quantity": "beaucoup"}, {"lines-0-quantity": "0"}, {"lines-0-what": "", "request": ""}],
)
def test_a_wrong_answer_is_told_and_nothing_is_lost(client, wrong):
    page = ask(client, **wrong)
    assert page.status == 422
    assert page.form("/devis")["values"]["organisation_name"] == "Atelier Lumière"
    assert not Quote.select().exists()


def test_a_robot_reaches_nobody_and_sees_what_people_see(client):
    assert ask(client, website="https://spam.example").heading == "Votre demande est bien arrivée"
    assert not Quote.select().exists()


def test_an_organisation_asks_without_saying_who_it_is(signed_in, camille):
    page = ask(signed_in)
    row = Quote.get()
    assert page.status == 200 and row.organisation_id == camille.organisation_id
    assert "Nous préparons votre devis" in page.text
    assert row.number in see(signed_in, "/fr-fr/compte/devis").text


def test_what_a_visitor_asked_waits_in_the_account_of_that_address(client, mails):
    ask(client)
    person = builders.representative(builders.lyon(), email=WHO["email"], email_key=WHO["email"])
    events.emit(events.SignedIn(person.id, person.organisation_id, None))
    sign_in(client, person)
    assert Quote.get().organisation_id == person.organisation_id
    assert "Votre demande" in see(client, link(mails)).text


def test_an_address_that_is_not_confirmed_takes_nothing(client):
    ask(client)
    person = builders.representative(builders.lyon(), email=WHO["email"], email_key=WHO["email"], email_confirmed_at=None)
    events.emit(events.SignedIn(person.id, person.organisation_id, None))
    assert Quote.get().organisation_id is None


def test_a_quote_shows_prices_discounts_and_documents_then_makes_its_order(signed_in, camille, mails):
    plan = builders.plan(2_060)
    row = own(camille, plan=plan)
    mails()
    page = see(signed_in, f"/fr-fr/devis/{row.number}")
    for words in ("20,60", "18,54", "1 600,00", "3 mars 2027", "Comme convenu.", "(PDF)"):
        assert words in page.text.replace("\u202f", " ").replace("\xa0", " "), words
    paying = page.submit(f"{row.number}/accepter", purchase_reference="BC-7")
    order = Order.get()
    assert (order.state, order.quote_number, order.purchase_reference) == (PREPARED, row.number, "BC-7")
    assert paying.heading == "Conditions et paiement" and row.number in paying.text


def test_accepting_twice_makes_one_order(signed_in, camille):
    row = own(camille)
    for _ in range(2):
        see(signed_in, f"/fr-fr/devis/{row.number}").submit(f"{row.number}/accepter")
    assert Order.select().count() == 1


def test_a_page_that_is_out_of_date_is_told_of_the_new_version(signed_in, camille):
    row = own(camille)
    page = see(signed_in, f"/fr-fr/devis/{row.number}")
    priced(row, minor=70_000)
    answer = page.submit(f"{row.number}/accepter")
    assert answer.status == 409 and "nouvelle version" in answer.text and not Order.select().exists()
    assert "1 600,00" in see(signed_in, f"/fr-fr/devis/{row.number}?version=1").text.replace("\u202f", " ").replace("\xa0", " ")


def test_a_quote_that_ended_can_be_asked_for_again(signed_in, camille):
    row = own(camille, until=date(2027, 2, 1))
    clock.set_to(clock.now() + timedelta(days=1))
    page = see(signed_in, f"/fr-fr/devis/{row.number}")
    assert "n’est plus valable" in page.text
    page.submit("/renouvellement", **{"renewal-body": "Toujours d’actualité."})
    assert Quote.get().state == "asked"


def test_what_ended_while_the_page_stood_open_is_not_accepted(signed_in, camille):
    row = own(camille, until=date(2027, 2, 1))
    page = see(signed_in, f"/fr-fr/devis/{row.number}")
    clock.set_to(clock.now() + timedelta(days=1))
    answer = page.submit(f"{row.number}/accepter")
    assert answer.status == 409 and "renouvellement" in answer.text and not Order.select().exists()


def test_an_order_prepared_in_time_and_paid_too_late_leads_back_to_the_quote(signed_in, camille):
    row = own(camille, until=date(2027, 2, 1))
    see(signed_in, f"/fr-fr/devis/{row.number}").submit(f"{row.number}/accepter")
    clock.set_to(clock.now() + timedelta(days=1))
    page = see(signed_in, f"/fr-fr/commande/{Order.get().number}/changements")
    assert row.number in page.text and "renouvellement" in page.text
    settling.expire_all(None)
    assert see(signed_in, f"/fr-fr/commande/{Order.get().number}").heading == f"Devis {row.number}"


def test_a_refusal_wants_a_reason(signed_in, camille):
    row = own(camille)
    page = see(signed_in, f"/fr-fr/devis/{row.number}")
    assert page.submit(f"{row.number}/refuser", **{"refusal-reason": ""}).status == 422
    assert "Trop cher." in page.submit(f"{row.number}/refuser", **{"refusal-reason": "Trop cher."}).text
    assert Quote.get().state == "refused"


def test_a_question_stands_in_the_thread(signed_in, camille):
    row = own(camille)
    page = see(signed_in, f"/fr-fr/devis/{row.number}").submit("/questions", body="Et pour vingt ?")
    assert "Et pour vingt ?" in page.text and Quote.get().asked_since is not None


def test_the_quote_of_another_does_not_exist(client, camille):
    row = own(camille)
    sign_in(client, builders.representative(builders.casablanca()))
    for path in ("", "?version=1", "/versions/1/devis.pdf"):
        assert client.get(f"/fr-fr/devis/{row.number}{path}").status_code == 404


def test_a_visitor_needs_an_account_to_accept_and_comes_back(client, mails):
    ask(client)
    priced(Quote.get())
    shown = see(client, link(mails, "quotes.sent"))
    assert not [form for form in shown.forms if "/devis/" in form["action"] and "/accepter" in form["action"]]
    assert f"/inscription?next=/fr-fr/devis/{Quote.get().number}" in shown.response.get_data(as_text=True).replace("%2F", "/")
    [form] = [each for each in shown.forms if "/devis/" in each["action"] and each["action"].endswith("/refuser")]
    shown.submit(form["action"], **{"refusal-reason": "Plus besoin."})
    assert Quote.get().state == "refused"


def test_casablanca_is_quoted_in_dirhams(client, mails):
    person = builders.representative(builders.casablanca())
    sign_in(client, person)
    ask(client, market="fr-ma")
    row = Quote.get()
    assert (row.currency, row.seller_code, row.number[:2]) == ("MAD", "pa-ma", "DM")
    priced(row, plan=builders.plan(20_600))
    mails()
    page = see(client, f"/fr-ma/devis/{row.number}")
    assert "MAD" in page.text
    page.submit(f"{row.number}/accepter")
    order = Order.get()
    assert (order.currency, order.country, order.net) == ("MAD", "ma", 160_000 + 5 * 18_540)
    assert order.vat == (order.net * 2_000 + 5_000) // 10_000


def test_the_mail_carries_the_quote_and_its_documents(camille, mails):
    row = own(camille)
    mail = [each for each in later(mails) if each.kind == "quotes.sent"][0]
    names = [each["filename"] for each in mail.attachments]
    assert names[0] == f"{row.number}-v1.pdf" and len(names) > 1 and mail.to_address == camille.email
