"""Blocks: set with a category, a reason and an end, lifted, and made by itself when harvesting goes on (clauses 14a, 14b)."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta

import peewee

from phoenix.accounts.models import LoginSession, Organisation, Person
from phoenix.barring import rules
from phoenix.barring.kept import known
from phoenix.barring.models import ADDRESS, ORGANISATION, PERSON, Block
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.addresses import network_of
from phoenix.kernel.values import frozen
from phoenix.team import audit
from phoenix.team.models import StaffSession
from phoenix.team.rules import IDLE
from phoenix.web.models import bump_gates

HARVESTING = "harvesting"
ITSELF = "phoenix"
PAGE = 50


@frozen
class Target:
    """Whom a block keeps out: an address range, an organisation or a person."""

    kind: str
    network: str = ""
    organisation: Organisation | None = None
    person: Person | None = None

    @property
    def key(self) -> str:
        """The one name of it."""
        return f"{self.kind}:{self.network or (self.organisation or self.person).id}"


class AlreadyBlocked(Exception):
    """It is blocked already, by `block`."""

    def __init__(self, block: Block):
        super().__init__(block.id)
        self.block = block


def find_target(typed: str, own_address: str, confirmed: bool) -> Target:
    """Whom staff mean: a customer's reference, a person's e-mail or username, an address or range.

    Refused, with why; NeedsConfirming for a range to be confirmed.
    """
    if rules.is_reference(typed):
        row = Organisation.get_or_none(Organisation.reference == typed.strip().upper())
        if row is None:
            raise rules.Refused("unknown_account")
        return Target(ORGANISATION, organisation=row)
    if "@" in typed:
        person = Person.get_or_none(Person.email_key == typed.strip().lower())
        if person is None:
            raise rules.Refused("unknown_account")
        return Target(PERSON, person=person)
    network = rules.parse_network(typed)
    rules.check_network(network, [own_address, *_used_by_staff()], confirmed)
    return Target(ADDRESS, network=str(network))


def block(target: Target, category: str, reason: str, until: datetime) -> Block:
    """Keep it out from now on until an instant; Refused for a wrong end, AlreadyBlocked (clause 14a).

    An account's browsers are signed out; what stays open to it after signing in is in gate.OPEN.
    """
    rules.check_end(until, clock.now())
    with transaction():
        row = _open(target, category, reason, until, automatic=False)
        after = {"of": _shown(target), "category": category, "reason": reason, "until": until.isoformat()}
        act = audit.record("block_set", f"block:{row.id}", after=after)
        Block.update(began_by=act.by).where(Block.id == row.id).execute()
        _sign_out(target)
        return Block.get_by_id(row.id)


def lift(row: Block, why: str) -> Block:
    """Let it in again; ChangedMeanwhile when that was done, or the block is over."""
    with transaction():
        open_ = (Block.id == row.id) & Block.lifted_at.is_null() & (Block.until > clock.now())
        if not Block.update(lifted_at=clock.now(), lifted_why=why, open_key=None).where(open_).execute():
            raise rules.ChangedMeanwhile()
        before = {"category": row.category, "until": row.until.isoformat()}
        act = audit.record("block_lifted", f"block:{row.id}", before, {"why": why})
        Block.update(lifted_by=act.by).where(Block.id == row.id).execute()
        bump_gates()
        return Block.get_by_id(row.id)


def stop_harvesting(address: str) -> Block | None:
    """An address that goes on in spite of 429 is kept out for a while, longer each time (clause 14b).

    None where nothing is to be done: it is blocked already, all customers may be behind it, or staff is.
    """
    name = network_of(address)
    if name == "unknown" or known().of_address(address):
        return None
    network = ipaddress.ip_network(name)
    if not rules.may_stop_by_itself(network) or any(rules.holds(network, each) for each in _used_by_staff()):
        return None
    with transaction():
        since = clock.now() - rules.AUTOMATIC_REMEMBERED
        mine = (Block.network == str(network)) & Block.automatic
        before = Block.select().where(mine, Block.began_at > since).count()
        until = clock.now() + rules.automatic_length(before)
        try:
            target = Target(ADDRESS, network=str(network))
            return _open(target, HARVESTING, "429", until, automatic=True)
        except AlreadyBlocked:  # by another process, just now
            return None


def _open(target: Target, category: str, reason: str, until: datetime, automatic: bool) -> Block:
    """The row; one that is over makes room for it."""
    before = Block.get_or_none(Block.open_key == target.key)
    if before is not None and before.in_force():
        raise AlreadyBlocked(before)
    if before is not None:
        Block.update(open_key=None).where(Block.id == before.id).execute()
    try:
        with transaction():
            row = Block.create(
                kind=target.kind, network=target.network, organisation=target.organisation, person=target.person,
                open_key=target.key, category=category, reason=reason, automatic=automatic, began_at=clock.now(),
                began_by=ITSELF, until=until,
            )
    except peewee.IntegrityError:
        raise AlreadyBlocked(Block.get(Block.open_key == target.key)) from None
    bump_gates()
    return row


def _used_by_staff() -> list[str]:
    """The addresses at which members of the staff are signed in."""
    since = clock.now() - IDLE
    rows = StaffSession.select(StaffSession.address).where(StaffSession.ended_at.is_null(), StaffSession.last_seen_at > since)
    return [row.address for row in rows if row.address]


def _sign_out(target: Target) -> None:
    people = {ORGANISATION: Person.organisation == target.organisation, PERSON: Person.id == target.person}
    if target.kind in people:
        theirs = LoginSession.person << Person.select(Person.id).where(people[target.kind])
        LoginSession.update(ended_at=clock.now()).where(LoginSession.ended_at.is_null(), theirs).execute()


def _shown(target: Target) -> str:
    """The target as the staff's log names it."""
    if target.kind == ORGANISATION:
        return f"organisation:{target.organisation.reference}"
    return f"person:{target.person.id}" if target.kind == PERSON else target.network


def old(day) -> peewee.ModelSelect:
    """Blocks that ended more than a year before `day`."""
    ended = datetime(day.year, day.month, day.day, tzinfo=rules.PARIS) - timedelta(days=365)
    return Block.select(Block.id).where((Block.until < ended) | (Block.lifted_at < ended))


def remove(ids: list[int], _day) -> int:
    """They go; in the caller's transaction."""
    return Block.delete().where(Block.id << ids).execute()
