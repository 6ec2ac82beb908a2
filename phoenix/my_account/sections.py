"""The sections of My Account: only those whose page works in this shop are listed."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, current_app, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from markupsafe import Markup

from phoenix.kernel.values import frozen
from phoenix.web.market import current_market
from phoenix.web.words import edition


@frozen
class Section:
    """One entry of the menu."""

    label: str
    icon: str
    url: str
    current: bool


SECTIONS = (
    ("", _l("Vue d’ensemble"), "user"),
    ("/commandes", _l("Commandes"), "cart"),
    ("/devis", _l("Devis"), "document"),
    ("/factures", _l("Factures"), "invoice"),
    ("/abonnements", _l("Abonnements"), "repeat"),
    ("/paiement", _l("Moyens de paiement"), "card"),
    ("/documents", _l("Documents acceptés"), "document"),
    ("/partenaire", _l("Partenariat"), "check"),
    ("/profil", _l("Profil"), "settings"),
    ("/securite", _l("Sécurité"), "shield"),
    ("/preferences", _l("Préférences"), "mail"),
    ("/donnees", _l("Vos données"), "data"),
    ("/reclamations", _l("Réclamations"), "info"),
    ("/avis", _l("Avis"), "star"),
)


def account_sections() -> tuple[Section, ...]:
    """The menu, the section of the present page marked."""
    prefix = f"/{current_market().prefix}/compte"
    working = _working(current_app._get_current_object())
    here = request.path.removeprefix(prefix)
    current = max((path for path in working if _holds(path, here)), key=len, default=None)
    return _menu(prefix, working, current, (current_market().language, edition()))


@lru_cache(maxsize=4)
def _working(app: Flask) -> tuple[str, ...]:
    """The sections whose address the shop answers."""
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    return tuple(path for path, _label, _icon in SECTIONS if f"/<market:market>/compte{path}" in rules)


@lru_cache(maxsize=200)
def _menu(prefix: str, working: tuple, current: str | None, _words: tuple[str, int]) -> tuple[Section, ...]:
    return tuple(
        Section(str(label), icon, prefix + path, path == current)
        for path, label, icon in SECTIONS
        if path in working
    )


def _holds(path: str, here: str) -> bool:
    return here == path or bool(path and here.startswith(f"{path}/"))


def who() -> str:
    """For whom the account speaks: the organisation and its representative."""
    names = current_user.organisation.name, current_user.full_name
    return Markup('<p class="account-who"><strong>{}</strong><span>{}</span></p>').format(*names)


def context() -> dict:
    """What the account layout needs, on My Account's pages only."""
    endpoint = request.endpoint or ""
    return {"account_sections": account_sections()} if endpoint.startswith("my_account") else {}
