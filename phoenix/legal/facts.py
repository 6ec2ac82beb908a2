"""The facts of clause 0 as the legal texts name them; every one comes from the two sellers."""

from __future__ import annotations

from phoenix.kernel.sellers import CONTACTS, SELLERS

NO_BREAK = "\u00a0"


def legal_facts() -> dict[str, str]:
    """Name → words, as they stand in the texts."""
    publisher, subsidiary = SELLERS["pa-fr"], SELLERS["pa-ma"]
    return {
        "publisher": publisher.name,
        "publisher_form": publisher.legal_form or "",
        "publisher_capital": _whole_euros(publisher.capital_minor or 0),
        "publisher_address": publisher.address.on_one_line(),
        "publisher_registration": f"RCS{NO_BREAK}{publisher.rcs_city}{NO_BREAK}{grouped(publisher.siren or '')}",
        "subsidiary": subsidiary.name,
        "subsidiary_registration": (
            f"RC{NO_BREAK}{subsidiary.rc}, ICE{NO_BREAK}{subsidiary.ice}, TP{NO_BREAK}{subsidiary.tp}"
        ),
        "subsidiary_address": subsidiary.address.on_one_line(),
        "host": CONTACTS.host_name,
        "host_address": CONTACTS.host_address,
        "support": CONTACTS.support,
        "data_protection": CONTACTS.data_protection,
        "protected_name": CONTACTS.protected_names[0],
        "protected_name_abroad": CONTACTS.protected_names[1],
        "protected_domain": CONTACTS.protected_names[2],
    }


def grouped(digits: str) -> str:
    """`891 953 267`: digits by three, held together."""
    return NO_BREAK.join(digits[start : start + 3] for start in range(0, len(digits), 3))


def _whole_euros(minor: int) -> str:
    return f"{minor // 100:,}".replace(",", NO_BREAK) + f"{NO_BREAK}€"
