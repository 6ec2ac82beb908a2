"""The start page: what is due first, then what waits longest; debits, stuck payments, the publisher, our own facts."""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime, timedelta

import pytest
from tests import builders
from tests.filled import see
from tests.web.staff.people import staff
from tests.web.test_account_subscriptions import subscription

from phoenix.care.models import Claim
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.sellers import SELLERS
from phoenix.payments.models import Attempt, Collection
from phoenix.staff import money_todos, todos
from phoenix.staff.todo import Todo
from phoenix.staff.todos import PROVIDERS
from phoenix.subscriptions import vendor
from phoenix.translating.models import STALE, TextUnit

TODAY = date(2026, 11, 26)


def test_what_is_due_comes_before_what_waits():
    late, soon = Todo("late", 1, "", due=TODAY - timedelta(3)), Todo("soon", 1, "", due=TODAY + timedelta(1))
    old, plain = Todo("old", 1, "", oldest=date(2020, 1, 1)), Todo("plain", 1, "")
    assert sorted([plain, old, soon, late], key=Todo.urgency) == [late, soon, old, plain]


def test_each_kind_is_counted_once():
    kinds = [provider for _roles, provider in PROVIDERS]
    assert len(kinds) == len(set(kinds))


def test_every_kind_there_is_is_counted():
    """Two branches that each took a twin away lost both."""
    own = {each for room in (todos, money_todos) for name, each in inspect.getmembers(room, inspect.isfunction) if each.__module__ == room.__name__ and not name.startswith("_")}
    assert own == {provider for _roles, provider in PROVIDERS}


@pytest.mark.parametrize(
    ("days", "words", "kind"),
    [(-1, "en retard de 1 jour", "error"), (0, "aujourd’hui", "error"), (2, "dans 2 jours", "warning"), (9, "dans 9 jours", "")],
)
def test_the_time_left_is_said(app, days, words, kind):
    assert Todo("", 1, "", due=TODAY + timedelta(days)).left(TODAY) == (words, kind)


@pytest.fixture
def camille(app):
    return builders.representative(builders.lyon())


def _collection(person, number: str, **values) -> Collection:
    invoice = Invoice.create(
        number=number, seller_code="pa-fr", kind="invoice", organisation=person.organisation, issued_on=TODAY, due_on=TODAY,
        currency="EUR", net=100, vat=20, gross=120, facts="{}",
    )
    return Collection.create(**{"invoice": invoice, "organisation": person.organisation, "country": "fr", "due_on": date(2026, 11, 2), **values})


def test_overdue_and_refused_collections_are_counted_and_listed(client, camille):
    _collection(camille, "F-1", state="overdue")
    _collection(camille, "F-2", refusals=1, first_refused_on=date(2026, 11, 20), refusal="funds")
    _collection(camille, "F-3")
    staff(client, "accounting")
    text = see(client, "/equipe").text
    assert "1 Factures en retard" in text and "2 novembre 2026" in text
    assert "1 Prélèvements refusés" in text and "20 novembre 2026" in text
    assert "F-1" in see(client, "/equipe/encaissements").text
    page = see(client, "/equipe/encaissements?state=refused").text
    assert "F-2" in page and "provision insuffisante" in page and "F-1" not in page and "F-3" not in page


def test_a_payment_without_an_answer_is_stuck_and_said_since_when(client, camille):
    payment = builders.accepted_payment(builders.confirmed_order(camille, [(builders.plan(), 1, 1_000)]))
    common = {"payment": payment, "method": payment.method, "kind": "card", "stripe_customer": "c", "stripe_method": "m", "amount": 1, "currency": "EUR"}
    Attempt.create(number=1, key="a", reached="unknown", submitted_at=clock.now() - timedelta(days=4), **common)
    Attempt.create(number=2, key="b", reached="submitted", submitted_at=clock.now(), **common)
    Attempt.create(number=3, key="c", reached="processing", submitted_at=clock.now() - timedelta(days=10), **common)
    staff(client, "accounting")
    assert "1 Paiements bloqués" in see(client, "/equipe").text
    assert payment.reference in see(client, "/equipe/paiements?state=stuck").text
    Attempt.update(reached="succeeded").execute()
    assert "Paiements bloqués" not in see(client, "/equipe").text
    assert payment.reference not in see(client, "/equipe/paiements?state=stuck").text


def test_what_is_due_at_the_publisher_shows_its_day(client, camille):
    vendor.owe(subscription(camille), vendor.ADD, clock.today("Europe/Paris") + timedelta(days=1), 3)
    staff(client, "sales")
    text = see(client, "/equipe").text
    assert "1 À faire chez l’éditeur" in text and "dans 1 jour" in text


def test_stale_translations_are_told_apart_from_missing_ones(client, app):
    TextUnit.create(domain="messages", key="k1", words="w", french=["Un"], english=["One"], tree_english=["One"], state=STALE, places=[])
    staff(client, "translator")
    text = see(client, "/equipe").text
    assert "1 Traductions dépassées par leur français" in text and "Textes à traduire" not in text


def test_facts_that_our_companies_lack_are_counted_and_shown_with_their_setting(client, app):
    clock.set_to(datetime(2026, 11, 26, 12, tzinfo=UTC))
    staff(client, "admin")
    lacking = sum(len(seller.missing_facts()) for seller in SELLERS.values())
    count = lacking + 2  # and the host's telephone, and what late payments cost in this half-year
    assert f"{count} Mentions légales de nos sociétés" in see(client, "/equipe").text
    text = see(client, "/equipe/societes").text
    assert "PHOENIX_SELLER_FR__SIRET" in text and "PHOENIX_SELLER_MA__CNSS" in text and "PHOENIX_HOST_PHONE" in text
    assert "PHOENIX_LATE_RATES__2026_2" in text
    assert "les factures l’attendent" in text and "RCS" in text


def test_the_start_page_asks_the_same_whatever_waits(client, camille, queries_of):
    staff(client, "admin")
    _collection(camille, "F-0", state="overdue")
    before = queries_of(lambda: client.get("/equipe"))
    for place in range(1, 12):
        _collection(camille, f"F-{place}", state="overdue")
        Claim.create(
            reference=f"R-{place}", key=f"k{place}", subject="order", title="t", name="n", email="n@demo.example", language="fr",
            country="fr", received_on=TODAY, due_on=TODAY,
        )
    assert queries_of(lambda: client.get("/equipe")) == before
