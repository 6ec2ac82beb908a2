"""A complaint from its receipt to its end: its clock, its thread, its evidence (clauses 11a, 20a)."""

import json
from datetime import UTC, date, datetime

import peewee
import pytest
from tests import builders

from phoenix.accounts.throttling import TooMany
from phoenix.archive.models import ArchiveEntry
from phoenix.care import claim_answers, claim_reading, claims, holidays, rules, settlements
from phoenix.care.claim_answers import Act, Changed
from phoenix.care.models import Claim, ClaimEntry, ClaimWait
from phoenix.kernel import clock
from phoenix.kernel.markets import market_of

FR, MA = market_of("fr", "fr"), market_of("fr", "ma")
MONDAY = datetime(2026, 9, 7, 9, tzinfo=UTC)
WRITTEN = {
    "key": "one", "subject": "order", "title": "Deux sièges manquent", "body": "Il en manque deux.", "wanted": "Deux sièges",
    "about": "", "name": "Camille Roche", "organisation_name": "Atelier", "email": "Camille@Atelier.example",
}  # fmt: skip


@pytest.fixture(autouse=True)
def monday(app):
    clock.set_to(MONDAY)


def on(day: int, month: int = 9):
    clock.set_to(datetime(2026, month, day, 9, tzinfo=UTC))


def receive(market=FR, **changes) -> Claim:
    return claims.receive({**WRITTEN, **changes}, market, network="192.0.2.7")


def act(row, body="Voici.", key=None, version=None) -> Act:
    row = Claim.get_by_id(row.id)
    return Act(row.id, version or row.version, key or f"act-{row.version}-{body}", "Chloé Exemple", body)


def kinds(row):
    return [each.kind for each in ClaimEntry.select().where(ClaimEntry.claim == row).order_by(ClaimEntry.id)]


def test_it_is_acknowledged_at_once_with_the_day_of_the_answer(mails):
    row = receive()
    assert row.due_on == date(2026, 9, 14)
    assert row.reference.startswith("R-")
    sent = {each.kind: each for each in mails()}
    assert sent["care.claim_received"].context["due"] == "14 septembre 2026"
    assert sent["care.claim_received"].to_address == "camille@atelier.example"
    assert sent["care.claim_received"].context["token"]
    assert sent["care.claim_news"].to_address == "support@taotp.tech"


@pytest.mark.parametrize(("market", "due"), [(FR, date(2026, 12, 30)), (MA, date(2026, 12, 29))])
def test_the_countrys_holidays_count(market, due):
    on(22, 12)
    assert receive(market).due_on == due


def test_the_same_form_twice_is_one_claim():
    assert receive().id == receive().id
    assert Claim.select().count() == 1
    assert kinds(Claim.get()) == ["claim"]


def test_a_key_of_anothers_form_opens_nothing():
    receive()
    with pytest.raises(claims.NotYours):
        claims.receive(WRITTEN, FR, person=builders.representative(builders.lyon()))


def test_a_customers_number_must_be_its_own():
    person = builders.representative(builders.lyon())
    for number in ("CF-2026-000099", "nothing"):
        with pytest.raises(claims.NotYours):
            claims.receive({**WRITTEN, "about": number}, FR, person=person)
    other = builders.representative(builders.casablanca())
    order = builders.confirmed_order(other, [(builders.plan(), 1, 0)])
    with pytest.raises(claims.NotYours):
        claims.receive({**WRITTEN, "about": order.number}, FR, person=person)
    mine = claims.receive({**WRITTEN, "about": f" {order.number.lower()}"}, MA, person=other)
    assert mine.order_id == order.id


def test_a_visitors_number_is_kept_as_typed_and_looked_up_by_nobody():
    order = builders.confirmed_order(builders.representative(builders.lyon()), [(builders.plan(), 1, 0)])
    row = receive(about=order.number)
    assert (row.about, row.order_id, row.invoice_id) == (order.number, None, None)


def test_one_network_cannot_flood():
    for number in range(claims.MOST_PER_HOUR):
        receive(key=f"k{number}")
    with pytest.raises(TooMany):
        receive(key="more")
    on(8)
    receive(key="more")


