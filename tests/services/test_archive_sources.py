"""What binds becomes evidence as it is written; what was there before is taken over once (clauses 2e, 4.3)."""

import json
from datetime import date

import peewee
import pytest

from phoenix.archive.models import ArchiveEntry, ArchiveHead
from phoenix.archive.rules import sha256_of
from phoenix.archive.service import erase
from phoenix.database import database
from phoenix.evidence import live
from phoenix.evidence.backfill import open_archive
from phoenix.invoices.credit import issue_credit_note
from phoenix.invoices.models import Invoice
from phoenix.kernel.money import Money
from phoenix.orders.models import Order
from phoenix.payments import invoice_payment, means
from phoenix.payments.models import Payment, PaymentEvent
from tests import payment_world as world
from tests import subscription_world as life
from tests.gateways.fixtures import CARDS
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import lyon  # noqa: F401

DUE = date(2026, 2, 28)
PERSONAL = ("Camille", "Roche", "@atelier.example", "192.0.2.7", "Firefox", "rue Mercière", "Lumière")
SECRET = ("csrf", "password", "secret", "token", "pm_", "cus_", "pi_", "4242", "FR76")


@pytest.fixture
def ordered(shop, lyon, front, run_outbox):  # noqa: F811
    """An order of Lyon paid by debit, its mandate revoked since."""
    account = world.account(lyon, front)
    life.bought(lyon, account)
    run_outbox()
    means.revoke(account)
    return Order.get()


def entries(kind: str) -> list[ArchiveEntry]:
    return list(ArchiveEntry.select().where(ArchiveEntry.kind == kind).order_by(ArchiveEntry.number))


def said(kind: str) -> dict:
    return json.loads(entries(kind)[0].content)


def test_an_order_leaves_an_entry_of_each_kind(ordered):
    kinds = {entry.kind for entry in ArchiveEntry.select()}
    assert {"document.published", "order.confirmed", "document.accepted", "invoice.issued", "invoice.filed",
            "payment.event", "mandate.given", "mandate.changed", "subscription.event", "message.sent"} <= kinds  # fmt: skip
    assert said("order.confirmed")["facts_sha256"] == sha256_of(ordered.facts)
    assert said("invoice.issued")["facts_sha256"] == sha256_of(Invoice.get().facts)
    assert json.loads(entries("invoice.filed")[0].files) == [Invoice.get().pdf_sha, Invoice.get().xml_sha]
    assert len(entries("payment.event")) == PaymentEvent.select().count()
    assert said("mandate.changed")["status"] == "revoked"


def test_what_cannot_be_erased_names_no_person_and_holds_no_secret(ordered):
    for entry in ArchiveEntry.select().where(ArchiveEntry.kind != "document.published"):
        told = f"{entry.subject} {entry.content}"
        assert not [word for word in PERSONAL + SECRET if word in told], told


def test_who_and_from_where_is_in_the_part_that_can(ordered):
    detail = json.loads(entries("document.accepted")[0].detail)
    assert (detail["address"], detail["user_agent"]) == ("192.0.2.7", "Firefox")


def test_rows_altered_behind_the_shops_back_are_named(app, ordered):
    runner = app.test_cli_runner()
    assert runner.invoke(args=["archive", "verify"]).exit_code == 0
    payment = PaymentEvent.select().order_by(PaymentEvent.id).first()
    PaymentEvent.update(after="succeeded by hand").where(PaymentEvent.id == payment.id).execute()
    result = runner.invoke(args=["archive", "verify"])
    assert result.exit_code == 1
    number = next(each.number for each in entries("payment.event") if json.loads(each.content)["row"] == payment.id)
    assert f"row {payment.id} of payment.event (payment:{Payment.get().reference}) differs from entry {number}" in result.output
    assert runner.invoke(args=["archive", "verify", "--without-rows"]).exit_code == 0


def test_a_refused_payment_taken_up_again_for_less_is_no_alteration(lyon, front):  # noqa: F811
    good = world.card(lyon, front)
    life.bought(lyon, good)
    means.choose(world.card(lyon, front, CARDS["declined at charge"]))
    life.lived(DUE)
    with life.at(DUE):
        issue_credit_note(life.last_invoice(), Money(100_00, "EUR"), "Geste", DUE, refund_key="some", returned=False)
        invoice_payment.pay(life.last_invoice(), good)
    assert [row.amount for row in life.attempts_of(life.last_invoice())] == [247_20, 147_20]
    assert [each for each in live.differences() if each.kind == "payment.event"] == []


def test_rows_slipped_in_are_named(app, ordered):
    PaymentEvent.insert(payment=Payment.get(), source="staff", before="new", after="succeeded").execute()
    result = app.test_cli_runner().invoke(args=["archive", "verify"])
    assert result.exit_code == 1 and "has no entry" in result.output


def test_a_person_mentioned_no_more_and_an_order_erased_in_time_are_no_alterations(app, ordered):
    drop_triggers()
    Order.update(person=None).execute()
    assert list(live.differences()) == []
    Order.update(facts="{}").execute()
    assert [each.kind for each in live.differences()] == ["order.confirmed"]
    erase("pa-fr", subjects=[f"order:{ordered.number}"], reason="five years are over")
    assert list(live.differences()) == []
    assert app.test_cli_runner().invoke(args=["archive", "verify"]).exit_code == 0


def drop_triggers() -> None:
    for (name,) in database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute_sql(f"DROP TRIGGER {name}")


def test_a_shop_older_than_its_archive_is_taken_over_once(app, ordered):
    before = sorted((entry.kind, entry.content) for entry in ArchiveEntry.select() if not entry.kind.startswith("archive."))
    drop_triggers()
    ArchiveEntry.delete().execute()
    ArchiveHead.delete().execute()
    assert open_archive() > 0
    after = sorted((entry.kind, entry.content) for entry in ArchiveEntry.select() if not entry.kind.startswith("archive."))
    assert after == before
    assert open_archive() == 0
    result = app.test_cli_runner().invoke(args=["archive", "verify"])
    assert result.exit_code == 0, result.output
    times = [_time(entry) for entry in ArchiveEntry.select().where(ArchiveEntry.seller == "pa-fr").order_by(ArchiveEntry.number)]
    known = [at for at in times if at]
    assert known == sorted(known)


def _time(entry: ArchiveEntry) -> str | None:
    content = json.loads(entry.content)
    names = ("published_at", "made_at", "confirmed_at", "signed_at", "sent_at")
    return next((content[name] for name in names if name in content), content.get("at"))


def test_taking_over_that_is_cut_off_leaves_nothing_and_begins_again(app, ordered, monkeypatch):
    drop_triggers()
    ArchiveEntry.delete().execute()
    ArchiveHead.delete().execute()
    with monkeypatch.context() as patch:
        patch.setattr("phoenix.evidence.backfill.append", _fails)
        with pytest.raises(peewee.OperationalError):
            open_archive()
    assert ArchiveEntry.select().count() == ArchiveHead.select().count() == 0
    assert open_archive() > 0


def _fails(*_given, **_named):
    raise peewee.OperationalError("the disk is full")
