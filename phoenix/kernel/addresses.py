"""Internet addresses as plain values: what one customer holds, and whether an address is of the inside."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
OWN_MACHINE = ("0.0.0.0/8", "127.0.0.0/8", "::/127")
INSIDE = (*OWN_MACHINE, "10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10")
_INSIDE = tuple(ipaddress.ip_network(each) for each in INSIDE)
_OWN = tuple(ipaddress.ip_network(each) for each in OWN_MACHINE)


def network_of(address: str) -> str:
    """What one customer holds: an IPv4 address, the /64 around an IPv6 address; "unknown" for no address."""
    parsed = address_of(address)
    if parsed is None:
        return "unknown"
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


@lru_cache(maxsize=2_000)
def address_of(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a text is; an IPv4 address in IPv6 dress is itself; None for no address."""
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return None
    return parsed.ipv4_mapped or parsed if parsed.version == 6 else parsed


def touches_own_machine(network: Network) -> bool:
    """Whether a range holds addresses of this very machine."""
    return any(each.version == network.version and each.overlaps(network) for each in _OWN)


def touches_inside(network: Network) -> bool:
    """Whether a range holds addresses of private networks: proxies of ours, colleagues."""
    return any(each.version == network.version and each.overlaps(network) for each in _INSIDE)
