"""A service that cannot be given: told in both languages, held up by nothing, said on invoices, counted in days (clause 13c)."""

from datetime import date

import pytest
from tests import payment_world as world
from tests import subscription_world as life
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import at, lived, lyon, now  # noqa: F401

from phoenix.archive.models import ArchiveEntry
from phoenix.catalogue.models import Price
from phoenix.invoices.facts import InvoiceFacts
from phoenix.invoices.mentions import payment_sentences
from phoenix.invoices.models import Invoice
from phoenix.subscriptions import endings, force_majeure, force_majeure_reading
from phoenix.subscriptions.changing import NotAllowed
from phoenix.subscriptions.models import SubscriptionEvent
from phoenix.team.models import StaffAct, StaffSignal

DUE_DAY = date(2026, 2, 28)


@pytest.fixture
def card(lyon, front):  # noqa: F811
    return world.card(lyon, front)


@pytest.fixture
def ten(lyon, card):  # noqa: F811
    """Ten seats at 20.60 EUR a month, for a year from 31 January."""
    return life.bought(lyon, card, life.windowed())


def unprice(row) -> None:
    """Its monthly term is to renew, and nobody has set the price."""
    Price.delete().where(Price.plan == row.plan).execute()


def test_it_is_written_down_for_staff_and_archived(ten):
    with at(date(2026, 2, 10)):
        row = force_majeure.declare(ten.plan.product, "fr", "Incendie", "Fire")
        force_majeure.lift(row)
        force_majeure.lift(row)
    acts = [act.act for act in StaffAct.select().order_by(StaffAct.id)]
    assert acts == ["force_majeure_declared", "force_majeure_lifted"] and force_majeure_reading.one(row.id).lifted_by
    entry = ArchiveEntry.get(ArchiveEntry.kind == "force_majeure.declared")
    assert "Incendie" not in entry.content and "Incendie" in entry.detail


def test_one_without_a_price_is_reported_and_holds_up_nobody(lyon, card):  # noqa: F811
    broken, sound = life.bought(lyon, card, world.plan("P1M")), life.bought(lyon, card, world.plan("P1M"))
    unprice(broken)
    with at(date(2026, 3, 1)):
        force_majeure.declare(broken.plan.product, "fr", "Incendie")
    assert SubscriptionEvent.get(SubscriptionEvent.kind == "force_majeure_declared").subscription_id == broken.id
    assert StaffSignal.get().subject == f"subscription:{broken.number}"
    with at(date(2026, 3, 2)):
        endings.close_account(lyon.organisation)
    assert [now(row).renewal for row in (broken, sound)] == ["stop", "stop"]
    assert StaffSignal.select().count() == 1
    lived(date(2026, 3, 3))
    assert now(broken).state == "ended"  # its customer wanted no other term: nothing needs a price any more


def test_an_invoice_of_a_paused_service_names_no_day_of_charge(ten):
    with at(date(2026, 2, 10)):
        force_majeure.declare(ten.plan.product, "fr", "Incendie")
    lived(DUE_DAY)
    facts = InvoiceFacts.from_json(life.last_invoice().facts)
    (sentence,) = payment_sentences(facts)
    assert "encaissement est suspendu" in sentence and "28 février" not in sentence


def test_said_to_have_begun_earlier_it_gives_back_the_days_of_the_period_before(ten):
    # From 20 February, declared on 3 March: 8 of the 28 days of the period before, and what follows as ever.
    lived(DUE_DAY)
    with at(date(2026, 3, 3)):
        row = force_majeure.declare(ten.plan.product, "fr", "Incendie", since=date(2026, 2, 20))
    (note,) = Invoice.select().where(Invoice.kind == "credit_note")
    assert note.net == 58_86  # 206.00 × 8 / 28 = 58.857…
    with at(date(2026, 3, 10)):
        force_majeure.lift(row)
    lived(date(2026, 3, 31))
    assert life.last_invoice().net == 206_00 - 66_45  # 10 of the 31 days of March: nothing twice
    assert Invoice.select().where(Invoice.kind == "credit_note").count() == 1


@pytest.mark.parametrize("since", [date(2026, 2, 11), date(2026, 1, 10)])
def test_it_begins_today_or_lately(ten, since):
    with at(date(2026, 2, 10)), pytest.raises(NotAllowed):
        force_majeure.declare(ten.plan.product, "fr", "Incendie", since=since)


def test_the_effect_is_known_before(ten, lyon):  # noqa: F811
    with at(date(2026, 2, 10)):
        effect = force_majeure_reading.effect(ten.plan.product, "fr")
        none = force_majeure_reading.effect(ten.plan.product, "ma")
    assert (effect.subscriptions, effect.customers, [each.minor for each in effect.soon]) == (1, 1, [206_00])
    assert (none.subscriptions, none.held, none.soon) == (0, (), ())
    lived(DUE_DAY)


def test_days_are_counted_and_thirty_open_the_letter(ten, lyon):  # noqa: F811
    with at(date(2026, 2, 10)):
        row = force_majeure.declare(ten.plan.product, "fr", "Incendie")
    with at(date(2026, 3, 12)):
        assert force_majeure_reading.days_of(row) == 30 and not force_majeure_reading.may_end(row)
        assert force_majeure_reading.count_ripe() == (0, None)
    with at(date(2026, 3, 13)):
        assert force_majeure_reading.may_end(row) and force_majeure_reading.count_ripe() == (1, date(2026, 2, 10))
        actor = life.actor(lyon)
        for sent, received in ((date(2026, 3, 12), date(2026, 3, 11)), (date(2026, 3, 12), date(2026, 3, 14))):
            with pytest.raises(NotAllowed):
                force_majeure.end(ten, "1A 234", "customer", actor, sent, received)
        force_majeure.end(ten, "1A 234", "customer", actor, date(2026, 3, 11), date(2026, 3, 13))
        (letter,) = force_majeure_reading.ended(row)
        assert letter.detail["received_on"] == "2026-03-13" and letter.detail["by"] == "customer"
        assert force_majeure_reading.subscriptions(row) == []
