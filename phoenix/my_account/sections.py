"""The sections of My Account: only those whose page works in this shop are listed."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request
from flask_babel import lazy_gettext as _l

from phoenix.web.market import current_market


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the menu."""

    label: str
    icon: str
    url: str
    current: bool


SECTIONS = (
    ("", _l("Vue d’ensemble"), "user"),
    ("/commandes", _l("Commandes"), "cart"),
    ("/factures", _l("Factures"), "invoice"),
    ("/abonnements", _l("Abonnements"), "repeat"),
    ("/paiement", _l("Moyens de paiement"), "card"),
    ("/documents", _l("Documents acceptés"), "document"),
    ("/profil", _l("Profil"), "settings"),
    ("/securite", _l("Sécurité"), "shield"),
    ("/preferences", _l("Préférences"), "mail"),
    ("/donnees", _l("Vos données"), "data"),
    ("/reclamations", _l("Réclamations"), "info"),
    ("/avis", _l("Avis"), "star"),
)


def account_sections() -> list[Section]:
    """The menu, the section of the present page marked."""
    prefix = f"/{current_market().prefix}/compte"
    here = request.path
    rules = {rule.rule for rule in current_app.url_map.iter_rules()}
    found = []
    for path, label, icon in SECTIONS:
        if f"/<market:market>/compte{path}" in rules:
            url = prefix + path
            current = here == url or bool(path and here.startswith(f"{url}/"))
            found.append(Section(label, icon, url, current))
    return found


def context() -> dict:
    """What the account layout needs, on My Account's pages only."""
    endpoint = request.endpoint or ""
    return {"account_sections": account_sections()} if endpoint.startswith("my_account") else {}
