"""`retention run`: each kind goes after its time and not before; safe to repeat, safe to be cut off (clause 3.3a)."""

from datetime import UTC, date, datetime, timedelta

import peewee
import pytest
from tests import builders
from tests.services import privacy_world as world

from phoenix.accounts.models import LoginSession, PendingSignUp, Person, SignIn
from phoenix.archive import verifying
from phoenix.care.models import Claim, ClaimEntry, ContactMessage
from phoenix.database import database, transaction
from phoenix.database_triggers import PurgeDoor, purging
from phoenix.evidence.live import differences
from phoenix.gateways import files
from phoenix.invoices.models import Invoice, InvoiceLine, Series
from phoenix.kernel import clock
from phoenix.kernel.sellers import SELLERS
from phoenix.legal.models import Acceptance
from phoenix.messages.models import Message
from phoenix.orders.models import Order, OrderLine
from phoenix.payments.models import Mandate, Payment, PaymentMethod
from phoenix.privacy import retention, service
from phoenix.privacy.models import DataRequest, IdleWarning, LastSign, RetentionRun
from phoenix.privacy.service import Asked
from phoenix.accounts.session import Visit

START = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def camille(app):
    with clock.frozen(START):
        yield world.camille()


def purged(day: date) -> dict:
    """What a run on that day purges, by kind, the clock being there."""
    with clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
        return retention.run(day, "test").counts


def stays_then_goes(kind: str, last_day: date, count: int = 1) -> None:
    """Kept through `last_day`, gone the day after, and nothing is left to do on a second run."""
    assert kind not in purged(last_day)
    assert purged(last_day + timedelta(days=1))[kind] == count
    assert kind not in purged(last_day + timedelta(days=1))


# Each kind at its edge.


def test_security_logs_twelve_months(camille):
    world.traces(camille)
    assert not {"sign_ins", "sessions"} & set(purged(date(2027, 3, 2)))
    counts = purged(date(2027, 3, 3))
    assert (counts["sign_ins"], counts["sessions"]) == (1, 1)
    assert SignIn.select().count() == LoginSession.select().count() == 0


def test_the_last_sign_outlives_the_log_that_showed_it(camille):
    world.traces(camille)
    purged(date(2027, 3, 3))
    assert LastSign.get(LastSign.organisation == camille.organisation_id).at == START


def test_sign_up_forms_a_week(camille):
    PendingSignUp.create(key_hash="k", email_key="x@y.example", form={}, language="fr", country="fr", created_at=START)
    stays_then_goes("sign_up_forms", date(2026, 3, 9))


def test_security_mails_twelve_months_and_their_bytes(camille):
    world.traces(camille)
    sha = Message.get(Message.kind == "account.new_browser").raw_sha256
    stays_then_goes("mails", date(2027, 3, 2))
    with pytest.raises(files.FileMissing):
        files.get(sha)


def test_letters_without_a_contract_three_years_after_the_last_one(camille):
    letter = {"subject": "sales", "name": "N", "email": "n@n.example", "body": "b", "language": "fr", "country": "fr", "network": "n"}
    ContactMessage.create(key="a", created_at=START, **letter)
    ContactMessage.create(key="b", created_at=START + timedelta(days=30), **letter)
    assert "letters" not in purged(date(2029, 3, 20))
    stays_then_goes("letters", date(2029, 4, 1), 2)


def test_letters_of_a_customer_five_years_after_the_contract(camille):
    world.bought(camille, "one_off", "once", "service")
    world.traces(camille)
    with _in_use(camille, date(2031, 1, 1)):
        assert "letters" not in purged(date(2031, 3, 2))
        assert purged(date(2031, 3, 3))["letters"] == 1


