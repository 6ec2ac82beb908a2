"""Force majeure: declared with its effect before the eyes, ended, and the letters that end a contract (clause 13c)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _

from phoenix.accounts.pages import form_page
from phoenix.accounts.session import this_visit
from phoenix.catalogue.models import Product
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.staff.operations_forms import ForceMajeureForm, LetterForm
from phoenix.staff.queries import asked_number
from phoenix.subscriptions import force_majeure, force_majeure_reading, rules
from phoenix.subscriptions.changing import Actor, NotAllowed
from phoenix.subscriptions.models import ForceMajeure, Subscription
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import ACCOUNTING, SUPPORT
from phoenix.web.market import current_market
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_force_majeure", __name__, url_prefix="/equipe/force-majeure")
PAGE = force_majeure_reading.PAGE


@blueprint.get("")
@staff_only(SUPPORT, ACCOUNTING)
def view():
    """All cases, with the days that each has lasted."""
    rows = force_majeure_reading.listed(asked_number("below"))
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    return page("staff/force_majeure.html", rows=rows[:PAGE], more=more, days_of=force_majeure_reading.days_of)


@blueprint.get("/nouveau")
@staff_only(SUPPORT)
def new():
    """Which service, where, since when, and what customers are told."""
    return _form_page(_form(ForceMajeureForm(formdata=None, since=clock.today(COUNTRIES["fr"].timezone))))


@blueprint.get("/apercu")
@staff_only(SUPPORT)
def preview():
    """What the declaration would touch, before it is made."""
    form = _form(ForceMajeureForm(request.args))
    product = _product(form)
    if product is None:
        return _form_page(form)
    known = force_majeure.open_case(product, form.country.data)
    effect = force_majeure_reading.effect(product, form.country.data)
    return page("staff/force_majeure_preview.html", form=form, product=product, effect=effect, known=known)


@blueprint.post("")
@staff_only(SUPPORT)
def declare():
    """Declare it: customers are told at once, collection pauses."""
    form = _form(ForceMajeureForm())
    product = _product(form)
    if product is None:
        return _form_page(form)
    row = force_majeure.declare(product, form.country.data, form.reason.data, form.reason_en.data, form.since.data)
    flash(_("La force majeure est déclarée : les clients sont avertis et rien n’est plus encaissé pour ce service."), "success")
    return see_other(url_for(".one", case_id=row.id))


@blueprint.get("/<int:case_id>")
@staff_only(SUPPORT, ACCOUNTING)
def one(case_id: int):
    """Its days, the subscriptions that wait, the letters recorded."""
    row = _load(case_id)
    rows = force_majeure_reading.subscriptions(row, asked_number("after") or 0)
    return page(
        "staff/force_majeure_one.html",
        case=row,
        days=force_majeure_reading.days_of(row),
        letters_from=force_majeure_reading.letters_from(row),
        may_end=force_majeure_reading.may_end(row),
        effect=force_majeure_reading.effect(row.product, row.country) if row.lifted_on is None else None,
        rows=rows[:PAGE],
        more=rows[PAGE - 1].id if len(rows) > PAGE else None,
        letters=force_majeure_reading.ended(row),
        may_write=current_member().may(SUPPORT),
    )


@blueprint.post("/<int:case_id>/fin")
@staff_only(SUPPORT)
def lift(case_id: int):
    """The service is given again from today."""
    row = _load(case_id)
    if row.lifted_on is None:
        force_majeure.lift(row)
        flash(_("Le service reprend : les clients sont avertis, et les jours suspendus leur sont rendus."), "success")
    else:
        flash(_("Un collègue a déjà noté la reprise du service."), "info")
    return see_other(url_for(".one", case_id=case_id))


@blueprint.get("/<int:case_id>/lettres/<number>")
@staff_only(SUPPORT)
def letter(case_id: int, number: str):
    """The registered letter that ends a subscription."""
    return _letter_page(_load(case_id), _subscription(number), LetterForm(formdata=None))


@blueprint.post("/<int:case_id>/lettres/<number>")
@staff_only(SUPPORT)
def end(case_id: int, number: str):
    """Record it: the subscription ends today."""
    case, row, form = _load(case_id), _subscription(number), LetterForm()
    if not form.validate():
        return _letter_page(case, row, form)
    visit = this_visit()
    try:
        force_majeure.end(
            row, form.letter.data, form.by.data, Actor(None, "fr", visit.address, visit.user_agent), form.sent_on.data, form.received_on.data
        )
    except NotAllowed as refused:
        return _refused(case, row, form, refused.why)
    flash(_("La lettre est enregistrée : l’abonnement %(number)s a pris fin.", number=number), "success")
    return see_other(url_for(".one", case_id=case_id))


def _refused(case: ForceMajeure, row: Subscription, form: LetterForm, why: str):
    words = {
        "ended": _("Cet abonnement a déjà pris fin."),
        "not_paused": _("Le service a repris : une lettre ne met plus fin au contrat."),
        "thirty_days": _("Les trente jours ne sont pas passés."),
        "letter": _("La réception ne peut être ni avant l’envoi, ni à venir."),
    }
    if why == "letter":
        form.received_on.errors = [words[why]]
    else:
        form.form_errors.append(words[why])
    return _letter_page(case, row, form)


def _form(form: ForceMajeureForm) -> ForceMajeureForm:
    services = force_majeure_reading.services(current_market().language)
    form.product.choices = [("", _("Choisissez un service.")), *[(str(number), name) for number, name in services]]
    return form


def _product(form: ForceMajeureForm) -> Product | None:
    """The service that a right form names; else what is wrong stands in the form."""
    if not form.validate():
        return None
    today = clock.today(COUNTRIES[form.country.data].timezone)
    if not rules.may_begin_on(form.since.data, today):
        form.since.errors = [_("Choisissez aujourd’hui, ou un jour des trente derniers.")]
        return None
    known = {str(number) for number, _name in force_majeure_reading.services()}
    if form.product.data not in known:
        form.product.errors = [_("Choisissez un service.")]
        return None
    return Product.get_by_id(int(form.product.data))


def _form_page(form: ForceMajeureForm):
    return form_page("staff/force_majeure_new.html", form)


def _letter_page(case: ForceMajeure, row: Subscription, form: LetterForm):
    return form_page("staff/force_majeure_letter.html", form, case=case, row=row)


def _load(case_id: int) -> ForceMajeure:
    return force_majeure_reading.one(case_id) or abort(404)


def _subscription(number: str) -> Subscription:
    return Subscription.get_or_none(Subscription.number == number) or abort(404)
