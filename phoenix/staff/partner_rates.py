"""The rates of levels and of single partners, set from a day on (clauses 5b, 15a)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _

from phoenix.partners import rating, rules, words
from phoenix.partners.rating import Scope
from phoenix.staff import loading, partners, rate_tables
from phoenix.staff.partner_forms import RateForm
from phoenix.team.access import staff_only
from phoenix.team.rules import SALES
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_partner_rates", __name__, url_prefix="/equipe/partenaires")


@blueprint.get("/niveaux/<level>")
@staff_only(SALES)
def level(level: str):
    """The rates of all partners of a level."""
    return _level_page(_level(level))


@blueprint.post("/niveaux/<level>/remise")
@staff_only(SALES)
def set_for_level(level: str):
    """A rate for all of them, from a day on."""
    scope, form = Scope(level=_level(level)), RateForm(rate_tables.families())
    if not _set(scope, form):
        return _level_page(level, form)
    return see_other(url_for(".level", level=level))


@blueprint.post("/<reference>/remise")
@staff_only(SALES)
def set_for_partner(reference: str):
    """A rate for one partner alone, which goes before its level's."""
    organisation, form = loading.organisation(reference), RateForm(rate_tables.families())
    if not organisation.partner_since:
        abort(404)
    if not _set(Scope(organisation=organisation), form):
        return partners.partner_page(organisation, rate_form=form)
    return see_other(url_for("staff_partners.one", reference=reference))


def _set(scope: Scope, form: RateForm) -> bool:
    """Whether it is set; else the form says why, with what was typed and what is new on the page."""
    if not form.validate():
        return False
    try:
        rating.set_rate(scope, form.chosen, form.basis_points, form.valid_from.data, form.seen_number)
    except rules.NotOpen:
        form.seen.data = rating.last_of(rating.rates_of(scope))
        form.form_errors.append(_("Un autre membre vient de fixer une remise ici : relisez la liste, puis confirmez la vôtre."))
        return False
    except rules.RateRefused as refused:
        form.valid_from.errors = [words.refusal(refused)]
        return False
    flash(_("La remise est fixée. Les renouvellements proches sont annoncés de nouveau."), "success")
    return True


def _level(level: str) -> str:
    return level if level in rules.LEVELS else abort(404)


def _level_page(level: str, form: RateForm | None = None):
    scope, shelves = Scope(level=level), rate_tables.families()
    shown = rate_tables.rates(scope)
    return page(
        "staff/partner_level.html",
        status=422 if form else 200,
        wrong=form,
        level=level,
        levels=words.LEVELS,
        count=len(rating.partners_of(scope)),
        rates=shown,
        rate_form=form or rate_tables.blank_form(scope, shown, shelves),
    )