def test_claims_five_years_after_their_end_and_the_contracts(camille):
    claim = Claim.create(reference="R-1", key="r", subject="invoice", title="Erreur", name="Camille Vasseur", email=camille.email,
                         organisation=camille.organisation_id, language="fr", country="fr", received_on=START.date(),
                         state="closed", answered_at=START, closed_at=START)
    ClaimEntry.create(claim=claim, kind="received", body="Une erreur.")
    with _in_use(camille, date(2031, 3, 1)):
        stays_then_goes("claims", date(2031, 3, 2))
    assert ClaimEntry.select().count() == 0


def test_orders_that_never_bound_three_years(camille):
    order = builders.confirmed_order(camille, [(builders.plan(), 1, 100)])
    database.execute_sql("DROP TRIGGER IF EXISTS order_kept")
    Order.update(state="abandoned", confirmed_at=None).where(Order.id == order.id).execute()
    with _in_use(camille, date(2029, 3, 1)):
        stays_then_goes("unbound_orders", date(2029, 3, 2))
    assert Order.select().count() == OrderLine.select().count() == 0


def test_evidence_of_an_order_five_years_after_its_end(camille):
    world.bought(camille, "one_off", "once", "service")
    order = Order.get()
    with _in_use(camille, date(2031, 3, 1)):
        stays_then_goes("order_evidence", date(2031, 3, 2))
    after = Order.get()
    assert Acceptance.select().count() == 0 and after.address == "" and "192.0.2.1" not in after.facts
    assert (after.number, after.gross) == (order.number, order.gross) and Invoice.select().count() == 1
    with pytest.raises(files.FileMissing):
        files.get(order.summary_sha)


def test_evidence_stays_while_the_subscription_runs_and_five_years_after_it_ends(camille):
    world.bought(camille, "P1Y")
    with _in_use(camille, date(2035, 1, 1)):
        assert "order_evidence" not in purged(date(2033, 3, 3))
        database.execute_sql("UPDATE subscription SET state = 'ended', ended_on = '2028-06-15'")
        stays_then_goes("order_evidence", date(2033, 6, 15))


def test_an_unpaid_invoice_holds_the_evidence(camille):
    world.bought(camille, "one_off", "once", "service")
    Invoice.update(state="overdue").execute()
    assert "order_evidence" not in purged(date(2031, 3, 4))


def test_invoices_ten_years_with_their_files_and_payments(camille):
    invoice = world.bought(camille, "one_off", "once", "service")
    with _in_use(camille, date(2036, 3, 1)):
        stays_then_goes("invoices", date(2036, 3, 2))
    assert Invoice.select().count() == InvoiceLine.select().count() == Payment.select().count() == 0
    assert Order.select().count() == 0
    for sha in (invoice.pdf_sha, invoice.xml_sha):
        with pytest.raises(files.FileMissing):
            files.get(sha)


def test_a_purged_number_is_never_given_again(camille):
    invoice = world.bought(camille, "one_off", "once", "service")
    with _in_use(camille, date(2036, 3, 1)):
        purged(date(2036, 3, 3))
    assert Series.select().where(Series.kind == "invoice").get().last_number == int(invoice.number.split("-")[-1])


def test_an_invoice_stays_while_a_younger_credit_note_corrects_it(camille):
    invoice = world.bought(camille, "one_off", "once", "service")
    values = {**Invoice.select().where(Invoice.id == invoice.id).dicts().get(), "number": "AV-1", "kind": "credit_note",
              "corrects": invoice.id, "issued_on": date(2026, 9, 2)}
    del values["id"]
    Invoice.create(**values)
    with _in_use(camille, date(2036, 3, 1)):
        assert "invoices" not in purged(date(2036, 9, 2))
        assert purged(date(2036, 9, 3))["invoices"] == 2


def test_mandates_their_life_and_thirteen_months(camille):
    mandate = world.mandate(camille)
    Mandate.update(ended_at=START).execute()
    PaymentMethod.update(removed_at=START).execute()
    with _in_use(camille, date(2027, 4, 1)):
        assert not {"mandates", "means"} & set(purged(date(2027, 4, 2)))
        counts = purged(date(2027, 4, 3))
    assert (counts["mandates"], counts["means"]) == (1, 1)
    assert PaymentMethod.get_by_id(mandate.method_id).holder == ""


