"""The staff's menu: what each role may open. A section is a line here."""

from __future__ import annotations

from flask import request
from flask_babel import lazy_gettext as _l

from phoenix.team.rules import ACCOUNTING, ADMIN, SALES, SUPPORT, TRANSLATOR
from phoenix.team.session import current_member

# (address below /equipe, label, the roles that may open it: none named means all).
SECTIONS = (
    ("", _l("Aujourd’hui"), ()),
    ("/organisations", _l("Clients"), (SALES, SUPPORT, ACCOUNTING)),
    ("/clotures", _l("Clôtures"), (SUPPORT,)),
    ("/mises-en-demeure", _l("Mises en demeure"), (SUPPORT, ACCOUNTING)),
    ("/confirmations", _l("Données à confirmer"), (SALES, SUPPORT, ACCOUNTING)),
    ("/reclamations", _l("Réclamations"), (SUPPORT,)),
    ("/messages", _l("Messages"), (SALES, SUPPORT, ACCOUNTING)),
    ("/audience", _l("Audience"), (SALES, SUPPORT)),
    ("/demandes", _l("Demandes"), (SUPPORT,)),
    ("/effaces", _l("Comptes effacés"), (ACCOUNTING,)),
    ("/documents", _l("Documents"), (SALES, SUPPORT)),
    ("/traductions", _l("Traductions"), (TRANSLATOR,)),
    ("/membres", _l("Équipe"), (ADMIN,)),
    ("/journal", _l("Journal"), (ADMIN,)),
)


def staff_sections() -> list[dict]:
    """The menu of the member signed in, the section of the present page marked; empty for strangers."""
    member = current_member()
    if member is None:
        return []
    here = request.path.removeprefix("/equipe").rstrip("/")
    open_to_me = [(path, label) for path, label, roles in SECTIONS if member.may(*roles)]
    current = max((path for path, _label in open_to_me if _holds(path, here)), key=len, default=None)
    return [
        {"url": f"/equipe{path}" or "/equipe", "label": label, "current": path == current} for path, label in open_to_me
    ]


def _holds(path: str, here: str) -> bool:
    return here == path or bool(path and here.startswith(f"{path}/"))
