"""A subscription as the staff see it, and what is to be done at the publisher (clause 3.3b)."""

from __future__ import annotations

from datetime import date

import pytest
from tests import builders
from tests.filled import see
from tests.web.staff.people import staff
from tests.web.test_account_subscriptions import BOUGHT, at, refreshed, subscription

from phoenix.subscriptions import changing, vendor
from phoenix.subscriptions.changing import Actor
from phoenix.subscriptions.models import VendorTask
from phoenix.team.models import StaffAct

DUTIES = "/equipe/fournisseur"


@pytest.fixture
def camille(app):
    with at(BOUGHT):
        yield builders.representative(builders.lyon())


def _stopped(person):
    row = subscription(person)
    changing.choose(row, "stop", Actor(person, "fr"))
    return row


def test_the_list_shows_those_that_run_and_leads_to_each(client, camille):
    row = subscription(camille)
    staff(client, "accounting")
    page = see(client, "/equipe/abonnements")
    assert row.number in page.text and "En cours" in page.text
    assert see(client, f"/equipe/abonnements/{row.number}").heading == "Business Premium"


def test_the_page_tells_terms_lots_invoices_and_events(client, camille):
    row = subscription(camille)
    staff(client, "sales")
    text = see(client, f"/equipe/abonnements/{row.number}").text
    for words in ("12 utilisateurs", "N° 1, du 31/01/2026 au 31/01/2027", "Abonnement ouvert", "Factures", camille.organisation.name):
        assert words in text
    assert client.get("/equipe/abonnements/CF-0").status_code == 404


def test_the_page_asks_as_much_of_a_long_life_as_of_a_short_one(client, camille, queries_of):
    row = subscription(camille)
    staff(client, "sales")
    before = queries_of(lambda: client.get(f"/equipe/abonnements/{row.number}"))
    for _each in range(20):
        vendor.owe(row, vendor.ADD, date(2026, 3, 1), 2)
    assert queries_of(lambda: client.get(f"/equipe/abonnements/{row.number}")) == before


def test_a_thing_to_do_at_the_publisher_is_marked_done_and_stays_known(client, camille):
    row = _stopped(camille)
    member = staff(client, "support")
    assert "Annuler au terme" in see(client, DUTIES).text
    page = see(client, DUTIES).submit("/fait")
    assert "Rien à faire chez l’éditeur" in page.text
    act = StaffAct.get(StaffAct.act == "vendor_done")
    assert (act.member_id, act.after["subscription"], act.after["kind"]) == (member.id, row.number, vendor.CANCEL)
    assert "Aïcha Martin" in see(client, f"{DUTIES}?state=done").text


def test_what_was_marked_by_mistake_is_to_be_done_again(client, camille):
    row = _stopped(camille)
    staff(client, "sales")
    see(client, DUTIES).submit("/fait")
    see(client, f"/equipe/abonnements/{row.number}").submit("/a-refaire")
    assert "Annuler au terme" in see(client, DUTIES).text
    assert StaffAct.select().where(StaffAct.act == "vendor_reopened").count() == 1


def test_what_the_customer_no_longer_wants_cannot_be_marked_done(client, camille):
    row = _stopped(camille)
    staff(client, "support")
    page = see(client, DUTIES)
    changing.choose(refreshed(row), "renew", Actor(camille, "fr"))
    assert "n’est plus demandée" in page.submit("/fait").text
    assert VendorTask.get().done_at is None


def test_a_transfer_ends_an_open_ended_subscription_on_its_day(client, camille):
    row = subscription(camille, commitment="none")
    staff(client, "support")
    page = see(client, f"/equipe/abonnements/{row.number}")
    page = page.submit("/transfert", partner="Autre Partenaire", on="2026-02-10")
    assert "Le transfert est enregistré" in page.text
    assert "Transférer à un autre partenaire" in page.text
    assert refreshed(row).ended_on == date(2026, 2, 10)
    act = StaffAct.get(StaffAct.act == "subscription_transferred")
    assert act.after == {"on": "2026-02-10", "partner": "Autre Partenaire"}


def test_a_transfer_beyond_the_month_paid_is_refused_and_the_form_kept(client, camille):
    row = subscription(camille, commitment="none")
    staff(client, "support")
    page = see(client, f"/equipe/abonnements/{row.number}").submit("/transfert", partner="Autre Partenaire", on="2026-06-01")
    assert page.status == 422
    assert "au plus tard à la fin du mois payé" in page.text
    assert page.form("/transfert")["values"]["partner"] == "Autre Partenaire"
    assert refreshed(row).active and not StaffAct.select().where(StaffAct.act == "subscription_transferred").exists()


def test_a_committed_subscription_is_not_offered_a_transfer(client, camille):
    row = subscription(camille)
    staff(client, "support")
    page = see(client, f"/equipe/abonnements/{row.number}")
    assert not [form for form in page.forms if "transfert" in form["action"]]
    answer = client.post(f"/equipe/abonnements/{row.number}/transfert", data={"partner": "X", "on": "2026-02-10"})
    assert answer.status_code in (400, 403, 422)
    assert refreshed(row).active
