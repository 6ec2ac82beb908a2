"""A contract ended without signing in: number, address, link, one click (L215-1-1; clauses 14b, 15d)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests import builders
from tests.filled import see
from tests.web.ordering import bought

from phoenix.accounts.models import Organisation
from phoenix.kernel import clock
from phoenix.messages.models import Message
from phoenix.subscriptions import changing
from phoenix.subscriptions.changing import Actor
from phoenix.subscriptions.models import Subscription, SubscriptionEvent, VendorTask
from phoenix.subscriptions.run import run

START = date(2026, 1, 31)
PAGE = "/fr-fr/resiliation"


def at(day: date):
    return clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


@pytest.fixture(autouse=True)
def in_march(app):
    with at(date(2026, 3, 1)):
        yield


def contract(kind="non_professional", commitment="P1Y", billing="month", **changes) -> Subscription:
    """An association that bought twelve seats on 31 January."""
    with at(START):
        association = builders.lyon(name="Les Amis du Rhône", kind=kind, **changes)
        bought(builders.representative(association), (builders.plan(1_000, commitment, billing), 12, 1_000))
        return Subscription.select().order_by(Subscription.id.desc()).first()


def address_of(row: Subscription) -> str:
    return row.organisation.people.get().email


def ask(client, number: str, email: str):
    return see(client, PAGE).submit("/resiliation", number=number, email=email)


def letters() -> list[Message]:
    return list(Message.select().where(Message.kind == "subscriptions.end_link").order_by(Message.id))


def link_of(client, row: Subscription, run_outbox) -> str:
    ask(client, row.number, address_of(row))
    run_outbox()
    return f"{PAGE}/{letters()[-1].context['token']}"


def test_number_and_address_bring_a_link_and_one_click_ends_the_contract(client, run_outbox):
    row = contract()
    page = see(client, link_of(client, row, run_outbox))
    assert page.heading == "Confirmer la résiliation"
    for words in (row.number, "30 janvier 2027", "31 mars 2026", "144,00", "Rien n’est encore fait"):
        assert words in page.text, words
    done = page.submit("/resiliation/")
    assert done.heading == "Votre résiliation est enregistrée"
    row = Subscription.get_by_id(row.id)
    assert (row.renewal, row.stop_reason) == ("stop", "customer")
    assert VendorTask.get().kind == "cancel_at_term_end"
    assert Message.select().where(Message.kind == "subscriptions.changed").count() == 1


def test_what_is_open_ended_ends_with_the_month_paid(client, run_outbox):
    row = contract(commitment="none")
    run(date(2026, 3, 1), charge=False)
    page = see(client, link_of(client, row, run_outbox))
    assert "30 mars 2026" in page.text and "Aucune autre échéance jusqu’au terme" in page.text
    page.submit("/resiliation/")
    with at(date(2026, 3, 31)):
        run(date(2026, 3, 31), charge=False)
    assert Subscription.get_by_id(row.id).state == "ended"
    assert see(client, page.address).heading == "Ce contrat a pris fin"


def test_the_same_answer_whatever_was_asked(client, run_outbox):
    row = contract()
    ended = contract()
    Subscription.update(state="ended").where(Subscription.id == ended.id).execute()
    other = builders.representative(builders.lyon(name="Une autre"))
    pairs = [
        (row.number, address_of(row)),
        (row.number, other.email),
        ("CF-2026-999999-1", address_of(row)),
        (ended.number, address_of(ended)),
    ]
    answers = {ask(client, *pair).text.replace(pair[1], "") for pair in pairs}
    assert len(answers) == 1
    run_outbox()
    assert [letter.to_address for letter in letters()] == [address_of(row)]


def test_number_and_address_are_taken_as_people_write_them(client, run_outbox):
    row = contract(billing_email="Compta@Amis.example")
    ask(client, f" {row.number.lower()} ", "compta@amis.example")
    ask(client, row.number, address_of(row).upper())
    run_outbox()
    assert [letter.to_address for letter in letters()] == ["Compta@Amis.example", address_of(row)]


def test_a_professional_is_shown_the_way_through_the_account(client, run_outbox):
    row = contract("professional")
    ask(client, row.number, address_of(row))
    run_outbox()
    assert letters()[0].context["token"] is None
    assert Subscription.get_by_id(row.id).renewal == "renew"


@pytest.mark.parametrize("kind", ["professional", "non_professional"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_letter_is_written_in_both_languages(client, mails, kind, language):
    row = contract(kind)
    person = row.organisation.people.get()
    person.language = language
    person.save()
    ask(client, row.number, person.email)
    subject = next(mail.subject for mail in mails() if mail.kind == "subscriptions.end_link")
    assert subject.startswith("Résilier" if language == "fr" else "Cancel")


def test_empty_and_malformed_answers_are_told(client):
    page = ask(client, "", "x")
    assert page.status == 422
    assert "Indiquez le numéro" in page.text


def test_a_mailbox_is_not_flooded(client):
    row = contract()
    statuses = [ask(client, row.number, address_of(row)).status for _time in range(4)]
    assert statuses == [200, 200, 200, 429]


def test_the_link_replayed_says_that_it_is_done_and_does_it_once(client, run_outbox):
    row = contract()
    page = see(client, link_of(client, row, run_outbox))
    page.submit("/resiliation/")
    assert page.submit("/resiliation/").heading == "Votre résiliation est enregistrée"
    assert SubscriptionEvent.select().where(SubscriptionEvent.kind == "stop").count() == 1


def test_an_old_link_does_not_undo_a_later_choice(client, run_outbox):
    row = contract()
    page = see(client, link_of(client, row, run_outbox))
    page.submit("/resiliation/")
    changing.choose(row, "renew", Actor(None, "fr"))
    assert page.submit("/resiliation/").status == 410
    assert see(client, page.address).status == 410
    assert Subscription.get_by_id(row.id).renewal == "renew"


@pytest.mark.parametrize("token", ["x", "eyJzdWJzY3JpcHRpb24iOjF9.abc.def"])
def test_forged_links_are_dead(client, token):
    contract()
    assert see(client, f"{PAGE}/{token}").status == 410


def test_a_link_dies_after_three_days(client, run_outbox):
    row = contract()
    address = link_of(client, row, run_outbox)
    with clock.frozen(clock.now() + timedelta(days=3, minutes=1)):
        assert see(client, address).status == 410


def test_too_late_for_this_term_is_said_with_the_days(client, run_outbox):
    row = contract()
    with at(date(2027, 1, 29)):
        run(date(2027, 1, 29), charge=False)
        page = see(client, link_of(client, row, run_outbox))
        assert page.heading == "Confirmer la résiliation"
    with at(date(2027, 1, 30)):
        late = page.submit("/resiliation/")
        assert late.heading == "Trop tard pour ce terme"
        assert "29 janvier 2027" in late.text and "31 janvier 2027" in late.text
        assert Subscription.get_by_id(row.id).renewal == "renew"
    with at(date(2027, 1, 31)):
        run(date(2027, 1, 31), charge=False)
        assert page.submit("/resiliation/").status == 410


def test_it_works_once_the_account_is_closed(client, run_outbox):
    row = contract(commitment="none")
    Organisation.update(closed_at=clock.now()).execute()
    run(date(2026, 3, 1), charge=False)
    see(client, link_of(client, row, run_outbox)).submit("/resiliation/")
    assert Subscription.get_by_id(row.id).renewal == "stop"


def test_every_page_leads_there_and_the_private_one_is_not_kept(client, run_outbox):
    assert f'href="{PAGE}"' in client.get("/fr-fr/").get_data(as_text=True)
    answer = client.get(link_of(client, contract(), run_outbox))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
