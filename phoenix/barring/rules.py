"""What may be blocked and how long, and the times of a maintenance, on plain values (clauses 13a, 14a, 14b)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from phoenix.kernel.addresses import Network, address_of, network_of, touches_inside, touches_own_machine

PARIS = ZoneInfo("Europe/Paris")
LONGEST_BLOCK = timedelta(days=366)
LONGEST_MAINTENANCE = timedelta(days=3)
FARTHEST_MAINTENANCE = timedelta(days=366)
# Ranges shorter than this are never blocked; ranges shorter than that only when it was confirmed.
NEVER_SHORTER = {4: 10, 6: 24}
CONFIRMED_SHORTER = {4: 20, 6: 44}
# What an address that does not stop harvesting gets: the first time, the second, then each time.
AUTOMATIC = (timedelta(hours=1), timedelta(hours=24), timedelta(days=7))
AUTOMATIC_REMEMBERED = timedelta(days=30)
_REFERENCE = re.compile(r"[A-Z]-[0-9]{4,}", re.I)


class Refused(ValueError):
    """The software does not do it; `why` is a key of words.REFUSALS."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


class NeedsConfirming(Refused):
    """A wide or an inner range: only when whoever asks has seen how many addresses it holds."""

    def __init__(self, why: str, network: Network):
        super().__init__(why)
        self.network = network


class ChangedMeanwhile(Exception):
    """A colleague was faster; nothing was done."""


def parse_network(typed: str) -> Network:
    """The range that staff mean: of an IPv6 address its /64, which one customer holds. Refused("not_a_range")."""
    bare = re.sub(r"\s", "", typed)
    try:
        if "/" not in bare:
            return ipaddress.ip_network(network_of(bare))
        found = ipaddress.ip_network(bare, strict=False)
    except ValueError:
        raise Refused("not_a_range") from None
    inner = found.version == 6 and found.network_address.ipv4_mapped
    if inner and found.prefixlen >= 96:
        return ipaddress.ip_network((inner, found.prefixlen - 96))
    return found


def check_network(network: Network, used: Iterable[str], confirmed: bool) -> None:
    """Refused for our own machine, too wide a range, and one that holds an address in `used` (where staff
    work); NeedsConfirming for a wide or a private one, until it is confirmed."""
    if touches_own_machine(network):
        raise Refused("own_machine")
    if network.prefixlen < NEVER_SHORTER[network.version]:
        raise Refused("too_wide")
    if any(holds(network, each) for each in used):
        raise Refused("used_by_staff")
    if confirmed:
        return
    if touches_inside(network):
        raise NeedsConfirming("inside", network)
    if network.prefixlen < CONFIRMED_SHORTER[network.version]:
        raise NeedsConfirming("wide", network)


def holds(network: Network, address: str) -> bool:
    """Whether an address lies in a range."""
    parsed = address_of(address)
    return parsed is not None and parsed.version == network.version and parsed in network


def may_stop_by_itself(network: Network) -> bool:
    """Whether harvesting may stop an address without anybody's doing: never one of the inside, behind which
    all customers may be."""
    return not touches_inside(network)


def automatic_length(before: int) -> timedelta:
    """How long an automatic block lasts after `before` others of late."""
    return AUTOMATIC[min(before, len(AUTOMATIC) - 1)]


def is_reference(typed: str) -> bool:
    """Whether what was typed is a customer's reference."""
    return bool(_REFERENCE.fullmatch(typed.strip()))


def end_of(day: date) -> datetime:
    """The end of a day in Paris."""
    return datetime.combine(day + timedelta(days=1), time.min, PARIS)


def check_end(until: datetime, now: datetime) -> None:
    """Refused("past") or Refused("too_long")."""
    if until <= now:
        raise Refused("past")
    if until - now > LONGEST_BLOCK:
        raise Refused("too_long")


def check_window(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Refused for times in the wrong order, over already, too long or too far away."""
    if ends_at <= starts_at:
        raise Refused("order")
    if ends_at <= now:
        raise Refused("over")
    if ends_at - starts_at > LONGEST_MAINTENANCE:
        raise Refused("long_maintenance")
    if starts_at - now > FARTHEST_MAINTENANCE:
        raise Refused("far")
