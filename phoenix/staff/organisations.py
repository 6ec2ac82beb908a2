"""Customers as staff see them: found, and all that is known of one (issue: organisation page)."""

from __future__ import annotations

from flask import Blueprint, request

from phoenix.staff import loading
from phoenix.staff.standing_forms import EnterClosureForm, PartnerForm, ReasonForm
from phoenix.staff.words import CHANNELS, CLOSURE_STATES, NOTICE_STATES
from phoenix.standing import finding, reading
from phoenix.standing.words import KEPT
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT
from phoenix.web.form import plain
from phoenix.web.input import LARGEST
from phoenix.web.render import page

blueprint = Blueprint("staff_organisations", __name__, url_prefix="/equipe/organisations")


@blueprint.get("")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def view():
    """Search by any number, address or name; the newest customers for nothing asked."""
    asked = plain(request.args.get("q", ""))[:100]
    rows = finding.search(asked, number("after"))
    more = rows[finding.PAGE - 1].id if len(rows) > finding.PAGE else None
    return page("staff/organisations.html", rows=rows[: finding.PAGE], more=more, asked=asked)


@blueprint.get("/<reference>")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def one(reference: str):
    """One customer, and what may be done."""
    return shown(loading.organisation(reference))


def shown(organisation, **forms):
    """The customer's page, with the forms that came back with errors."""
    given = {
        "closure_form": EnterClosureForm(formdata=None),
        "partner_form": PartnerForm(formdata=None),
        "lift_form": ReasonForm(formdata=None),
        **forms,
    }
    wrong = next((form for form in forms.values() if form.errors), None)
    return page(
        "staff/organisation.html",
        status=422 if wrong else 200,
        wrong=wrong,
        organisation=organisation,
        history=reading.history(organisation),
        channel_words=CHANNELS,
        closure_words=CLOSURE_STATES,
        notice_words=NOTICE_STATES,
        kept_words=KEPT,
        **given,
    )


def number(name: str) -> int | None:
    """A row's number in the query, None for anything else."""
    asked = request.args.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 11 and int(asked) <= LARGEST else None
