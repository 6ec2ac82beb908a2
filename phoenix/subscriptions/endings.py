"""Ends that are no choice at a term's end: transfer, force majeure, closure of the account (clauses 3.3b, 3.3c, 13c)."""

from __future__ import annotations

from datetime import date

from phoenix.accounts.models import Organisation
from phoenix.catalogue.models import Plan, Product
from phoenix.database import for_update, transaction
from phoenix.kernel import clock, vat
from phoenix.kernel.formats import day as in_words
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.kernel.terms import Span
from phoenix.kernel.values import frozen
from phoenix.payments import collecting
from phoenix.payments.models import Collection
from phoenix.subscriptions import billing, cases, due_dates, mails, rules, vendor
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.changing import Actor, NotAllowed
from phoenix.subscriptions.models import (
    ACTIVE,
    ForceMajeure,
    Period,
    RemainingDue,
    Subscription,
    SubscriptionEvent,
)
from phoenix.subscriptions.run import bring_up_to_date

LETTER_WORDS = {
    "fr": "Fin pour force majeure le {day} : {days} jours non utilisés sur {whole}",
    "en": "Ended by force majeure on {day}: {days} unused days of {whole}",
}


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
            case = bring_up_to_date(subscription_id)
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


def declare_force_majeure(product: Product, country: str, reason: str) -> ForceMajeure:
    """A service cannot be given: customers are told at once, collection for it pauses from today (clause 13c)."""
    today = clock.today(COUNTRIES[country].timezone)
    with transaction():
        known = _open_force_majeure(product, country)
        if known is not None:
            return known
        ids = _ids_of(product, country)
        for subscription_id in ids:
            bring_up_to_date(subscription_id)
        declared = ForceMajeure.create(
            product=product, country=country, declared_on=today, reason=reason, declared_at=clock.now()
        )
        collecting.hold(_collections_of(ids))
        _tell(ids, declared, "declared")
        return declared


def lift_force_majeure(declared: ForceMajeure) -> ForceMajeure:
    """The service is given again from today: what was held is collected, paused days are credited."""
    today = clock.today(COUNTRIES[declared.country].timezone)
    with transaction():
        lifted = ForceMajeure.update(lifted_on=today).where(
            ForceMajeure.id == declared.id, ForceMajeure.lifted_on.is_null()
        )
        if lifted.execute():
            ids = _ids_of(declared.product, declared.country, also_ended=True)
            # Locked before they are read: what the run or their customer writes meanwhile is not undone.
            rows = list(for_update(Subscription.select().where(Subscription.id << ids).order_by(Subscription.id)))
            collecting.release(_collections_of(ids, also_shared=True), today)
            declared.lifted_on = today
            _tell(ids, declared, "lifted")
            for row in rows:
                if row.active:
                    due_dates.look_again(row)
                    due_dates.save(row)
        return ForceMajeure.get_by_id(declared.id)


def end_for_force_majeure(row: Subscription, letter: str, by: str, actor: Actor) -> Subscription:
    """Either side ends, by registered letter, what has been paused for more than thirty days; staff record
    it. It ends today; unused days of the period are given back, nothing more is due (clause 13c)."""
    with transaction():
        case = bring_up_to_date(row.id)
        row, today = case.row, clock.today(case.row.timezone)
        pause = next((each for each in case.pauses if each.until is None), None)
        if not row.active or pause is None:
            raise NotAllowed("ended" if not row.active else "not_paused")
        if not rules.may_end_for_force_majeure(pause, today):
            raise NotAllowed("thirty_days")
        detail = {"letter": letter, "by": by, "person": actor.person.id if actor.person else None}
        SubscriptionEvent.create(subscription=row, kind="letter", detail=detail, at=clock.now())
        _give_back_rest(case, pause, today)
        billing.finish(case, today, rules.BY_FORCE_MAJEURE)
        collecting.release(_collections_of([row.id], also_shared=True), today)  # what was used before stays owed
        return row


def _give_back_rest(case: Case, pause: rules.Pause, today: date) -> None:
    """Paused days of the running period, and those after the end, credited on the period's invoice."""
    period = case.last_period
    span = Span(period.start, period.end)
    lots = case.seats
    whole = [rules.Pause(pause.since, period.end), *(each for each in case.pauses if each is not pause)]
    worth = rules.pause_credit(case.unit, lots, whole, span)
    if worth:
        days = rules.paused_days(whole, span)
        reason = LETTER_WORDS[case.language].format(
            day=in_words(today.isoformat(), case.language), days=days, whole=span.days
        )
        billing.credit(case, period.invoice, worth.minor, f"pause:{period.id}", reason)


def hold_again(invoice_id: int) -> None:
    """A debit that fails while its service is paused waits for the end like the others."""
    paid_for = Period.select(Period.subscription).where(Period.invoice == invoice_id)
    owed = Collection.select(Collection.subscription_id).where(Collection.invoice == invoice_id)
    rows = Subscription.select(Subscription, Plan).join(Plan).where(
        (Subscription.id << paid_for) | (Subscription.id << owed)
    )
    if rows and all(_open_force_majeure(row.plan.product_id, row.country) for row in rows):
        collecting.hold([Collection.get(Collection.invoice == invoice_id).id])


def _collections_of(subscription_ids: list[int], also_shared: bool = False) -> list[int]:
    """What is collected for these subscriptions and no others, the invoices of their orders included.

    `also_shared`: those of orders with other subscriptions too, which are held only while all are paused.
    """
    first = Period.select(Period.invoice).where(Period.subscription << subscription_ids)
    shared = Period.select(Period.invoice).where(
        Period.invoice << first, Period.subscription.not_in(subscription_ids)
    )
    of_orders = Collection.subscription_id.is_null() & (Collection.invoice << first)
    if not also_shared:
        of_orders &= Collection.invoice.not_in(shared)
    mine = (Collection.subscription_id << subscription_ids) | of_orders
    return [row for (row,) in Collection.select(Collection.id).where(mine).tuples()]


def _open_force_majeure(product: Product | int, country: str) -> ForceMajeure | None:
    return ForceMajeure.get_or_none(
        ForceMajeure.product == product, ForceMajeure.country == country, ForceMajeure.lifted_on.is_null()
    )


def _ids_of(product: Product, country: str, also_ended: bool = False) -> list[int]:
    plans = [plan.id for plan in product.plans]
    query = Subscription.select(Subscription.id).where(
        Subscription.plan << plans, Subscription.country == country
    )
    if not also_ended:
        query = query.where(Subscription.state == ACTIVE)
    return [row for (row,) in query.order_by(Subscription.id).tuples()]


def _tell(ids: list[int], declared: ForceMajeure, what: str) -> None:
    """Tell each customer, and write it into each timeline."""
    for case in cases.load(ids):
        if not case.row.active:
            continue
        detail = {"declared_on": declared.declared_on.isoformat(), "reason": declared.reason}
        SubscriptionEvent.create(subscription=case.row, kind=f"force_majeure_{what}", detail=detail, at=clock.now())
        mails.force_majeure(case, declared, what)
