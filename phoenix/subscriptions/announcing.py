"""What customers are told before it happens: renewals and debits, each recorded (clauses 6.1c, 15b)."""

from __future__ import annotations

from datetime import date

from phoenix.kernel import clock
from phoenix.payments import notices
from phoenix.subscriptions import billing, due_dates, mails, notice_rules, rules
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.models import RenewalNotice, SubscriptionEvent
from phoenix.subscriptions.rules import Bill, End, Renew


def announce_debit(case: Case, day: date) -> str | None:
    """Announce the debit of what falls due next, when a mandate will pay it; "announced" or None."""
    row = case.row
    row.announce_on = None
    due_dates.save(row)
    step = case.next_step()
    if isinstance(step, End) or case.paused or case.method is None or case.method.kind != "sepa":
        return None
    gross = _gross(case, step)
    subject = f"{row.number}:{step.period.start}"
    if gross <= 0 or notices.is_announced(subject, case.mandate, gross):
        return None
    notices.announce(subject, case.label, case.mandate, gross, step.period.start, day)
    return "announced"


def _gross(case: Case, step: Bill | Renew) -> int:
    """What the step will bill, as far as is known today."""
    if isinstance(step, Renew):
        unit, seats = step.unit_price, step.seats
    else:
        unit, seats = case.unit, rules.seats_on(case.seats, step.period.start)
    line = case.line_for(step.period, unit, seats, step.period.start)
    return case.invoice_of(line).totals().gross.minor


def tell_renewal(case: Case, day: date) -> str | None:
    """Send the notice that is due before the term's end, once; "told" or None (clause 15b)."""
    row = case.row
    billing.refuse_unpriced(case, row.renewal == rules.RENEW)
    next_price = case.price_on(row.term_end)
    changes = next_price is None or next_price != case.unit
    sent = [
        notice.days_before
        for notice in RenewalNotice.select(RenewalNotice.days_before).where(
            RenewalNotice.subscription == row, RenewalNotice.term_number == row.term_number
        )
    ]
    due = notice_rules.notice_due(row.commitment, row.term_end, row.renewal, changes, sent, day)
    row.next_notice_on = notice_rules.next_look(row.commitment, row.term_end, day)
    due_dates.save(row)
    if due is None:
        return None
    notice = RenewalNotice.create(
        subscription=row,
        term_number=row.term_number,
        days_before=due,
        next_price=next_price.minor if next_price else None,
        last_day=rules.last_day_to_choose(row.commitment, row.term_end),
        message_key=f"subscriptions.renewal:{row.number}:{row.term_number}:{due}",
        at=clock.now(),
    )
    mails.renewal(case, notice, next_price)
    detail = {"days_before": due, "next_price": notice.next_price}
    SubscriptionEvent.create(subscription=row, kind="told", detail=detail, at=clock.now())
    return "told"
