"""My Account, seats of a subscription: added, paid at once, given back in their window (clauses 2e, 4.1b, 6.1, 15b)."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.legal.models import Acceptance
from phoenix.payments import means
from phoenix.payments.models import Collection, Payment
from phoenix.subscriptions.models import Lot, Subscription
from tests import payment_world as world
from tests.filled import see, send
from tests.payment_world import CARDS, _front, front, localstripe_base, shop  # noqa: F401
from tests.web.ordering import HTMX

BOUGHT = date(2026, 1, 31)


def at(day: date, hour: int = 12):
    return clock.frozen(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


@pytest.fixture
def lyon(shop):  # noqa: F811
    with at(BOUGHT):
        yield world.person(world.organisation("fr"))


@pytest.fixture
def client(shop, lyon):  # noqa: F811
    browser = shop.test_client()
    world.sign_in(browser, lyon)
    return browser


def bought(person, front, plan=None, seats=12) -> Subscription:  # noqa: F811
    order = world.order(person, plan or world.plan("P1Y", "month"), seats)
    world.pay(order, person, world.card(person, front))
    return Subscription.select().order_by(Subscription.id.desc()).get()


@contextmanager
def back(client, person, day: date, hour: int = 12):
    """The customer comes back on that day, and signs in."""
    with at(day, hour):
        world.sign_in(client, person)
        yield


def windowed(hours: int = 168):
    plan = world.plan("P1Y", "month")
    plan.vendor_window_hours = hours
    plan.save()
    return plan


def address(row, step="/ajout", market="fr-fr") -> str:
    return f"/{market}/compte/abonnements/{row.number}{step}"


def plain(shown) -> str:
    return shown.text.replace("\u202f", " ").replace("\u00a0", " ")


def documents() -> list[str]:
    return [str(version.id) for version in world.legal.documents_for_order("fr")]


def confirm(shown, **answers):
    """Tick the terms and click « Confirmer et payer »."""
    form = [each for each in shown.forms if "/ajout" in each["action"] and each["method"] == "post"][0]
    return send(shown.client, form["action"], {**form["values"], "documents": documents(), **answers})


# Adding.


def test_the_exact_price_is_shown_before_anything_binds(client, lyon, front):  # noqa: F811
    row = bought(lyon, front)
    with back(client, lyon, date(2026, 2, 14)):
        shown = see(client, f"{address(row)}?quantity=5")
    text = plain(shown)
    # 5 × 20,60 € × 14 days of 28 = 51,50 €; with VAT 61,80 €
    for expected in ("14 jours sur les 28", "51,50 €", "10,30 €", "61,80 €", "123,60 €", "28 février 2026", "30 janvier 2027"):
        assert expected in text, expected
    assert "Conditions générales d’utilisation et de vente" in text and "Version 1" in text
    assert "avec obligation de payer 61,80 €." in text and "Confirmer et payer" in text
    assert Lot.select().count() == 1


def test_seats_join_and_the_card_pays_at_once(client, lyon, front, mails):  # noqa: F811
    row = bought(lyon, front)
    with back(client, lyon, date(2026, 2, 14)):
        done = confirm(see(client, f"{address(row)}?quantity=5"))
        assert row.number in see(client, "/fr-fr/compte/documents").text
        assert "C’est ajouté et payé : 61,80 € par Visa •••• 4242" in plain(done)
        assert "17 utilisateurs" in plain(done) and "Ajout : 5 utilisateurs" in plain(done)
    invoice = Invoice.select().order_by(Invoice.id.desc()).get()
    assert (invoice.gross, invoice.state, Lot.select().count()) == (6_180, "paid", 2)
    accepted = Acceptance.select().order_by(Acceptance.id.desc()).get()
    assert accepted.subject.startswith(f"{row.number}:lot:") and accepted.person_id == lyon.id
    assert [mail.kind for mail in mails()].count("subscriptions.changed") == 1


def test_a_form_sent_twice_adds_and_charges_once(client, lyon, front):  # noqa: F811
    row = bought(lyon, front)
    shown = see(client, f"{address(row)}?quantity=5")
    before = len(front.charges())
    confirm(shown)
    assert "C’est ajouté et payé" in plain(confirm(shown))
    assert Lot.select().count() == 2 and len(front.charges()) == before + 1


def test_without_the_box_ticked_nothing_happens(client, lyon, front):  # noqa: F811
    row = bought(lyon, front)
    wrong = confirm(see(client, f"{address(row)}?quantity=5"), documents="")
    assert wrong.status == 422 and wrong.text.count("Cochez chaque document") == 2
    assert "123,60" in wrong.text and Lot.select().count() == 1


def test_an_amount_that_moved_meanwhile_is_shown_again(client, lyon, front):  # noqa: F811
    row = bought(lyon, front)
    with back(client, lyon, date(2026, 2, 14)):
        shown = see(client, f"{address(row)}?quantity=5")
    with back(client, lyon, date(2026, 2, 15)):
        again = confirm(shown)
        assert again.status == 422 and "Le montant a changé depuis" in again.text
        assert "57,38" in again.text  # 13 days of 28 with VAT
        assert Lot.select().count() == 1
        assert "57,38" in confirm(again).text


@pytest.mark.parametrize("typed", ["", "0", "-2", "289", "deux", "1.5", "9" * 40])
def test_a_quantity_that_cannot_be_is_answered_beside_the_field(client, lyon, front, typed):  # noqa: F811
    row = bought(lyon, front)
    wrong = see(client, f"{address(row)}?quantity={typed}")
    assert wrong.status == 422 and wrong.text.count("Écrivez un nombre entier, de 1 à 288.") == 2
    assert not [form for form in wrong.forms if "/ajout" in form["action"] and form["method"] == "post"]


def test_htmx_gets_the_amounts_alone(client, lyon, front):  # noqa: F811
    row = bought(lyon, front)
    answer = client.get(f"{address(row)}?quantity=3", headers=HTMX)
    assert answer.get_data(as_text=True).lstrip().startswith('<div id="offer">')
    assert "HX-Request" in answer.headers["Vary"] and answer.headers["Cache-Control"] == "no-store"


def test_no_more_can_be_added_than_the_offer_allows(client, lyon, front):  # noqa: F811
    row = bought(lyon, front, seats=300)
    assert "Le nombre maximal de cette offre est atteint" in see(client, address(row, "")).text
    assert "article 4.1.1" in see(client, address(row)).text


def test_a_sum_too_small_for_a_bank_is_refused_with_the_day_to_come_back(client, lyon, front):  # noqa: F811
    row = bought(lyon, front, world.plan("P1Y", "month", euros=100))
    with back(client, lyon, date(2026, 2, 27)):
        refused = see(client, f"{address(row)}?quantity=1")
        assert refused.status == 422 and "revenez le 28 février 2026" in refused.text
        assert confirm(see(client, f"{address(row)}?quantity=20")).status == 200


def test_a_card_refused_leaves_the_invoice_to_pay_in_sight(client, lyon, front):  # noqa: F811
    row = bought(lyon, front)
    means.choose(world.card(lyon, front, CARDS["declined at charge"]))
    done = confirm(see(client, f"{address(row)}?quantity=5"))
    number = Invoice.select().order_by(Invoice.id.desc()).get().number
    assert "votre banque a refusé 123,60 €" in plain(done)
    assert f"Facture {number} : 123,60 € à payer" in plain(done) and "présenté de nouveau le" in done.text


def test_a_bank_that_wants_to_see_its_customer_leads_to_the_invoice(client, lyon, front):  # noqa: F811
    row = bought(lyon, front)
    means.choose(world.card(lyon, front, CARDS["3-D Secure"]))
    done = confirm(see(client, f"{address(row)}?quantity=5"))
    assert "votre banque demande que vous confirmiez le paiement de 123,60 €" in plain(done)
    assert "Votre banque demande que vous confirmiez ce paiement vous-même" in done.text


def test_without_means_of_payment_the_invoice_waits(client, lyon, front):  # noqa: F811
    row = bought(lyon, front)
    for method in means.stored(lyon.organisation_id):
        means.revoke(method)
    shown = see(client, f"{address(row)}?quantity=5")
    assert "la facture restera à payer" in shown.text
    assert "Aucun moyen de paiement n’est enregistré : payez la facture" in plain(confirm(shown))


def test_a_debit_is_announced_fourteen_days_before(client, lyon, front):  # noqa: F811
    row = bought(lyon, front)
    means.choose(world.account(lyon, front))
    shown = see(client, f"{address(row)}?quantity=5")
    assert "sera prélevé dans quatorze jours" in shown.text
    done = confirm(shown)
    assert "sera prélevée le 14 février 2026" in plain(done)
    assert Collection.get().try_on == BOUGHT + timedelta(days=14)
    assert Payment.select().where(Payment.invoice == Collection.get().invoice).count() == 0


def test_english_and_dirhams(shop, front):  # noqa: F811
    with at(BOUGHT):
        yasmine = world.person(world.organisation("ma", "Dar Al Nour"), "en")
        row = bought(yasmine, front)
        client = shop.test_client()
        world.sign_in(client, yasmine)
        shown = see(client, f"{address(row, market='en-ma')}?quantity=5")
        assert "To pay today" in shown.text or "MAD 1,236.00" in plain(shown)
        assert "Added and paid: MAD 1,236.00 by Visa" in plain(confirm(shown))


# Giving back.


def test_a_lot_shrinks_inside_its_window_with_the_credit_shown_first(client, lyon, front, run_outbox):  # noqa: F811
    row, lot = bought(lyon, front, windowed()), Lot.get()
    with at(date(2026, 2, 3)):
        shown = see(client, f"{address(row, f'/lots/{lot.id}/retrait')}?quantity=2")
        # 24 unused whole days of 28: 2 × 20,60 € × 24 / 28 = 35,31 €, with VAT 42,37 €
        assert "24 jours non utilisés sur les 28" in plain(shown) and "42,37 €" in plain(shown)
        form = [each for each in shown.forms if "/retrait" in each["action"] and each["method"] == "post"][0]
        done = send(client, form["action"], form["values"])
    assert "42,37 € vous est remboursé" in plain(done)
    assert Lot.get_by_id(lot.id).quantity == 10
    assert Invoice.get(Invoice.kind == "credit_note").gross == 4_237


def test_a_form_to_give_back_sent_twice_gives_back_once(client, lyon, front):  # noqa: F811
    row, lot = bought(lyon, front, windowed()), Lot.get()
    with at(date(2026, 2, 3)):
        shown = see(client, f"{address(row, f'/lots/{lot.id}/retrait')}?quantity=2")
        form = [each for each in shown.forms if "/retrait" in each["action"] and each["method"] == "post"][0]
        for _click in range(2):
            send(client, form["action"], form["values"])
    assert Lot.get_by_id(lot.id).quantity == 10
    assert Invoice.select().where(Invoice.kind == "credit_note").count() == 1


def test_outside_of_the_window_it_is_not_offered_and_the_page_says_until_when_it_was(client, lyon, front):  # noqa: F811
    row, lot = bought(lyon, front, windowed()), Lot.get()
    with at(date(2026, 2, 8)):
        shown = see(client, address(row, ""))
        assert "Ce lot pouvait diminuer jusqu’au 6 février 2026, 13:00" in plain(shown) and "article 3.3.2" in shown.text
        assert f"/lots/{lot.id}/retrait" not in shown.response.get_data(as_text=True)
        assert "pouvait diminuer jusqu’au 6 février 2026" in plain(see(client, address(row, f"/lots/{lot.id}/retrait")))


def test_a_window_that_closes_before_the_click_refuses_it(client, lyon, front):  # noqa: F811
    row, lot = bought(lyon, front, windowed()), Lot.get()
    with at(date(2026, 2, 6), 11):
        shown = see(client, address(row, f"/lots/{lot.id}/retrait"))
        form = [each for each in shown.forms if "/retrait" in each["action"] and each["method"] == "post"][0]
    with at(date(2026, 2, 6), 13):
        late = send(client, form["action"], form["values"])
    assert late.status == 422 and "pouvait diminuer" in late.text
    assert Lot.get().quantity == 12


def test_a_plan_without_window_says_so(client, lyon, front):  # noqa: F811
    assert "ne prévoit pas de délai de retour" in see(client, address(bought(lyon, front), "")).text


def test_a_lot_of_another_subscription_does_not_exist(client, lyon, front):  # noqa: F811
    first = bought(lyon, front, windowed())
    bought(lyon, front, windowed())
    other = Lot.select().order_by(Lot.id.desc()).get()
    assert see(client, address(first, f"/lots/{other.id}/retrait")).status == 404
