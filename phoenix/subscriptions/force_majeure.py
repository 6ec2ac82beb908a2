"""A service that cannot be given: declared, told, paused, given again, or ended by registered letter (clause 13c)."""

from __future__ import annotations

import hashlib
from datetime import date

from phoenix.archive import service as archive
from phoenix.catalogue.models import Plan, Product
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.kernel.formats import day as in_words
from phoenix.kernel.formats import days as days_in_words
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.terms import Span
from phoenix.payments import collecting
from phoenix.payments.models import Collection
from phoenix.subscriptions import billing, cases, due_dates, mails, rules
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.changing import Actor, NotAllowed
from phoenix.subscriptions.models import ACTIVE, ForceMajeure, Period, Subscription, SubscriptionEvent
from phoenix.subscriptions.run import CHUNK, bring_up_if_priced
from phoenix.team import audit

LETTER_WORDS = {
    "fr": "Fin pour force majeure le {day}\u00a0: {days} sur {whole} à rendre",
    "en": "Ended by force majeure on {day}: {days} of {whole} given back",
}


def declare(product: Product, country: str, reason: str, reason_en: str = "", since: date | None = None) -> ForceMajeure:
    """A service cannot be given, since today or `since`: customers are told at once, collection for it pauses
    from now on, paused days are given back. Declared already, it is the same case.

    NotAllowed("since") for a day to come or more than thirty days ago.
    """
    today = clock.today(COUNTRIES[country].timezone)
    since = since or today
    if not rules.may_begin_on(since, today):
        raise NotAllowed("since")
    with transaction():
        for_update(Product.select(Product.id).where(Product.id == product.id)).first()  # two who declare take turns
        known = open_case(product, country)
        if known is not None:
            return known
        for subscription_id in _due(product, country, today):
            bring_up_if_priced(subscription_id)
        ids = ids_of(product, country)
        row = ForceMajeure.create(
            product=product, country=country, declared_on=since, reason=reason, reason_en=reason_en, declared_at=clock.now()
        )
        collecting.hold(_collections_of(ids))
        if since < today:
            _credit_earlier(ids, row)
        _tell(ids, row, "declared")
        _write_down(row, "declared", {"product": product.reference, "country": country, "since": since.isoformat()}, reason)
        return ForceMajeure.get_by_id(row.id)


def lift(row: ForceMajeure) -> ForceMajeure:
    """The service is given again from today: what was held is collected, paused days are credited; once."""
    today = clock.today(COUNTRIES[row.country].timezone)
    with transaction():
        lifted = ForceMajeure.update(lifted_on=today).where(ForceMajeure.id == row.id, ForceMajeure.lifted_on.is_null())
        if lifted.execute():
            ids = ids_of(row.product, row.country, also_ended=True)
            # Locked before they are read: what the run or their customer writes meanwhile is not undone.
            rows = list(for_update(Subscription.select().where(Subscription.id << ids).order_by(Subscription.id)))
            collecting.release(_collections_of(ids, also_shared=True), today)
            row.lifted_on = today
            _tell(ids, row, "lifted")
            for each in rows:
                if each.active:
                    due_dates.look_again(each)
                    due_dates.save(each)
            _write_down(row, "lifted", {"on": today.isoformat()})
        return ForceMajeure.get_by_id(row.id)


def end(
    row: Subscription, letter: str, by: str, actor: Actor, sent_on: date | None = None, received_on: date | None = None
) -> Subscription:
    """Either side ("customer" or "us") ends, by registered letter, what has been paused for more than thirty
    days; staff record it. It ends today; unused days of the period are given back, nothing more is due.

    NotAllowed: "ended", "not_paused", "thirty_days", or "letter" for days that cannot be.
    """
    with transaction():
        case = bring_up_if_priced(row.id)
        row, today = case.row, clock.today(case.row.timezone)
        pause = next((each for each in case.pauses if each.until is None), None)
        if not row.active or pause is None:
            raise NotAllowed("ended" if not row.active else "not_paused")
        if not rules.may_end_for_force_majeure(pause, today):
            raise NotAllowed("thirty_days")
        if not (sent_on or today) <= (received_on or today) <= today:
            raise NotAllowed("letter")
        days = {"sent_on": sent_on and sent_on.isoformat(), "received_on": received_on and received_on.isoformat()}
        detail = {"letter": letter, "by": by, "person": actor.person.id if actor.person else None, **days}
        SubscriptionEvent.create(subscription=row, kind="letter", detail=detail, at=clock.now())
        audit.record("force_majeure_letter", f"subscription:{row.number}", after=detail)
        _give_back_rest(case, pause, today)
        billing.finish(case, today, rules.BY_FORCE_MAJEURE)
        collecting.release(_collections_of([row.id], also_shared=True), today)  # what was used before stays owed
        return row


