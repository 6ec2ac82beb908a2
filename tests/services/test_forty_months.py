"""The whole life of an organisation's subscription, invoice by invoice, against figures worked out by hand."""

from datetime import date, timedelta

from phoenix.invoices.models import Invoice
from phoenix.payments import invoice_payment
from phoenix.payments.models import DebitNotice, Payment
from phoenix.subscriptions import changing
from phoenix.subscriptions.models import RenewalNotice, SubscriptionEvent
from phoenix.subscriptions.run import run
from tests import payment_world as world
from tests import subscription_world as life
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import at, live_until, lived, lyon, now, tasks  # noqa: F401

# 20.60 × 10 = 206.00; VAT 41.20.
# 10 July: 21 days of 31 are left: 20.60 × 5 × 21 / 31 = 69.774…; VAT 13.954…
# 20.60 × 15 = 309.00; VAT 61.80.   22.40 × 15 = 336.00; VAT 67.20.   22.40 × 12 = 268.80; VAT 53.76.
# issued      due         from        to          seats net     VAT    gross
LYON = """
  2026-01-31  2026-01-31  2026-01-31  2026-02-28  10   206.00  41.20  247.20
  2026-02-28  2026-02-28  2026-02-28  2026-03-31  10   206.00  41.20  247.20
  2026-03-31  2026-03-31  2026-03-31  2026-04-30  10   206.00  41.20  247.20
  2026-04-30  2026-04-30  2026-04-30  2026-05-31  10   206.00  41.20  247.20
  2026-05-31  2026-05-31  2026-05-31  2026-06-30  10   206.00  41.20  247.20
  2026-06-30  2026-06-30  2026-06-30  2026-07-31  10   206.00  41.20  247.20
  2026-07-10  2026-07-24  2026-07-10  2026-07-31   5    69.77  13.95   83.72
  2026-07-31  2026-07-31  2026-07-31  2026-08-31  15   309.00  61.80  370.80
  2026-08-31  2026-08-31  2026-08-31  2026-09-30  15   309.00  61.80  370.80
  2026-09-30  2026-09-30  2026-09-30  2026-10-31  15   309.00  61.80  370.80
  2026-10-31  2026-10-31  2026-10-31  2026-11-30  15   309.00  61.80  370.80
  2026-11-30  2026-11-30  2026-11-30  2026-12-31  15   309.00  61.80  370.80
  2026-12-31  2026-12-31  2026-12-31  2027-01-31  15   309.00  61.80  370.80
  2027-01-31  2027-01-31  2027-01-31  2027-02-28  15   336.00  67.20  403.20
  2027-02-28  2027-02-28  2027-02-28  2027-03-31  15   336.00  67.20  403.20
  2027-03-31  2027-03-31  2027-03-31  2027-04-30  15   336.00  67.20  403.20
  2027-04-30  2027-05-06  2027-04-30  2027-05-31  15   336.00  67.20  403.20
  2027-05-31  2027-05-31  2027-05-31  2027-06-30  15   336.00  67.20  403.20
  2027-06-30  2027-06-30  2027-06-30  2027-07-31  15   336.00  67.20  403.20
  2027-07-31  2027-07-31  2027-07-31  2027-08-31  15   336.00  67.20  403.20
  2027-08-31  2027-08-31  2027-08-31  2027-09-30  15   336.00  67.20  403.20
  2027-09-30  2027-09-30  2027-09-30  2027-10-31  15   336.00  67.20  403.20
  2027-10-31  2027-10-31  2027-10-31  2027-11-30  15   336.00  67.20  403.20
  2027-11-30  2027-11-30  2027-11-30  2027-12-31  15   336.00  67.20  403.20
  2027-12-31  2027-12-31  2027-12-31  2028-01-31  15   336.00  67.20  403.20
  2028-01-31  2028-01-31  2028-01-31  2028-02-29  12   268.80  53.76  322.56
  2028-02-29  2028-02-29  2028-02-29  2028-03-31  12   268.80  53.76  322.56
  2028-03-31  2028-03-31  2028-03-31  2028-04-30  12   268.80  53.76  322.56
  2028-04-30  2028-04-30  2028-04-30  2028-05-31  12   268.80  53.76  322.56
  2028-05-31  2028-05-31  2028-05-31  2028-06-30  12   268.80  53.76  322.56
  2028-06-30  2028-06-30  2028-06-30  2028-07-31  12   268.80  53.76  322.56
  2028-07-31  2028-07-31  2028-07-31  2028-08-31  12   268.80  53.76  322.56
  2028-08-31  2028-08-31  2028-08-31  2028-09-30  12   268.80  53.76  322.56
  2028-09-30  2028-09-30  2028-09-30  2028-10-31  12   268.80  53.76  322.56
  2028-10-31  2028-10-31  2028-10-31  2028-11-30  12   268.80  53.76  322.56
  2028-11-30  2028-11-30  2028-11-30  2028-12-31  12   268.80  53.76  322.56
  2028-12-31  2028-12-31  2028-12-31  2029-01-31  12   268.80  53.76  322.56
"""
# 206.00 × 4 = 824.00; VAT 164.80.   16 March: 16 days of 31 are left: 206.00 × 2 × 16 / 31 = 212.645…; VAT 42.53.
# 206.00 × 6 = 1236.00; VAT 247.20.   226.00 × 6 = 1356.00; VAT 271.20.
CASABLANCA = """
  2026-02-01  2026-02-01  2026-02-01  2026-03-01  4   824.00  164.80   988.80
  2026-03-01  2026-03-01  2026-03-01  2026-04-01  4   824.00  164.80   988.80
  2026-03-16  2026-03-16  2026-03-16  2026-04-01  2   212.65   42.53   255.18
  2026-04-01  2026-04-01  2026-04-01  2026-05-01  6  1236.00  247.20  1483.20
  2026-05-01  2026-05-01  2026-05-01  2026-06-01  6  1236.00  247.20  1483.20
  2026-06-01  2026-06-01  2026-06-01  2026-07-01  6  1356.00  271.20  1627.20
  2026-07-01  2026-07-01  2026-07-01  2026-08-01  6  1356.00  271.20  1627.20
  2026-08-01  2026-08-01  2026-08-01  2026-09-01  6  1356.00  271.20  1627.20
"""


