"""What customers are told before it happens: renewals and debits, each recorded (clauses 6.1c, 15b)."""

from __future__ import annotations

from datetime import date

from phoenix.kernel import clock
from phoenix.payments import notices
from phoenix.subscriptions import billing, due_dates, mails, notice_rules, rules
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.models import RenewalNotice, SubscriptionEvent
from phoenix.subscriptions.rules import Bill, End, Renew
from phoenix.team import signals


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
        _report_late(case, day)
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
    _report_late(case, day)
    return "told"


def _report_late(case: Case, day: date) -> None:
    """Staff are told of a non-professional whom no notice reached in its time: that customer may leave at
    any moment once the term has renewed (L215-1 of the Code de la consommation)."""
    row = case.row
    if case.organisation.kind != "non_professional" or row.renewal != rules.RENEW or row.commitment not in notice_rules.LONG:
        return
    if day <= notice_rules.last_day_in_time(row.term_end):
        return  # there is time still
    told = RenewalNotice.select(RenewalNotice.at).where(
        RenewalNotice.subscription == row, RenewalNotice.term_number == row.term_number
    )
    days = [clock.local_day(each.at, row.timezone) for each in told]
    if not any(notice_rules.is_in_time(row.term_end, each) for each in days):
        key = f"{row.number}:{row.term_number}"
        signals.raise_signal("late_notice", f"subscription:{row.number}", key, term_end=row.term_end.isoformat())