def test_a_mandate_without_a_debit_lapses_first(camille):
    world.mandate(camille)
    with _in_use(camille, date(2030, 4, 1)):
        stays_then_goes("mandates", date(2030, 4, 2))


def test_requests_five_years_after_their_answer(camille):
    service.ask(camille, Asked("access", "k"), Visit("192.0.2.7", "x"))
    with _in_use(camille, date(2031, 3, 1)):
        stays_then_goes("requests", date(2031, 3, 2))
    assert DataRequest.select().count() == 0


# Idle accounts: warned, then deleted; a sign of life saves them.


def test_an_idle_account_is_warned_after_two_years_and_deleted_after_thirty_days(camille, mails):
    assert "idle_warned" not in purged(date(2028, 3, 2))
    assert purged(date(2028, 3, 3))["idle_warned"] == 1
    (warned,) = [mail for mail in mails() if mail.kind == "privacy.idle"]
    assert warned.to_address == camille.email and warned.context["day"] == "2 avril 2028"
    assert "idle_accounts" not in purged(date(2028, 4, 2))
    assert purged(date(2028, 4, 3))["idle_accounts"] == 1
    assert "vasseur" not in Person.get().email
    assert len([mail for mail in mails() if mail.kind == "privacy.idle"]) == 1


def test_a_sign_in_after_the_warning_keeps_the_account(camille):
    purged(date(2028, 3, 3))
    with _in_use(camille, date(2028, 3, 20)):
        counts = purged(date(2028, 4, 10))
    assert counts.get("awake") == 1 and "idle_accounts" not in counts
    assert IdleWarning.select().count() == 0 and Person.get().email == camille.email


def test_a_sign_whose_log_is_purged_still_counts(camille):
    with _in_use(camille, date(2027, 6, 1)):
        purged(date(2028, 7, 1))
        assert SignIn.select().count() == LoginSession.select().count() == 0
        assert "idle_warned" not in purged(date(2029, 6, 1))
        assert purged(date(2029, 6, 2))["idle_warned"] == 1


def test_an_account_under_contract_is_not_idle(camille):
    world.bought(camille, "P3Y")
    assert "idle_warned" not in purged(date(2029, 1, 1))


# The run itself.


def everything(camille) -> date:
    """One of most kinds, and a day on which all have served."""
    world.bought(camille, "one_off", "once", "service")
    world.traces(camille)
    world.mandate(camille)
    service.ask(camille, Asked("access", "k"), Visit("192.0.2.7", "x"))
    return date(2036, 3, 3)


def test_a_dry_run_changes_nothing_and_says_what_goes(camille):
    day = everything(camille)
    before = {table: database.execute_sql(f'SELECT COUNT(*) FROM "{table}"').fetchone() for table in database.get_tables()}
    waiting = {kind: count for kind, count in retention.due(day).items() if count}
    assert {"sign_ins", "mails", "letters", "order_evidence", "invoices", "mandates", "requests", "idle_warned"} <= set(waiting)
    after = {table: database.execute_sql(f'SELECT COUNT(*) FROM "{table}"').fetchone() for table in database.get_tables()}
    assert before == after


def test_cut_off_at_each_step_and_run_again_it_comes_to_the_same(camille, monkeypatch):
    day = everything(camille)
    steps = 0
    while True:
        left = [steps]

        def cut(*_told, left=left):
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt

        try:
            retention.run(day, "test", cut)
            break
        except KeyboardInterrupt:
            steps += 1
            assert PurgeDoor.select().count() == 0
        if steps > 40:
            break
    assert {code for code, count in retention.due(day).items() if count} <= {"idle_accounts"}
    assert RetentionRun.select().where(RetentionRun.finished_at.is_null()).exists()
    assert RetentionRun.select().order_by(RetentionRun.id.desc()).first().finished_at is not None


