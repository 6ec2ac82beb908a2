"""My Account, closing it: what remains due, amount by amount, before and after (clauses 3.2a, 3.3b, 3.3c)."""

from datetime import date

import pytest

from phoenix.invoices.models import Invoice
from phoenix.subscriptions import endings
from phoenix.subscriptions.models import Subscription
from phoenix.subscriptions.run import run
from tests import builders
from tests.filled import see
from tests.web.test_account_subscriptions import BOUGHT, at, browser, subscription

HERE = "/fr-fr/compte/cloture"


@pytest.fixture
def camille(app):
    with at(BOUGHT):
        yield builders.representative(builders.lyon())


def plain(shown) -> str:
    return shown.text.replace("\u202f", " ").replace("\u00a0", " ")


def test_every_sum_of_every_commitment_is_listed_with_totals(app, camille):
    monthly, yearly = subscription(camille), subscription(camille, 10_000, "P3Y", "year", 2)
    text = plain(see(browser(app, camille), HERE))
    for expected in (monthly.number, yearly.number, "28/02/2026", "31/12/2026", "31/01/2027", "31/01/2028"):
        assert expected in text, expected
    # 11 × 296,64 € and 2 × 240,00 €
    assert "11 échéances" in text and "3 263,04 €" in text and "480,00 €" in text
    assert "3 743,04 €" in text and "13 échéances" in text


def test_it_equals_what_the_closure_keeps(app, camille):
    subscription(camille)
    subscription(camille, 10_000, "P3Y", "year", 2)
    text = plain(see(browser(app, camille), HERE))
    kept = endings.close_account(camille.organisation)
    assert len(kept) == 13 and sum(each.gross for each in kept) == 374_304
    for each in kept:
        assert f"{each.due_on:%d/%m/%Y}" in text
    after = plain(see(browser(app, camille), HERE))
    assert "La liste gardée à la clôture" in after and "11 échéances" in after


def test_open_ended_ones_are_apart_with_a_way_to_end_them(app, camille):
    row = subscription(camille, commitment="none")
    shown = see(browser(app, camille), HERE)
    assert "Sans engagement : à vous d’y mettre fin" in plain(shown) and "296,64 €" in plain(shown)
    assert f"/compte/abonnements/{row.number}/fin" in shown.response.get_data(as_text=True)


def test_what_is_paid_to_its_end_is_told(app, camille):
    subscription(camille, 21_000, "P1Y", "once", 2)
    text = plain(see(browser(app, camille), HERE))
    assert "Déjà payés jusqu’à leur terme" in text and "jusqu’au 30 janvier 2027" in text


def test_unpaid_invoices_stay_due(app, camille):
    subscription(camille)
    with at(date(2026, 2, 28)):
        run(date(2026, 2, 28), charge=False)
        number = Invoice.select().order_by(Invoice.id.desc()).get().number
        text = plain(see(browser(app, camille), HERE))
    assert number in text and "Reste à payer, TTC" in text and "10 échéances" in text


def test_a_term_that_ends_today_is_renewed_before_it_is_told(app, camille):
    row = subscription(camille)
    with at(date(2027, 1, 31)):
        text = plain(see(browser(app, camille), HERE))
    assert "11 échéances" in text and "28/02/2027" in text
    assert Subscription.get_by_id(row.id).term_number == 2


def test_nothing_remains_when_nothing_was_bought(app, camille):
    assert "Rien ne resterait dû" in see(browser(app, camille), HERE).text


def test_the_contact_form_comes_with_its_subject(app, camille):
    client = browser(app, camille)
    assert "/contact?subject=closure" in see(client, HERE).response.get_data(as_text=True)
    assert see(client, "/fr-fr/contact?subject=closure").form("/contact")["values"]["subject"] == "closure"
    assert see(client, "/fr-fr/contact?subject=nonsense").status == 200


def test_it_speaks_english(app, camille):
    subscription(camille)
    text = plain(see(browser(app, camille), "/en-fr/compte/cloture"))
    assert "Amounts due by commitments" in text and "11 payments" in text


def test_nobody_elses_sums_are_shown(app, camille):
    row = subscription(camille)
    stranger = builders.representative(builders.lyon(name="Autre"))
    assert row.number not in see(browser(app, stranger), HERE).text
