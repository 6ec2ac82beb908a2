"""The staff's start page: what needs someone today, counted; what is due first, then what waits longest."""

from __future__ import annotations

from flask import Blueprint

from phoenix.kernel import clock
from phoenix.staff import sections
from phoenix.staff.todo import Todo
from phoenix.staff.todos import PROVIDERS
from phoenix.team.access import current_member, staff_only
from phoenix.web.render import page

blueprint = Blueprint("staff_today", __name__, url_prefix="/equipe")
blueprint.add_app_template_global(sections.staff_sections, "staff_sections")
blueprint.add_app_template_global(current_member, "staff_member")


@blueprint.get("")
@staff_only()
def view():
    """Everything counted that this member may do something about."""
    member = current_member()
    todos = [provider() for roles, provider in PROVIDERS if member.may(*roles)]
    today = clock.today("Europe/Paris")
    return page("staff/today.html", todos=sorted((each for each in todos if each.count), key=Todo.urgency), today=today)