def test_in_small_batches_nothing_is_forgotten(camille, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 3)
    for number in range(11):
        SignIn.create(account_key="k", network="n", person=camille, succeeded=False, at=START + timedelta(minutes=number))
    assert purged(date(2027, 3, 3))["sign_ins"] == 11


def test_the_worker_runs_once_a_day(camille):
    for _hour in range(3):
        retention.daily(date(2026, 3, 3))
    assert [row.source for row in RetentionRun.select()] == ["worker"]


def test_the_report_is_kept(camille):
    world.traces(camille)
    purged(date(2027, 3, 3))
    kept = retention.reports()[0]
    assert kept.counts["sign_ins"] == 1 and kept.finished_at is not None and kept.day == date(2027, 3, 3)


def test_the_archive_stays_verifiable(camille, mails):
    day = everything(camille)
    mails()
    retention.run(day, "test")
    for seller in SELLERS:
        report = verifying.verify(seller)
        assert not report.troubles, report.troubles
    assert list(differences()) == []


# The door: closed to everybody else.


def test_a_kept_row_does_not_leave_by_the_window(camille):
    invoice = world.bought(camille, "one_off", "once", "service")
    with pytest.raises(peewee.IntegrityError):
        Invoice.delete().execute()
    with pytest.raises(peewee.IntegrityError), transaction(), purging(Invoice, [invoice.id + 1]):
        Invoice.update(gross=1).where(Invoice.id == invoice.id).execute()
    with pytest.raises(RuntimeError), purging(Invoice, [invoice.id]):
        pass
    assert Invoice.get_by_id(invoice.id).gross == invoice.gross and PurgeDoor.select().count() == 0


@pytest.mark.postgresql
def test_the_same_on_postgresql(postgresql_app):
    with clock.frozen(START):
        person = world.camille()
        day = everything(person)
        with pytest.raises(peewee.DatabaseError), transaction():
            Invoice.delete().execute()
        counts = retention.run(day, "test").counts
        assert {"sign_ins", "mails", "letters", "order_evidence", "invoices", "orders", "mandates", "requests"} <= set(counts)
        assert Invoice.select().count() == Order.select().count() == Acceptance.select().count() == 0
        assert PurgeDoor.select().count() == 0
        for seller in SELLERS:
            assert not verifying.verify(seller).troubles


# The command.


def command(app, *given):
    return app.test_cli_runner().invoke(args=["retention", "run", *given])


def test_the_command_says_first_what_goes_then_reports(app, camille):
    world.traces(camille)
    answer = command(app, "--on", "2027-03-03")
    assert answer.exit_code == 0, answer.output
    assert "what has served its time" in answer.output and "Report 1, gone:" in answer.output
    assert answer.output.index("served") < answer.output.index("Report") and "sign_ins" in answer.output
    assert SignIn.select().count() == 0


def test_the_command_only_looks_when_told_so(app, camille):
    world.traces(camille)
    answer = command(app, "--on", "2027-03-03", "--dry-run")
    assert "sign_ins" in answer.output and "Report" not in answer.output
    assert SignIn.select().count() == 1 and RetentionRun.select().count() == 0


def test_a_second_run_finds_nothing(app, camille):
    world.traces(camille)
    command(app, "--on", "2027-03-03")
    assert "nothing" in command(app, "--on", "2027-03-03").output


def test_a_real_shop_purges_nothing_before_its_time(app, camille, monkeypatch):
    monkeypatch.setattr("phoenix.retention_commands.settings", lambda: type("Real", (), {"production": True})())
    answer = command(app, "--on", "2099-01-01")
    assert answer.exit_code != 0 and "before its time" in answer.output


def _in_use(person, day: date):
    """The account was last used on that day."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    LoginSession.create(person=person, token_hash=f"in use {day}", created_at=at, last_seen_at=at)
    return clock.frozen(START)


