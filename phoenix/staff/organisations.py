"""Customers as staff see them: found, and all that is known of one (issue: organisation page)."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.accounts.models import Organisation
from phoenix.care.words import COUNTRY_NAMES
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.staff import loading
from phoenix.staff.lists import Badge, Choice, Column, StaffList, Word, listed
from phoenix.staff.standing_forms import EnterClosureForm, PartnerForm, ReasonForm
from phoenix.staff.words import CHANNELS, CLOSURE_STATES, NOTICE_STATES
from phoenix.standing import finding, reading
from phoenix.standing.words import KEPT
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT
from phoenix.web.filters import day
from phoenix.web.render import page

blueprint = Blueprint("staff_organisations", __name__, url_prefix="/equipe/organisations")
ACCOUNTS = {
    "open": _l("Ouvert"),
    "asked": _l("Clôture demandée"),
    "suspended": _l("Suspendu"),
    "closed": _l("Clos"),
    "partner": _l("Partenaire"),
}
CONDITIONS = {
    "open": Organisation.closed_at.is_null() & Organisation.suspended_at.is_null(),
    "asked": Organisation.closure_asked_at.is_null(False),
    "suspended": Organisation.suspended_at.is_null(False),
    "closed": Organisation.closed_at.is_null(False),
    "partner": Organisation.partner_since.is_null(False),
}


def _named(asked: str):
    """Those that a number or an address names, else those whose name begins so."""
    exact = finding.named_exactly(asked)
    return Organisation.id << [row.id for row in exact] if exact else finding.name_begins(asked)


def _local(row: Organisation, instant: datetime) -> date:
    """The legal day of an instant where the customer is."""
    return clock.local_day(instant, COUNTRIES[row.country].timezone)


def account_state(row: Organisation) -> Badge:
    """Whether the account stands."""
    if row.closed_at:
        return Badge(_("Clos le %(day)s", day=day(_local(row, row.closed_at))))
    if row.suspended_at:
        return Badge(_("Suspendu"), "error")
    return Badge(_("Clôture demandée"), "warning") if row.closure_asked_at else Badge(_("Ouvert"), "success")


ORGANISATIONS = StaffList(
    "clients",
    _l("Clients"),
    Organisation,
    columns=(
        Column("name", _l("Nom"), lambda row: row.name, link=lambda row: url_for("staff_organisations.one", reference=row.reference), sort=finding.name_key),
        Column("reference", _l("Référence"), lambda row: row.reference),
        Column("number", _l("Identifiant"), lambda row: row.siren or row.ice),
        Column("city", _l("Ville"), lambda row: row.city, hint=lambda row: COUNTRY_NAMES[row.country]),
        Column("since", _l("Client depuis le"), lambda row: _local(row, row.created_at), sort=Organisation.id, down=True),
        Column("account", _l("Compte"), account_state),
    ),
    filters=(
        Word("q", _l("Référence, nom, SIREN, ICE, adresse électronique, numéro de commande ou de facture"), _named),
        Choice("country", _l("Pays"), COUNTRY_NAMES, Organisation.country),
        Choice("account", _l("Compte"), ACCOUNTS, where=CONDITIONS.get),
    ),
    order=lambda chosen: "name" if "q" in chosen else "-since",
    empty=_l("Aucun client trouvé"),
)


@blueprint.get("")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def view():
    """Search by any number, address or name; the newest customers for nothing asked."""
    return listed(ORGANISATIONS)


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

