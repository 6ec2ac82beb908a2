"""Ends that are no choice at a term's end: transfer, closure of the account (clauses 3.3b, 3.3c)."""

from __future__ import annotations

from datetime import date

from phoenix.accounts.models import Organisation
from phoenix.database import transaction
from phoenix.kernel import clock, vat
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.subscriptions import billing, cases, due_dates, mails, rules, vendor
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.changing import Actor, NotAllowed
from phoenix.subscriptions.models import ACTIVE, RemainingDue, Subscription, SubscriptionEvent
from phoenix.subscriptions.run import bring_up_if_priced, bring_up_to_date


@frozen
class Due:
    """One sum that a committed term still makes due (clause 3.3b)."""

    subscription: Subscription
    name: str
    due_on: date
    seats: int
    net: Money
    gross: Money


def remaining_dues(organisation_id: int) -> list[Due]:
    """Every sum that the organisation's terms still make due, the soonest first, in a constant number of queries.

    Open-ended subscriptions are not in it: they go on until the customer ends or transfers them.
    """
    found = []
    for case in cases.load(active_ids(organisation_id)):
        found += dues_of(case)
    return sorted(found, key=lambda due: (due.due_on, due.subscription.id))


def dues_of(case: Case) -> list[Due]:
    """The sums that the term under way of one subscription still makes due."""
    row, lots = case.row, case.seats
    rate = vat.rate_on(case.organisation.vat_territory, clock.today(row.timezone))
    rows = rules.remaining(
        row.anchor, row.commitment, row.billing, row.term_number, row.next_due_on or date.max, case.unit, lots
    )
    return [
        Due(row, case.name, due_on, rules.seats_on(lots, due_on), net, vat.gross_of(net, rate))
        for due_on, net in rows
    ]


def active_ids(organisation_id: int) -> list[int]:
    """The subscriptions of an organisation that run."""
    query = Subscription.select(Subscription.id).where(
        Subscription.organisation == organisation_id, Subscription.state == ACTIVE
    )
    return [row for (row,) in query.order_by(Subscription.id).tuples()]


def close_account(organisation: Organisation) -> list[RemainingDue]:
    """The money side of a closure, once: committed terms run to their end and stop, what they make
    due is kept as a list, open-ended ones run on until ended or transferred (clause 3.3b)."""
    with transaction():
        for subscription_id in active_ids(organisation.id):
            case = bring_up_if_priced(subscription_id)
            if case.row.active:
                _stop_at_term_end(case)
                _keep_dues(case)
        mails.closure(organisation, kept_dues(organisation.id))
        return kept_dues(organisation.id)


def _stop_at_term_end(case: Case) -> None:
    row = case.row
    if rules.is_open_ended(row.commitment) or row.renewal == rules.STOP:
        return
    row.renewal, row.stop_reason = rules.STOP, rules.BY_CLOSURE
    vendor.owe(row, vendor.CANCEL, row.term_end)
    due_dates.look_again(row)
    due_dates.save(row)
    detail = {"reason": rules.BY_CLOSURE, "term_end": row.term_end.isoformat()}
    SubscriptionEvent.create(subscription=row, kind="stop", detail=detail, at=clock.now())


def _keep_dues(case: Case) -> None:
    for due in dues_of(case):
        RemainingDue.insert(
            organisation=case.row.organisation_id,
            subscription=case.row.id,
            due_on=due.due_on,
            net=due.net.minor,
            gross=due.gross.minor,
            currency=case.row.currency,
            recorded_at=clock.now(),
        ).on_conflict_ignore().execute()


def kept_dues(organisation_id: int) -> list[RemainingDue]:
    """The list that a closure left, the soonest first."""
    query = RemainingDue.select(RemainingDue, Subscription).join(Subscription)
    return list(query.where(RemainingDue.organisation == organisation_id).order_by(RemainingDue.due_on, RemainingDue.id))


def transfer_out(row: Subscription, on: date, partner: str, actor: Actor) -> Subscription:
    """An open-ended subscription moves to another partner on `on`: nothing is billed from that day (clause 3.3b).

    A committed term is owed in full, so it cannot be left by a transfer: NotAllowed("committed").
    """
    with transaction():
        case = bring_up_to_date(row.id)
        row = case.row
        if not row.active:
            raise NotAllowed("ended")
        if not rules.is_open_ended(row.commitment):
            raise NotAllowed("committed")
        if on < case.last_period.start:
            raise NotAllowed("past")
        if on > row.next_due_on:
            raise NotAllowed("beyond_paid_month")
        detail = {"on": on.isoformat(), "partner": partner, "person": actor.person.id if actor.person else None}
        SubscriptionEvent.create(subscription=row, kind="transfer", detail=detail, at=clock.now())
        vendor.owe(row, vendor.TRANSFER, on)
        billing.give_back_pauses(case)
        billing.finish(case, on, rules.BY_TRANSFER)
        return row