def expected(table: str) -> list[list[str]]:
    return [row.split() for row in table.strip().splitlines()]


def invoiced() -> list[list[str]]:
    found = []
    for row in Invoice.select().where(Invoice.kind == "invoice").order_by(Invoice.id):
        (line,) = row.lines
        days = (row.issued_on, row.due_on, line.period_start, line.period_end)
        sums = (f"{minor // 100}.{minor % 100:02d}" for minor in (row.net, row.vat, row.gross))
        found.append([*(str(day) for day in days), str(line.quantity), *sums])
    return found


def test_forty_months_in_lyon(lyon, front):  # noqa: F811
    plan = world.plan(euros=20_60)
    subscription = life.bought(lyon, world.account(lyon, front), plan, seats=10)

    live_until(date(2026, 7, 9))
    with at(date(2026, 7, 10)):
        changing.add_seats(subscription, 5, life.actor(lyon), world.version_ids(subscription), "five more")
    lived(date(2026, 7, 10))
    live_until(date(2026, 11, 15))
    with at(date(2026, 11, 15)):
        world.set_price(plan, 22_40, date(2027, 1, 1))
    live_until(date(2027, 3, 30))
    assert told(1) == [(60, date(2026, 12, 2), 22_40, date(2027, 1, 29)), (7, date(2027, 1, 24), 22_40, date(2027, 1, 29))]

    front.overlay.hold_sepa = True
    unlucky = refused_twice(front)
    front.overlay.hold_sepa = False
    assert (unlucky.state, now(subscription).active) == ("overdue", True)
    with at(date(2027, 4, 22)):  # the customer opens an account elsewhere, and pays what is owed with it
        account = world.account(lyon, front, world.OTHER_IBAN)
        assert invoice_payment.pay(unlucky, account).paid
    assert now(unlucky).state == "paid"

    live_until(date(2027, 12, 10))
    with at(date(2027, 12, 10)):
        changing.schedule_reduction(subscription, 3, life.actor(lyon))
    live_until(date(2028, 6, 15))
    assert told(2) == [(60, date(2027, 12, 2), 22_40, date(2028, 1, 29)), (7, date(2028, 1, 24), 22_40, date(2028, 1, 29))]
    with at(date(2028, 6, 15)):
        changing.choose(subscription, "stop", life.actor(lyon))
    live_until(date(2029, 5, 31))

    assert invoiced() == expected(LYON)
    assert {row.state for row in Invoice.select()} == {"paid"}
    assert [row.number for row in Invoice.select().order_by(Invoice.id)] == [f"PAF-{n:06d}" for n in range(1, 38)]
    row = now(subscription)
    assert (row.state, row.ended_on, row.stop_reason, told(3)) == ("ended", date(2029, 1, 31), "customer", [])
    assert [kind for kind, _day, _seats in tasks(row)] == ["add_seats", "reduce_at_renewal", "cancel_at_term_end"]
    kinds = [each.kind for each in SubscriptionEvent.select().order_by(SubscriptionEvent.id)]
    assert kinds == [
        "opened", "added", "told", "told", "renewed", "told", "reduction", "told", "renewed", "stop", "ended",
    ]
    each_debit_was_announced_in_time()
    taken = [each["amount"] for each in front.charges() if each["customer"] == account.stripe_customer]
    failed_though_localstripe_took_it = 2 * 403_20
    assert sum(taken) - failed_though_localstripe_took_it == sum(row.gross for row in Invoice.select())