def test_an_answer_stops_the_clock_and_the_customers_word_starts_a_new_one(mails):
    row = receive()
    on(9)
    answered = claim_answers.answer(act(row))
    assert (answered.state, answered.due_on) == (rules.ANSWERED, None)
    assert mails()[-1].kind == "care.claim_answer"
    on(10)
    again = claims.write(row.id, "Pas tout à fait.", "w1", by="Camille")
    assert (again.state, again.received_on, again.due_on, again.answered_at) == (rules.OPEN, date(2026, 9, 10), date(2026, 9, 17), None)


def test_waiting_for_papers_stops_the_clock_and_their_arrival_starts_it_again():
    row = receive()
    on(9)
    waiting = claim_answers.ask_papers(act(row, "Le bon de commande ?"))
    assert (waiting.state, waiting.due_on) == (rules.WAITING, None)
    on(21)
    back = claims.write(row.id, "Le voici.", "w1", by="Camille")
    assert (back.state, back.due_on) == (rules.OPEN, date(2026, 9, 25))
    assert ClaimWait.get().arrived_on == date(2026, 9, 21)


def test_papers_that_came_by_mail_count_from_the_day_they_came():
    row = receive()
    on(9)
    claim_answers.ask_papers(act(row, "Le bon de commande ?"))
    on(25)
    entered = claim_answers.enter(act(row, "Le voici."), "email", date(2026, 9, 21))
    assert (entered.state, entered.due_on) == (rules.OPEN, date(2026, 9, 25))


def test_asking_after_the_day_has_passed_heals_nothing():
    row = receive()
    on(16)
    waiting = claim_answers.ask_papers(act(row, "Le bon ?"))
    assert (waiting.state, waiting.due_on) == (rules.WAITING, date(2026, 9, 14))
    on(18)
    assert claims.write(row.id, "Voici.", "w1", by="Camille").due_on == date(2026, 9, 14)


def test_it_is_never_closed_without_an_answer():
    row = receive()
    with pytest.raises(rules.NeverAnswered):
        claim_answers.close(act(row, ""), "refused")
    claim_answers.answer(act(row))
    claims.write(row.id, "Et le second ?", "w1", by="Camille")
    with pytest.raises(rules.NeverAnswered):
        claim_answers.close(act(row, ""), "refused")
    claim_answers.answer(act(row, "Le second aussi."))
    assert claim_answers.close(act(row, ""), "accepted").state == rules.CLOSED


def test_not_even_the_database_takes_an_end_without_an_answer():
    row = receive()
    with pytest.raises(peewee.IntegrityError):
        Claim.update(state=rules.CLOSED).where(Claim.id == row.id).execute()


def test_closed_it_can_be_reopened_with_a_new_count():
    row = receive()
    claim_answers.close(act(row, "Tout est en ordre."), "refused")
    with pytest.raises(rules.NotAllowed):
        claims.write(row.id, "Non.", "w1", by="Camille")
    on(22)
    again = claims.reopen(row.id, "Non.", "w2", by="Camille")
    assert (again.state, again.reopened, again.closed_at, again.outcome) == (rules.OPEN, 1, None, "")
    assert again.due_on == date(2026, 9, 29)
    assert kinds(row) == ["claim", "closed", "reopened"]


def test_two_of_the_staff_on_the_same_claim_the_second_is_told():
    row = receive()
    seen = row.version
    claim_answers.answer(act(row, "Première."))
    for second in (claim_answers.answer, claim_answers.ask_papers):
        with pytest.raises(Changed):
            second(act(row, "Seconde.", version=seen))
    with pytest.raises(Changed):
        claim_answers.close(act(row, "Seconde.", version=seen), "refused")
    assert kinds(row) == ["claim", "answer"]


def test_the_customers_word_is_a_change_too():
    row = receive()
    claims.write(row.id, "Encore ceci.", "w1", by="Camille")
    with pytest.raises(Changed):
        claim_answers.answer(act(row, version=row.version))


def test_each_act_sent_twice_happens_once(mails):
    row = receive()
    one = act(row, "Voici.")
    claim_answers.answer(one)
    claim_answers.answer(one)
    claims.write(row.id, "Merci.", "w1", by="Camille")
    claims.write(row.id, "Merci.", "w1", by="Camille")
    assert kinds(row) == ["claim", "answer", "message"]
    assert len([each for each in mails() if each.kind == "care.claim_answer"]) == 1


