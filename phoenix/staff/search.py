"""The staff's search over everything: what bears exactly what was typed first, then by kind (issue: search)."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l

from phoenix.privacy.models import DataRequest
from phoenix.staff.queries import asked_word
from phoenix.standing import searching
from phoenix.standing.searching import Hit
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_search", __name__, url_prefix="/equipe/recherche")
ROLES = (SALES, SUPPORT, ACCOUNTING)
# Kind: its words, the page of each (its key at the end), the roles that may see it. In this order.
KINDS = {
    "organisation": (_l("Clients"), "/equipe/organisations/", ROLES),
    "order": (_l("Commandes"), "/equipe/commandes/", ROLES),
    "invoice": (_l("Factures et avoirs"), "/equipe/factures/", ROLES),
    "subscription": (_l("Abonnements"), "/equipe/abonnements/", ROLES),
    "quote": (_l("Devis"), "/equipe/devis/", ROLES),
    "payment": (_l("Paiements"), "/equipe/paiements/", ROLES),
    "mandate": (_l("Mandats SEPA"), "/equipe/organisations/", ROLES),
    "claim": (_l("Réclamations"), "/equipe/reclamations/", (SUPPORT,)),
    "message": (_l("Messages"), "/equipe/messages/", ROLES),
    "notice": (_l("Mises en demeure"), "/equipe/mises-en-demeure/", (SUPPORT, ACCOUNTING)),
    "request": (_l("Demandes sur les données"), "/equipe/demandes/", (SUPPORT,)),
}
FINDERS = {**searching.FINDERS, "request": searching.numbered("request", DataRequest, DataRequest.reference)}


@blueprint.record_once
def _register(state) -> None:
    state.app.jinja_env.globals.update(staff_search_url=search_url)


def search_url() -> str | None:
    """Where the header's box leads; None for those who may not search."""
    member = current_member()
    return url_for("staff_search.view") if member and member.may(*ROLES) else None


@blueprint.get("")
@staff_only(*ROLES)
def view():
    """Straight to the page of the one thing that is named; else what was found, in groups."""
    asked, member = asked_word("q"), current_member()
    mine = {kind: FINDERS[kind] for kind, (_words, _place, roles) in KINDS.items() if member.may(*roles)}
    found = searching.search(asked, mine)
    named = searching.only(found)
    if named:
        return see_other(address_of(named))
    return page("staff/search.html", asked=asked, found=found, kinds=KINDS, most=searching.MOST, address_of=address_of)


def address_of(hit: Hit) -> str:
    """The page of what was found."""
    return f"{KINDS[hit.kind][1]}{hit.key}"
