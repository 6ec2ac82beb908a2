"""What an account's closure leaves due, amount by amount, shown before it (clauses 3.3b, 3.3c)."""

from __future__ import annotations


from phoenix.accounts.models import Organisation
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.subscriptions import bills, cases, endings, reading, rules, standing, upcoming
from phoenix.subscriptions.bills import Bill
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.models import RemainingDue, Subscription
from phoenix.subscriptions.upcoming import Upcoming


@frozen
class Committed:
    """A subscription that a closure does not end: what its term still makes due, and the sum."""

    row: Subscription
    names: tuple[str, str]
    seats: int
    dues: tuple[Upcoming, ...]
    net: Money
    gross: Money

    def name(self, language: str) -> str:
        """The product's name in `language`."""
        return self.names[0 if language == "fr" else 1]


@frozen
class OpenEnded:
    """A subscription that goes on, month by month, until its customer ends or transfers it."""

    row: Subscription
    names: tuple[str, str]
    seats: int
    following: Upcoming | None

    def name(self, language: str) -> str:
        """The product's name in `language`."""
        return self.names[0 if language == "fr" else 1]


@frozen
class Remaining:
    """All that remains due: invoices unpaid, committed terms, what goes on; sums by currency as (net, gross)."""

    unpaid: tuple[Bill, ...]
    unpaid_sums: tuple[Money, ...]
    committed: tuple[Committed, ...]
    paid_up: tuple[Committed, ...]
    open_ended: tuple[OpenEnded, ...]
    sums: tuple[tuple[Money, Money], ...]
    kept: tuple[RemainingDue, ...]

    @property
    def count(self) -> int:
        """How many sums are still to come."""
        return sum(len(each.dues) for each in self.committed)


def remaining(organisation: Organisation) -> Remaining:
    """What closing the account today would leave due, in a constant number of queries."""
    _catch_up(organisation.id)
    found = cases.load(endings.active_ids(organisation.id))
    committed = [_committed(case) for case in found if not rules.is_open_ended(case.row.commitment)]
    unpaid = tuple(bills.unpaid_of(organisation.id))
    return Remaining(
        unpaid=unpaid,
        unpaid_sums=_by_currency([bill.owed for bill in unpaid]),
        committed=tuple(each for each in committed if each.dues),
        paid_up=tuple(each for each in committed if not each.dues),
        open_ended=tuple(_open_ended(case) for case in found if rules.is_open_ended(case.row.commitment)),
        sums=_sums(committed),
        kept=tuple(endings.kept_dues(organisation.id)),
    )


def _catch_up(organisation_id: int) -> None:
    """What is due by today is billed before it is told: a term that ends today has renewed or ended."""
    running = Subscription.select(Subscription.id, Subscription.country, Subscription.next_due_on).where(
        Subscription.organisation == organisation_id, Subscription.next_due_on.is_null(False)
    )
    today = {code: clock.today(country.timezone) for code, country in COUNTRIES.items()}
    reading.catch_up([row.id for row in running if row.next_due_on <= today[row.country]])


def _committed(case: Case) -> Committed:
    dues = upcoming.within_term(case, upcoming.rate_of(case, clock.today(case.row.timezone)))
    currency = case.row.currency
    return Committed(
        case.row,
        _names(case),
        standing.held(case),
        tuple(dues),
        Money.total((due.net for due in dues), currency),
        Money.total((due.gross for due in dues), currency),
    )


def _open_ended(case: Case) -> OpenEnded:
    renewed = upcoming.renewal(case, upcoming.rate_of(case, clock.today(case.row.timezone)))
    return OpenEnded(case.row, _names(case), standing.held(case), renewed)


def _names(case: Case) -> tuple[str, str]:
    return case.plan.product.name_fr, case.plan.product.name("en")


def _by_currency(amounts: list[Money]) -> tuple[Money, ...]:
    currencies = sorted({each.currency for each in amounts})
    return tuple(Money.total((each for each in amounts if each.currency == code), code) for code in currencies)


def _sums(committed: list[Committed]) -> tuple[tuple[Money, Money], ...]:
    nets = _by_currency([each.net for each in committed if each.dues])
    return tuple(zip(nets, _by_currency([each.gross for each in committed if each.dues]), strict=True))
