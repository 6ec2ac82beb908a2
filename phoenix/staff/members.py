"""Who works here, for administrators; the operator's command line adds and removes."""

from __future__ import annotations

from flask import Blueprint

from phoenix.staff.words import ROLES
from phoenix.team import service
from phoenix.team.access import staff_only
from phoenix.team.rules import ADMIN
from phoenix.web.render import page

blueprint = Blueprint("staff_members", __name__, url_prefix="/equipe/membres")


@blueprint.get("")
@staff_only(ADMIN)
def view():
    """Everybody, with roles and what is missing before they can sign in."""
    return page("staff/members.html", members=service.everybody(), role_words=ROLES)