def hold_again(invoice_id: int) -> None:
    """A debit that fails while its service is paused waits for the end like the others."""
    paid_for = Period.select(Period.subscription).where(Period.invoice == invoice_id)
    owed = Collection.select(Collection.subscription_id).where(Collection.invoice == invoice_id)
    rows = Subscription.select(Subscription, Plan).join(Plan).where(
        (Subscription.id << paid_for) | (Subscription.id << owed)
    )
    if rows and all(open_case(row.plan.product_id, row.country) for row in rows):
        collecting.hold([Collection.get(Collection.invoice == invoice_id).id])


def open_case(product: Product | int, country: str) -> ForceMajeure | None:
    """What is declared for a service in a country, and not over."""
    return ForceMajeure.get_or_none(
        ForceMajeure.product == product, ForceMajeure.country == country, ForceMajeure.lifted_on.is_null()
    )


def ids_of(product: Product, country: str, also_ended: bool = False) -> list[int]:
    """The subscriptions of a service in a country that run, or all of them."""
    query = _of(product, country)
    if not also_ended:
        query = query.where(Subscription.state == ACTIVE)
    return [row for (row,) in query.tuples()]


def _due(product: Product, country: str, today: date) -> list[int]:
    return [row for (row,) in _of(product, country).where(Subscription.next_due_on <= today).tuples()]


def _of(product: Product, country: str):
    plans = Plan.select(Plan.id).where(Plan.product == product)
    query = Subscription.select(Subscription.id).where(Subscription.plan << plans, Subscription.country == country)
    return query.order_by(Subscription.id)


def _credit_earlier(ids: list[int], row: ForceMajeure) -> None:
    for case in _cases(ids):
        if case.last_period is not None and row.declared_on < case.last_period.start:
            billing.credit_earlier_pause(case, row.pause)


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
            day=in_words(today.isoformat(), case.language), days=days_in_words(days, case.language), whole=span.days
        )
        billing.credit(case, period.invoice, worth.minor, f"pause:{period.id}", reason)


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


def _tell(ids: list[int], row: ForceMajeure, what: str) -> None:
    """Tell each customer, and write it into each timeline."""
    detail = {"declared_on": row.declared_on.isoformat(), "reason": row.reason, "reason_en": row.reason_en}
    for case in _cases(ids):
        if case.row.active:
            SubscriptionEvent.create(subscription=case.row, kind=f"force_majeure_{what}", detail=detail, at=clock.now())
            mails.force_majeure(case, row, what)


def _cases(ids: list[int]):
    for start in range(0, len(ids), CHUNK):
        yield from cases.load(ids[start : start + CHUNK])


def _write_down(row: ForceMajeure, what: str, content: dict, reason: str = "") -> None:
    """In the staff's log and in the archive of the country's seller."""
    subject = f"force_majeure:{row.id}"
    act = audit.record(f"force_majeure_{what}", subject, after=content | ({"reason": reason} if reason else {}))
    by = {"declared": ForceMajeure.declared_by, "lifted": ForceMajeure.lifted_by}[what]
    ForceMajeure.update({by: act.by}).where(ForceMajeure.id == row.id).execute()
    said = {"reason_sha256": hashlib.sha256(reason.encode()).hexdigest()} if reason else {}
    archive.append(
        f"force_majeure.{what}",
        seller=COUNTRIES[row.country].seller_code,
        subject=subject,
        content={"case": row.id, **content, **said},
        detail={"by": act.by, "reason": reason},
    )
