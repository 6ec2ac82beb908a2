"""An invoice paid in the page: from My Account and by the mailed link (clauses 3.3c, 6.1, 14b)."""

import dataclasses
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from tests import payment_world as world
from tests.gateways.fixtures import CARDS, GOOD_IBAN
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401

from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.messages.models import Message
from phoenix.payments import mails, means
from phoenix.payments.models import Attempt, Collection, PaymentMethod
from phoenix.payments.sweep import sweep
from phoenix.subscriptions.run import run

JSON = {"Accept": "application/json"}
DUE = date(2026, 2, 28)


def at(day: date):
    return clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def owing(person, front, number: str) -> Invoice:  # noqa: F811
    """A month fell due on 28 February, and this card was to pay it."""
    with at(date(2026, 1, 31)):
        world.pay(world.order(person, world.plan(), 12), person, world.card(person, front))
        means.choose(world.card(person, front, CARDS[number]))
    with at(DUE):
        run(DUE)
    return Invoice.select().where(Invoice.kind == "invoice").order_by(Invoice.id.desc()).first()


@pytest.fixture
def lyon(shop):  # noqa: F811
    return world.person(world.organisation("fr"))


@pytest.fixture
def client(shop, lyon):  # noqa: F811
    browser = shop.test_client()
    with at(DUE):
        world.sign_in(browser, lyon)
    return browser


@pytest.fixture
def visitor(shop):  # noqa: F811
    return shop.test_client()


@pytest.fixture(autouse=True)
def on_the_due_day():
    with at(DUE):
        yield


def mine(invoice, step="", market="fr-fr"):
    return f"/{market}/compte/factures/{invoice.number}/paiement{step}"


def by_link(invoice, step="", market="fr-fr"):
    return f"/{market}/paiement/{mails.pay_token(invoice)}{step}"


