"""My Account, partnership: asked for, accepted, its prices' way in, its end (clauses 2c, 2e)."""

from __future__ import annotations

from flask import abort, flash, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts.pages import form_page
from phoenix.accounts.session import this_visit
from phoenix.catalogue.models import Family
from phoenix.legal import accepting
from phoenix.partners import applying, ending, rules, service, words
from phoenix.partners.forms import AgreementForm, ApplicationForm, NoticeForm
from phoenix.partners.models import REFUSED, PartnerApplication, Partnership
from phoenix.web.access import signed_in
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.render import page, see_other

blueprint = market_blueprint("my_account_partner", __name__)
AT = "/compte/partenaire"


@blueprint.get(AT)
@signed_in
def view():
    """Where the organisation stands, and what it can do."""
    return _page()


@blueprint.post(f"{AT}/candidature")
@signed_in
def apply():
    """Ask to be admitted."""
    form = ApplicationForm()
    if not form.validate():
        return _page(application_form=form)
    try:
        applying.apply(current_user.organisation, _person(), **form.words)
        flash(_("Votre candidature est partie. Nous y répondons par écrit."), "success")
    except rules.Refused as refused:
        flash(words.refusal(refused), "warning")
    return see_other(url_for(".view"))


@blueprint.post(f"{AT}/candidature/retrait")
@signed_in
def withdraw():
    """Take the application back."""
    application = service.application_of(current_user.organisation)
    if application is not None:
        _try(lambda: applying.withdraw(application), _("Votre candidature est retirée."))
    return see_other(url_for(".view"))


@blueprint.post(f"{AT}/accord")
@signed_in
def accept():
    """Accept the agreement: the status begins, or goes on with the new version."""
    application = service.application_of(current_user.organisation)
    running = service.partnership_of(current_user.organisation)
    if application is None and running is None:
        abort(404)
    form = AgreementForm()
    if not form.validate():
        return _page(agreement_form=form)
    given = _person(), form.documents.data, current_market().language, this_visit()
    try:
        if running is not None:
            applying.accept_again(running, *given)
            flash(_("La nouvelle version est acceptée."), "success")
        else:
            applying.accept(application, *given)
            flash(_("Bienvenue : vos prix partenaire s’appliquent dès maintenant."), "success")
    except rules.AgreementChanged as refused:
        form.documents.errors = [words.refusal(refused)]
        return _page(agreement_form=form)
    except rules.Refused as refused:
        flash(words.refusal(refused), "warning")
    return see_other(url_for(".view"))


@blueprint.get(f"{AT}/fin")
@signed_in
def end():
    """What ending the agreement changes, and from which day, before anything is confirmed."""
    return _end_page(NoticeForm(formdata=None))


@blueprint.post(f"{AT}/fin")
@signed_in
def give_notice():
    """Give notice: the end has its day."""
    form, running = NoticeForm(), _running()
    if not form.validate():
        return _end_page(form)
    _try(lambda: ending.give_up(running, _person(), form.reason.data or ""), _("Votre préavis est enregistré."))
    return see_other(url_for(".view"))


def _end_page(form: NoticeForm):
    running = _running()
    if running.ends_on is not None:
        return see_other(url_for(".view"))
    ends_on = rules.ends_on(service.today(current_user.organisation))
    return form_page("my_account/partner_end.html", form, ends_on=ends_on)


def _page(application_form: ApplicationForm | None = None, agreement_form: AgreementForm | None = None):
    organisation = current_user.organisation
    form = application_form or agreement_form
    status = service.status_of(organisation)
    context = {
        "standing": status,
        "application": service.application_of(organisation),
        "refused": _last_refusal(organisation) if status.state == service.NO else None,
        "why_not": _why_not(status),
        "application_form": application_form or ApplicationForm(formdata=None),
        "agreement_form": agreement_form or AgreementForm(formdata=None),
        "documents": _documents(status),
        "rates": _rates(status),
        "partner_words": words,
    }
    return page("my_account/partner.html", status=422 if form and form.errors else 200, wrong=form, **context)


def _documents(status: service.Status) -> list[accepting.Asked]:
    """The agreement beside its box, where there is something to accept."""
    if status.state not in (service.TO_ACCEPT, service.PARTNER):
        return []
    asked = accepting.asked(applying.agreement(), current_user.organisation_id, current_market().language)
    return [each for each in asked if each.ticked or status.state == service.TO_ACCEPT]


def _rates(status: service.Status) -> list[tuple[str, int]]:
    """The discounts of today, by family in the page's language."""
    if status.state not in (service.PARTNER, service.LEAVING):
        return []
    organisation = current_user.organisation
    mine = service.rates(organisation, service.today(organisation))
    families = Family.select().order_by(Family.position, Family.id)
    return [(row.name(current_market().language), mine[row.id]) for row in families if row.id in mine]


def _why_not(status: service.Status) -> str:
    """Why this person cannot ask now; nothing when they can."""
    if status.state != service.NO:
        return ""
    try:
        applying.check_may_ask(current_user.organisation, _person())
    except rules.Refused as refused:
        return words.refusal(refused)
    return ""


def _last_refusal(organisation) -> PartnerApplication | None:
    mine = PartnerApplication.select().where(PartnerApplication.organisation == organisation)
    last = mine.order_by(PartnerApplication.id.desc()).first()
    return last if last is not None and last.state == REFUSED else None


def _running() -> Partnership:
    return service.partnership_of(current_user.organisation) or abort(404)


def _person():
    return current_user._get_current_object()


def _try(do, done: str) -> None:
    """Do it and say so, or say why not."""
    try:
        do()
        flash(done, "success")
    except rules.Refused as refused:
        flash(words.refusal(refused), "warning")
