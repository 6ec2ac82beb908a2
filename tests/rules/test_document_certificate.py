"""The commitment certificate tells what binds, at which price, until when, and what is owed (clauses 3.3b, 15b, 15d)."""

from dataclasses import replace

import pytest

from phoenix.subscriptions.certificate import CertificateFacts, DueFacts, UnpaidFacts
from phoenix.subscriptions.certificate_document import certificate_pdf, statements
from phoenix.subscriptions.certificate_labels import LABELS, STATEMENTS
from tests.rules.document_checks import pdf_failures, text_of
from tests.rules.document_samples import CASABLANCA, DISTRI, LYON, PHOENIX, TIMESTAMP

DUES = (
    DueFacts("2026-12-31", "2026-12-31", "2027-01-30", 15, 30_900, 6_180, 37_080),
    DueFacts("2027-01-31", "2027-01-31", "2027-02-27", 15, 30_900, 6_180, 37_080),
)
COMMITTED = CertificateFacts(
    number="CF-2026-000198-1",
    order_number="CF-2026-000198",
    made_on="2026-11-25",
    language="fr",
    currency="EUR",
    seller=PHOENIX,
    buyer=LYON,
    description="Microsoft 365 Business Premium",
    reference="MS-365-BP",
    unit="seat",
    commitment="P1Y",
    billing="month",
    began_on="2026-02-28",
    term_start="2026-02-28",
    locked_until="2027-02-27",
    unit_price=2_060,
    seats=15,
    vat_rate=2_000,
    renewal="renew",
    last_day="2027-02-26",
    reduction=2,
    dues=DUES,
    net=61_800,
    tax=12_360,
    gross=74_160,
    unpaid=(UnpaidFacts("PAF-000022", "2026-11-23", 1_730),),
)
NOTHING = {"dues": (), "net": 0, "tax": 0, "gross": 0, "unpaid": (), "reduction": 0}
KINDS = {
    "French": COMMITTED,
    "English": replace(COMMITTED, language="en"),
    "Moroccan": replace(COMMITTED, seller=DISTRI, buyer=CASABLANCA, currency="MAD"),
    "open-ended": replace(COMMITTED, commitment="none", **NOTHING),
    "stopping": replace(COMMITTED, renewal="stop"),
    "ended": replace(COMMITTED, ended_on="2026-10-30", seats=0, **NOTHING),
    "demo": replace(COMMITTED, demo=True, seller=replace(DISTRI, cnss=None)),
}


def shown(facts: CertificateFacts) -> str:
    return text_of(certificate_pdf(facts, TIMESTAMP))


@pytest.mark.parametrize("facts", KINDS.values(), ids=KINDS)
def test_every_kind_is_pdf_a_3a_and_pdf_ua_1(facts):
    assert pdf_failures(certificate_pdf(facts, TIMESTAMP)) == []


def test_same_facts_and_timestamp_give_the_same_bytes():
    assert certificate_pdf(COMMITTED, TIMESTAMP) == certificate_pdf(COMMITTED, TIMESTAMP)


@pytest.mark.parametrize(
    "words",
    [
        "Attestation d’engagement",
        "CF-2026-000198-1",
        "Établie le 25 novembre 2026",
        "15 utilisateurs",
        "20,60 € par mois",
        "Prix garanti jusqu’au 27 février 2027",
        "Dernier jour pour arrêter 26 février 2027",
        "du 31/12/2026 au 30/01/2027",
        "309,00",
        "370,80",
        "Total jusqu’au terme 618,00 123,60 741,60",
        "PAF-000022",
        "758,90 €",
        "Une diminution de 2 utilisateurs",
        "(article 15.4)",
    ],
)
def test_it_tells(words):
    assert words in shown(COMMITTED)


def test_the_english_one_is_english():
    text = shown(KINDS["English"])
    assert "Price held until 27 February 2027" in text and "Last day to stop" in text
    assert "Attestation" not in text and "engagement" not in text


def test_a_moroccan_one_is_in_dirhams_from_the_moroccan_seller():
    text = shown(KINDS["Moroccan"])
    assert DISTRI.name in text and "MAD" in text


def test_what_has_ended_owes_nothing_more():
    text = shown(KINDS["ended"])
    assert "Terminé le 30 octobre 2026" in text and "rien d’autre ne sera facturé" in text


def test_the_demo_is_marked():
    assert "Document de démonstration" in shown(KINDS["demo"])
    assert "Document de démonstration" not in shown(COMMITTED)


def test_each_standing_has_its_sentences():
    assert any("prend fin le 27 février 2027" in each for each in statements(KINDS["stopping"]))
    assert any("sans engagement" in each for each in statements(KINDS["open-ended"]))


def test_facts_survive_the_archive():
    assert CertificateFacts.from_json(COMMITTED.to_json()) == COMMITTED


def test_both_languages_have_the_same_words():
    assert LABELS["fr"].keys() == LABELS["en"].keys() and STATEMENTS["fr"].keys() == STATEMENTS["en"].keys()
