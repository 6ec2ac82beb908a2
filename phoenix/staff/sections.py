"""The staff's menu: what each role may open, in groups. A section is a line here."""

from __future__ import annotations

from flask import request
from flask_babel import lazy_gettext as _l

from phoenix.team.rules import ACCOUNTING, ADMIN, SALES, SUPPORT, TRANSLATOR
from phoenix.team.session import current_member

# What does not fit in one line of a telephone stands in groups; a group of one page is its link.
GROUPS = {
    "today": _l("Aujourd’hui"),
    "customers": _l("Clients"),
    "sales": _l("Ventes"),
    "money": _l("Argent"),
    "care": _l("Assistance"),
    "contents": _l("Contenus"),
    "operations": _l("Exploitation"),
    "team": _l("Équipe"),
}
# (group, address below /equipe, label, the roles that may open it: none named means all).
SECTIONS = (
    ("today", "", _l("Aujourd’hui"), ()),
    ("customers", "/organisations", _l("Clients"), (SALES, SUPPORT, ACCOUNTING)),
    ("customers", "/confirmations", _l("Données à confirmer"), (SALES, SUPPORT, ACCOUNTING)),
    ("customers", "/clotures", _l("Clôtures"), (SUPPORT,)),
    ("customers", "/mises-en-demeure", _l("Mises en demeure"), (SUPPORT, ACCOUNTING)),
    ("customers", "/demandes", _l("Demandes sur les données"), (SUPPORT,)),
    ("customers", "/effaces", _l("Comptes effacés"), (ACCOUNTING,)),
    ("sales", "/commandes", _l("Commandes"), (SALES, SUPPORT, ACCOUNTING)),
    ("sales", "/partenaires", _l("Partenaires"), (SALES,)),
    ("sales", "/transmissions", _l("Coordonnées transmises"), (SALES, SUPPORT)),
    ("sales", "/devis", _l("Devis"), (SALES, SUPPORT, ACCOUNTING)),
    ("sales", "/abonnements", _l("Abonnements"), (SALES, SUPPORT, ACCOUNTING)),
    ("sales", "/fournisseur", _l("À faire chez l’éditeur"), (SALES, SUPPORT)),
    ("sales", "/audience", _l("Audience"), (SALES, SUPPORT)),
    ("money", "/factures", _l("Factures et avoirs"), (SALES, SUPPORT, ACCOUNTING)),
    ("money", "/encaissements", _l("Encaissements"), (SUPPORT, ACCOUNTING)),
    ("money", "/retenues", _l("Retenues à la source"), (ACCOUNTING,)),
    ("money", "/paiements", _l("Paiements"), (SALES, SUPPORT, ACCOUNTING)),
    ("money", "/rapprochement", _l("Rapprochement"), (ACCOUNTING,)),
    ("money", "/chiffres", _l("Chiffres"), (SALES, ACCOUNTING)),
    ("money", "/exports", _l("Export comptable"), (ACCOUNTING,)),
    ("care", "/reclamations", _l("Réclamations"), (SUPPORT,)),
    ("care", "/avis", _l("Avis"), (SALES, SUPPORT)),
    ("care", "/messages", _l("Messages"), (SALES, SUPPORT, ACCOUNTING)),
    ("care", "/fichiers", _l("Documents reçus"), (SALES, SUPPORT, ACCOUNTING)),
    ("contents", "/catalogue", _l("Catalogue"), (SALES, SUPPORT, ACCOUNTING)),
    ("contents", "/documents-tiers", _l("Documents des éditeurs"), (SALES, SUPPORT)),
    ("contents", "/documents", _l("Documents"), (SALES, SUPPORT)),
    ("contents", "/traductions", _l("Traductions"), (TRANSLATOR,)),
    ("operations", "/signalements", _l("Signalements"), (SUPPORT, ACCOUNTING)),
    ("operations", "/blocages", _l("Blocages"), (SUPPORT,)),
    ("operations", "/maintenance", _l("Maintenance"), (SUPPORT,)),
    ("operations", "/force-majeure", _l("Force majeure"), (SUPPORT, ACCOUNTING)),
    ("team", "/societes", _l("Nos sociétés"), (ADMIN, ACCOUNTING)),
    ("team", "/membres", _l("Membres"), (ADMIN,)),
    ("team", "/journal", _l("Journal"), (ADMIN,)),
)


def staff_sections() -> list[dict]:
    """The groups of the member signed in with their pages, the present one marked; empty for strangers."""
    member = current_member()
    if member is None:
        return []
    mine = [(group, path, label) for group, path, label, roles in SECTIONS if member.may(*roles)]
    here = request.path.removeprefix("/equipe").rstrip("/")
    current = max((path for _group, path, _label in mine if _holds(path, here)), key=len, default=None)
    return [each for key, label in GROUPS.items() for each in [_group(key, label, mine, current)] if each["pages"]]


def _group(key: str, label, mine: list[tuple], current: str | None) -> dict:
    pages = [
        {"url": f"/equipe{path}", "label": text, "current": path == current} for group, path, text in mine if group == key
    ]
    return {"key": key, "label": label, "pages": pages, "current": any(each["current"] for each in pages)}


def _holds(path: str, here: str) -> bool:
    return here == path or bool(path and here.startswith(f"{path}/"))