def test_a_feast_announced_moves_what_is_open_and_says_so():
    clock.set_to(datetime(2026, 5, 22, 9, tzinfo=UTC))
    here, there = receive(MA), receive(FR, key="two")
    assert here.due_on == date(2026, 6, 2)
    assert holidays.override("ma", date(2026, 5, 29), True, "Aïd", "Chloé") == 1
    assert Claim.get_by_id(here.id).due_on == date(2026, 6, 3)
    assert Claim.get_by_id(there.id).due_on == there.due_on
    assert kinds(here) == ["claim", "moved"]
    holidays.override("ma", date(2026, 5, 29), False, "", "Chloé")
    assert Claim.get_by_id(here.id).due_on == date(2026, 6, 2)
    (said,) = holidays.overrides(date(2026, 1, 1))
    assert holidays.forget(said.id) and not holidays.forget(said.id)


def test_14_july_is_no_day_to_answer():
    clock.set_to(datetime(2026, 7, 10, 9, tzinfo=UTC))
    assert receive(FR).due_on == date(2026, 7, 20)
    assert receive(MA, key="two").due_on == date(2026, 7, 17)


def test_every_step_is_evidence_without_a_name_in_it():
    row = receive()
    claim_answers.answer(act(row))
    entries = list(ArchiveEntry.select().where(ArchiveEntry.subject == f"claim:{row.reference}"))
    assert [each.kind for each in entries] == ["claim.claim", "claim.answer"]
    assert all("Camille" not in each.content and "atelier" not in each.content for each in entries)
    assert json.loads(entries[0].content)["due_on"] == "2026-09-14"
    assert all("sha256" in json.loads(each.detail) and "sha256" not in each.content for each in entries)


RECORD = {
    "asked": "Deux sièges", "asked_on": date(2026, 9, 7), "offered": "Un siège", "offered_on": date(2026, 9, 8),
    "outcome": "agreed", "outcome_on": date(2026, 9, 9), "terms": "Un siège, gratuit.",
}  # fmt: skip


def test_the_record_of_the_amicable_attempt_keeps_each_of_its_versions():
    row = receive()
    draft = {**RECORD, "offered": "", "offered_on": None, "outcome": "pending", "outcome_on": None, "terms": ""}
    settlements.record(row.id, row.version, draft, "Chloé")
    with pytest.raises(Changed):
        settlements.record(row.id, row.version, RECORD, "David")
    settlements.record(row.id, row.version + 1, RECORD, "David")
    settlements.record(row.id, row.version + 1, RECORD, "David")  # sent twice
    assert claim_reading.thread(row).settlement.by == "David"
    kept = ArchiveEntry.select().where(ArchiveEntry.kind == "claim.settlement")
    assert [json.loads(each.content)["outcome"] for each in kept] == ["pending", "agreed"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"offered": ""}, ["offered"]),
        ({"offered_on": None}, ["offered_on"]),
        ({"outcome_on": None}, ["outcome_on"]),
        ({"outcome": "pending"}, ["outcome"]),
        ({"outcome_on": date(2026, 9, 7)}, ["asked_on"]),
        ({"outcome_on": date(2026, 9, 11)}, ["asked_on"]),
    ],
)
def test_a_record_that_does_not_hold_together_is_refused(changes, wrong):
    assert settlements.problems({**RECORD, **changes}, date(2026, 9, 10)) == wrong


def test_days_left_are_told_below_zero_when_late():
    row = receive()
    on(16)
    assert claim_reading.days_left([Claim.get_by_id(row.id)]) == {row.id: -2}


@pytest.mark.postgresql
def test_the_whole_life_on_postgresql(postgresql_app):
    clock.set_to(MONDAY)
    row = receive()
    claim_answers.ask_papers(act(row, "Le bon ?"))
    claims.write(row.id, "Voici.", "w1", by="Camille")
    holidays.override("fr", date(2026, 9, 10), True, "Pont", "Chloé")
    holidays.override("fr", date(2026, 9, 10), True, "Pont", "Chloé")
    claim_answers.close(act(row, "Deux sièges sont ajoutés."), "accepted")
    claims.reopen(row.id, "Merci, mais…", "w2", by="Camille")
    settlements.record(row.id, Claim.get_by_id(row.id).version, RECORD, "Chloé")
    assert kinds(row) == ["claim", "papers", "message", "moved", "closed", "reopened", "settlement"]
    assert Claim.get(Claim.state == rules.OPEN, Claim.country == "fr").id == row.id
    with pytest.raises(peewee.IntegrityError):
        Claim.update(state=rules.CLOSED, answered_at=None).where(Claim.id == row.id).execute()