def refused_twice(front) -> Invoice:  # noqa: F811
    """The debit of 31 March 2027 fails for want of funds, and then for good."""
    lived(date(2027, 3, 31))
    unlucky = life.last_invoice()
    for failed_on, code, again_on in (
        (date(2027, 4, 9), "insufficient_funds", date(2027, 4, 14)),  # Friday; Monday, and two: Wednesday
        (date(2027, 4, 20), "account_closed", None),
    ):
        live_until(failed_on - timedelta(days=1))
        payment = Payment.get(Payment.invoice == unlucky)
        front.overlay.fail(payment.last_attempt().intent_id, code)
        with at(failed_on):
            life.news(payment)
        assert life.collection_of(unlucky).try_on == again_on
    return now(unlucky)


def told(term: int) -> list[tuple]:
    """The notices before a term's end: days before, day, next price, last day to stop."""
    rows = RenewalNotice.select().where(RenewalNotice.term_number == term).order_by(RenewalNotice.id)
    return [(row.days_before, row.at.date(), row.next_price, row.last_day) for row in rows]


def each_debit_was_announced_in_time() -> None:
    sent = {row.key: row.sent_at.date() for row in life.mails_of("payments.debit_notice")}
    for invoice in Invoice.select().where(Invoice.issued_on > life.ANCHOR):
        first = life.attempts_of(invoice)[0]
        notice = DebitNotice.select().where(DebitNotice.subject == life.collection_of(invoice).subject)
        latest = notice.order_by(DebitNotice.number.desc()).get()
        assert (latest.amount, latest.debit_on) == (invoice.gross, invoice.due_on)
        assert first.submitted_at.date() - sent[latest.message_key] >= timedelta(days=14), invoice.number


def test_eight_months_in_casablanca_through_ramadan(shop, front):  # noqa: F811
    # The clocks go back an hour from 15 February to 22 March 2026: Casablanca is then at UTC.
    with at(life.ANCHOR, 23, 30):  # half past midnight on 1 February there
        nour = world.person(world.organisation("ma", "Atelier Nour"))
        plan = world.plan("none", euros=20_60)
        subscription = life.bought(nour, world.card(nour, front), plan, seats=4)
    assert (subscription.anchor, subscription.currency) == (date(2026, 2, 1), "MAD")

    for month, day, hour, due in ((2, 28, 23, 0), (3, 1, 0, 1), (3, 16, 12, 0), (3, 31, 22, 0), (3, 31, 23, 1)):
        with at(date(2026, month, day), hour, 30):
            if (month, day) == (3, 16):
                changing.add_seats(subscription, 2, life.actor(nour), world.version_ids(subscription), "two more")
            assert run().counts["invoiced"] == due, (month, day, hour)
    world.set_price(plan, 22_60, date(2026, 6, 1))
    live_until(date(2026, 8, 20))
    with at(date(2026, 8, 20)):
        changing.choose(subscription, "stop", life.actor(nour))
    live_until(date(2026, 12, 1))

    assert invoiced() == expected(CASABLANCA)
    assert {(row.state, row.currency, row.seller_code) for row in Invoice.select()} == {("paid", "MAD", "pa-ma")}
    notices = [(row.at.date(), row.days_before, row.next_price) for row in RenewalNotice.select()]
    assert notices == [(date(2026, 5, 17), 15, 226_00)]
    row = now(subscription)
    assert (row.state, row.ended_on) == ("ended", date(2026, 9, 1))
    assert DebitNotice.select().count() == 0
    assert {row.method_kind for row in Payment.select()} == {"card"}
