"""What one process knows of blocks and maintenances, never older than the last committed change.

Read anew when the count of changes says so, which is read with the site stamp: a request asks the
database for nothing more, and an address costs a look in a dictionary for each width of range in use.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from datetime import datetime

from phoenix.barring.models import ADDRESS, ORGANISATION, Block, Maintenance
from phoenix.database import database
from phoenix.kernel import clock
from phoenix.kernel.addresses import address_of
from phoenix.kernel.values import frozen
from phoenix.web.models import current_gates


@frozen
class Barred:
    """A block, as far as a visitor meets it."""

    id: int
    category: str
    until: datetime
    automatic: bool


@frozen
class Window:
    """A maintenance, and what customers are told."""

    id: int
    version: int
    starts_at: datetime
    ends_at: datetime
    words_fr: str
    words_en: str

    def words(self, language: str) -> str:
        """What staff wrote, in `language`."""
        return self.words_en if language == "en" else self.words_fr


class Known:
    """All blocks and maintenances that are not over."""

    def __init__(self, blocks: Iterable[Block] = (), windows: Iterable[Maintenance] = ()):
        self.networks: dict[tuple[int, int], dict[int, Barred]] = {}
        self.organisations: dict[int, Barred] = {}
        self.people: dict[int, Barred] = {}
        self.windows = [
            Window(row.id, row.version, row.starts_at, row.ends_at, row.words_fr, row.words_en) for row in windows
        ]
        for row in blocks:
            self._take(row, Barred(row.id, row.category, row.until, row.automatic))

    def _take(self, row: Block, barred: Barred) -> None:
        if row.kind == ADDRESS:
            network = ipaddress.ip_network(row.network)
            shift = network.max_prefixlen - network.prefixlen
            same = self.networks.setdefault((network.version, shift), {})
            same[int(network.network_address) >> shift] = barred
        elif row.kind == ORGANISATION:
            self.organisations[row.organisation_id] = barred
        else:
            self.people[row.person_id] = barred

    def of_address(self, text: str) -> Barred | None:
        """The block that keeps an address out now: of several that of staff, then the longest."""
        if not self.networks or (address := address_of(text)) is None:
            return None
        whole, version = int(address), address.version
        found = [same.get(whole >> shift) for (of, shift), same in self.networks.items() if of == version]
        return _foremost(found)

    def of_account(self, organisation_id: int, person_id: int) -> Barred | None:
        """The block that keeps a person out now, by themselves or with all of their organisation."""
        return _foremost([self.organisations.get(organisation_id), self.people.get(person_id)])

    @property
    def names_accounts(self) -> bool:
        """Whether it is worth asking who is signed in."""
        return bool(self.organisations or self.people)

    def running(self) -> Window | None:
        """The maintenance under way; of several the one that ends last."""
        now = clock.now()
        return max((each for each in self.windows if each.starts_at <= now < each.ends_at), key=lambda each: each.ends_at, default=None)

    def coming(self) -> Window | None:
        """The next maintenance that is announced."""
        now = clock.now()
        return min((each for each in self.windows if now < each.starts_at), key=lambda each: each.starts_at, default=None)


def _foremost(found: list[Barred | None]) -> Barred | None:
    now = clock.now()
    in_force = [each for each in found if each is not None and now < each.until]
    return max(in_force, key=lambda each: (not each.automatic, each.until), default=None)


_kept: tuple = (None, Known())


def known() -> Known:
    """Blocks and maintenances as they are; in a transaction, as it has made them."""
    global _kept
    freshness, value = _kept
    state = (database.obj, current_gates())
    if freshness == state:
        return value
    value = _read() if state[1] else Known()
    if not database.obj.in_transaction():
        _kept = (state, value)
    return value


def _read() -> Known:
    now = clock.now()
    blocks = Block.select().where(Block.until > now, Block.lifted_at.is_null())
    windows = Maintenance.select().where(Maintenance.ends_at > now, Maintenance.cancelled_at.is_null())
    return Known(blocks, windows)
