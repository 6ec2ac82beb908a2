"""The order summary tells what was ordered, accepted and paid (clauses 2d, 2e, 4.1e, 4.2, 5c)."""

from dataclasses import replace

import pytest
from tests.rules.document_checks import pdf_failures, text_of
from tests.rules.document_samples import (
    CASABLANCA,
    DISTRI,
    INSTALMENTS,
    ORDERED_SEATS,
    TIMESTAMP,
    order,
)

from phoenix.orders.documents import InconsistentOrder, order_summary_pdf

OPEN_ENDED = replace(INSTALMENTS, open_ended=True, last_due_on=None)
MOROCCAN = order(
    seller=DISTRI,
    buyer=CASABLANCA,
    currency="MAD",
    timezone="Africa/Casablanca",
    schedule=(INSTALMENTS, OPEN_ENDED),
)
KINDS = {
    "French": order(),
    "English": order(language="en"),
    "Moroccan": MOROCCAN,
    "nothing later": order(schedule=()),
    "demo": order(demo=True, seller=replace(DISTRI, cnss=None)),
}


def shown(facts) -> str:
    return text_of(order_summary_pdf(facts, TIMESTAMP))


@pytest.mark.parametrize("facts", KINDS.values(), ids=KINDS)
def test_every_kind_is_pdf_a_3a_and_pdf_ua_1(facts):
    assert pdf_failures(order_summary_pdf(facts, TIMESTAMP)) == []


def test_same_facts_and_timestamp_give_the_same_bytes():
    assert order_summary_pdf(order(), TIMESTAMP) == order_summary_pdf(order(), TIMESTAMP)


@pytest.mark.parametrize(
    "words",
    [
        "CMD-2026-000198",
        "12 utilisateurs",
        "Engagement d’un an, facturé chaque mois",
        "− 89,00",
        "1 048,20",
        "1 257,84 €",
        "Chaque mois à partir du 23/12/2026",
        "11 échéances, la dernière le 23/10/2027",
        "296,64",
        "l’exécution commence immédiatement",
        "Aucun droit de rétractation",
        "Conditions générales d’utilisation et de vente",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "1er novembre 2026",
        "Claire Dumas",
        "23 novembre 2026 à 10:29:41",
        "203.0.113.24",
        "Firefox/145.0",
        "Carte bancaire Visa •••• 4242",
    ],
)
def test_a_summary_says(words):
    assert words in shown(order())


@pytest.mark.parametrize(
    "words",
    [
        "Order summary",
        "One-year commitment, billed monthly",
        "performance starts at once",
        "No right of withdrawal",
        "€1,257.84",
        "Every month from 23/12/2026",
    ],
)
def test_an_english_summary_says(words):
    assert words in shown(order(language="en"))


def test_nothing_later_is_said():
    assert "Rien d’autre ne sera dû" in shown(order(schedule=()))


def test_an_open_ended_rhythm_says_how_it_ends():
    assert "jusqu’à ce que vous y mettiez fin" in shown(MOROCCAN)


def test_an_order_without_subscription_does_not_speak_of_renewal():
    line = replace(ORDERED_SEATS, commitment=None, billing="once")
    facts = order(lines=(line, order().lines[1]), schedule=())
    assert "renouvel" not in shown(facts)


def test_sums_that_do_not_add_up_are_refused():
    with pytest.raises(InconsistentOrder):
        order_summary_pdf(order(gross=1), TIMESTAMP)