def token_of(client, page) -> dict:
    return {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', text_of(client, page))[1]}


def send(client, page, step="/confirmation", headers=JSON, **fields):
    """The form of the page, sent as payment.js does."""
    return client.post(page + step, data={**token_of(client, page), "means": "card", **fields}, headers=headers)


def card_in_page(client, page, front, number="good"):  # noqa: F811
    told = send(client, page, "/moyen").get_json()
    world.browser_card(front.base, told["client_secret"], CARDS[number])
    return send(client, page, setup=told["setup"])


def text_of(client, page) -> str:
    return client.get(page).get_data(as_text=True)


@pytest.mark.parametrize("way", [mine, by_link])
def test_the_bank_is_answered_for_the_very_same_intent(client, visitor, lyon, front, way):  # noqa: F811
    invoice = owing(lyon, front, "3-D Secure")
    browser, page = (client if way is mine else visitor), way(invoice)
    assert "Confirmer auprès de ma banque" in text_of(browser, page)
    waiting = Attempt.select().order_by(Attempt.id.desc()).first()
    before = Attempt.select().count()
    told = send(browser, page, means="same").get_json()
    assert told["authenticate"].startswith(f"{waiting.intent_id}_secret_")
    world.browser_authenticates(front.base, told["authenticate"])
    assert send_back(browser, page, told).get_json() == {"redirect": page}
    assert "Merci, il ne reste rien à payer" in text_of(browser, page)
    assert Attempt.select().count() == before
    assert (Invoice.get_by_id(invoice.id).state, Collection.get().state) == ("paid", "collected")


def send_back(browser, page, told):
    return browser.post(told["back"], data=token_of(browser, page), headers=JSON)


def test_who_waits_for_the_bank_may_pay_otherwise(client, lyon, front):  # noqa: F811
    invoice = owing(lyon, front, "3-D Secure")
    assert 'value="stored-' in text_of(client, f"{mine(invoice)}?autrement=1")
    good = PaymentMethod.get(PaymentMethod.last4 == "4242")
    before = len(front.charges())
    send(client, mine(invoice), means=f"stored-{good.id}")
    assert Invoice.get_by_id(invoice.id).state == "paid"
    assert len(front.charges()) == before + 1


def test_a_refusal_is_told_and_another_card_pays(client, lyon, front):  # noqa: F811
    invoice = owing(lyon, front, "declined at charge")
    text = text_of(client, mine(invoice))
    assert "Votre banque a refusé le paiement" in text
    assert "nous présenterons de nouveau la somme le 3 mars 2026" in text
    refused = card_in_page(client, mine(invoice), front, "declined at charge")
    assert refused.status_code == 402
    assert "Votre banque a refusé" in refused.get_json()["errors"]["means"][0]
    kept = means.stored(lyon.organisation_id)
    assert card_in_page(client, mine(invoice), front).get_json() == {"redirect": mine(invoice)}
    assert Invoice.get_by_id(invoice.id).state == "paid"
    new = means.for_collection(lyon.organisation_id, "EUR")  # what paid pays next, what was refused is not kept
    assert new not in kept and len(means.stored(lyon.organisation_id)) == len(kept) + 1 == 3


def test_an_overdue_invoice_is_paid_by_the_link_and_its_card_is_not_kept(visitor, lyon, front):  # noqa: F811
    invoice = owing(lyon, front, "declined at charge")
    for day in (date(2026, 3, 3), date(2026, 3, 7), date(2026, 3, 14)):
        with at(day):
            run(day)
    assert Invoice.get_by_id(invoice.id).state == "overdue"
    kept = means.stored(lyon.organisation_id)
    assert card_in_page(visitor, by_link(invoice), front).get_json() == {"redirect": by_link(invoice)}
    assert "elle vaut reçu" in text_of(visitor, by_link(invoice))
    assert Invoice.get_by_id(invoice.id).state == "paid"
    assert means.stored(lyon.organisation_id) == kept


def test_the_link_shows_number_day_sum_and_seller_and_nothing_of_the_customer(visitor, lyon, front):  # noqa: F811
    invoice = owing(lyon, front, "declined at charge")
    answer = visitor.get(by_link(invoice))
    text = answer.get_data(as_text=True)
    for shown in (invoice.number, "28 février 2026", "296,64", "Phoenix Alliance"):
        assert shown in text
    for kept in (lyon.email, lyon.full_name, "Roche", lyon.organisation.name, "4242", "0341", 'value="sepa"', "refusé"):
        assert kept not in text, kept
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_link_works_after_the_account_was_closed(visitor, lyon, front):  # noqa: F811
    invoice = owing(lyon, front, "declined at charge")
    lyon.organisation.closed_at = clock.now()
    lyon.organisation.save()
    card_in_page(visitor, by_link(invoice), front)
    assert Invoice.get_by_id(invoice.id).state == "paid"


def test_a_forged_link_or_anothers_invoice_does_not_exist(client, visitor, lyon, front):  # noqa: F811
    invoice = owing(lyon, front, "declined at charge")
    good = mails.pay_token(invoice)
    for token in (good[:-2] + "xx", invoice.number, good.replace(".", "", 1), "é"):
        assert visitor.get(f"/fr-fr/paiement/{token}").status_code == 404
    other = world.person(world.organisation("fr", "Une autre"))
    browser = visitor
    world.sign_in(browser, other)
    assert browser.get(mine(invoice)).status_code == 404
    for step in ("/moyen", "/confirmation", "/retour"):
        assert browser.post(mine(invoice, step), headers={"Sec-Fetch-Site": "same-origin"}).status_code in (403, 404)


def test_a_stored_means_is_for_who_is_signed_in(visitor, lyon, front):  # noqa: F811
    invoice = owing(lyon, front, "declined at charge")
    good = PaymentMethod.get(PaymentMethod.last4 == "4242")
    assert send(visitor, by_link(invoice), means=f"stored-{good.id}").status_code == 422
    assert send(visitor, by_link(invoice), "/moyen", means="sepa").status_code == 422


def test_links_are_not_tried_out_by_the_hundred(shop, visitor):  # noqa: F811
    before = shop.config["SETTINGS"]
    shop.config["SETTINGS"] = dataclasses.replace(before, rate_limits=True)
    try:
        answers = {visitor.get(f"/fr-fr/paiement/x{count}").status_code for count in range(125)}
    finally:
        shop.config["SETTINGS"] = before
    assert answers == {404, 429}


@pytest.mark.parametrize("way", [mine, by_link])
def test_a_double_click_and_two_tabs_pay_once(client, visitor, lyon, front, way):  # noqa: F811
    invoice = owing(lyon, front, "declined at charge")
    browser, page = (client if way is mine else visitor), way(invoice)
    before = len(front.charges())
    tabs = [send(browser, page, "/moyen").get_json() for _tab in range(2)]
    form = {"means": "card", **token_of(browser, page)}
    for told in (*tabs, tabs[0]):
        world.browser_card(front.base, told["client_secret"], CARDS["good"])
        answer = browser.post(f"{page}/confirmation", data={**form, "setup": told["setup"]}, headers=JSON)
        assert answer.get_json() == {"redirect": page}
    assert len(front.charges()) == before + 1


def test_a_lost_answer_leads_to_a_page_that_waits(client, lyon, front):  # noqa: F811
    invoice = owing(lyon, front, "declined at charge")
    front.fault("/v1/payment_intents", "lost")
    good = PaymentMethod.get(PaymentMethod.last4 == "4242")
    told = send(client, mine(invoice), means=f"stored-{good.id}").get_json()
    assert told["redirect"] == mine(invoice, "/etat")
    assert "Ne payez pas une deuxième fois" in text_of(client, told["redirect"])
    assert client.get(mine(invoice)).headers["Location"] == told["redirect"]
    before = len(front.charges())
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        sweep()
        assert client.get(told["redirect"]).headers["Location"] == mine(invoice)
    assert Invoice.get_by_id(invoice.id).state == "paid"
    assert len(front.charges()) == before


def test_a_debit_is_under_way_and_announced(client, lyon, front):  # noqa: F811
    invoice = owing(lyon, front, "declined at charge")
    front.overlay.hold_sepa = True
    told = send(client, mine(invoice), "/moyen", means="sepa").get_json()
    world.browser_iban(front.base, told["client_secret"], GOOD_IBAN)
    send(client, mine(invoice), means="sepa", setup=told["setup"])
    assert "Le prélèvement est présenté à votre banque" in text_of(client, mine(invoice))
    assert Message.select().where(Message.kind == "payments.debit").count() == 1
    assert means.for_collection(lyon.organisation_id, "EUR").kind == "sepa"
    before = len(front.charges())
    good = PaymentMethod.get(PaymentMethod.last4 == "4242")
    form = {**token_of(client, "/fr-fr/compte/preferences"), "means": f"stored-{good.id}"}
    assert client.post(mine(invoice, "/confirmation"), data=form, headers=JSON).get_json() == {"redirect": mine(invoice)}
    assert len(front.charges()) == before


def test_without_script_a_stored_card_pays(client, lyon, front):  # noqa: F811
    invoice = owing(lyon, front, "declined at charge")
    good = PaymentMethod.get(PaymentMethod.last4 == "4242")
    answer = send(client, mine(invoice), headers={}, means=f"stored-{good.id}")
    assert (answer.status_code, answer.headers["Location"]) == (303, mine(invoice))
    assert "réglée" in text_of(client, mine(invoice))
    again = client.post(mine(invoice, "/moyen"), data=token_of(client, "/fr-fr/compte/preferences"))
    assert (again.status_code, again.headers["Location"]) == (303, mine(invoice))


def test_without_script_a_new_card_is_explained(client, lyon, front):  # noqa: F811
    invoice = owing(lyon, front, "declined at charge")
    answer = send(client, mine(invoice), headers={})
    assert answer.status_code == 422
    assert "JavaScript" in answer.get_data(as_text=True)


def test_the_other_countrys_page_sends_to_the_right_one(client, visitor, lyon, front):  # noqa: F811
    invoice = owing(lyon, front, "declined at charge")
    assert client.get(mine(invoice, market="en-ma")).headers["Location"] == mine(invoice, market="en-fr")
    assert visitor.get(by_link(invoice, market="fr-ma")).headers["Location"] == by_link(invoice)


def test_in_morocco_a_card_pays_in_dirhams(shop, front):  # noqa: F811
    casablanca = world.person(world.organisation("ma", "Dar Al Nour"))
    invoice = owing(casablanca, front, "declined at charge")
    browser = shop.test_client()
    world.sign_in(browser, casablanca)
    page = mine(invoice, market="en-ma")
    text = text_of(browser, page)
    assert 'value="sepa"' not in text and "MAD" in text
    assert card_in_page(browser, page, front).get_json() == {"redirect": page}
    assert Invoice.get_by_id(invoice.id).state == "paid"


def test_lists_and_overview_lead_to_what_waits(client, lyon, front):  # noqa: F811
    invoice = owing(lyon, front, "3-D Secure")
    listed = text_of(client, "/fr-fr/compte/factures")
    assert "À confirmer auprès de votre banque" in listed and mine(invoice) in listed
    overview = text_of(client, "/fr-fr/compte")
    assert f"Facture {invoice.number}\u00a0: votre banque attend votre confirmation" in overview
    assert mine(invoice) in overview and "Aucune action n’est attendue" not in overview


def test_the_list_tells_the_next_try_and_what_is_overdue(client, lyon, front):  # noqa: F811
    invoice = owing(lyon, front, "declined at charge")
    assert "nouvel essai le 3 mars 2026" in text_of(client, "/fr-fr/compte/factures")
    overview = text_of(client, "/fr-fr/compte")
    assert f"Facture {invoice.number}\u00a0: paiement refusé" in overview and "de nouveau la somme le 3 mars 2026" in overview
    assert mine(invoice) in overview and "Aucune action n’est attendue" not in overview
    Collection.update(state="overdue", try_on=None).execute()
    Invoice.update(state="overdue").where(Invoice.id == invoice.id).execute()
    assert "En retard" in text_of(client, "/fr-fr/compte/factures")
    assert f"Facture {invoice.number} en retard" in text_of(client, "/fr-fr/compte")
