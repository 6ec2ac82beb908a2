"""My Account, means of payment: show, add, replace, revoke (clauses 6.1b-6.1d, 9.2)."""

from __future__ import annotations

from flask import abort, flash, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.gateways.stripe_api import Declined, OutcomeUnknown, Refused
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.payments import answers, checkout, means, notices, obstacles, words
from phoenix.payments.forms import MeansForm
from phoenix.payments.means import Evidence, NotStored, NotYours
from phoenix.payments.models import Mandate, PaymentMethod
from phoenix.subscriptions import service as subscriptions
from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.ratelimit import refuse_haste
from phoenix.web.render import page, see_other

blueprint = market_blueprint("my_account_payment", __name__)
AT = "/compte/paiement"
DEBITED_SELLER = "pa-fr"  # SEPA debits are in euros, so by the French seller


@blueprint.get(AT)
@signed_in
def view():
    """Stored cards, accounts with their mandates, and a form to add one or to replace one."""
    return _page(_form())


@blueprint.post(f"{AT}/preparation")
@signed_in
def prepare():
    """Have Stripe expect a new card or account; for payment.js alone."""
    form = _form()
    if not form.validate():
        return answers.errors(form.errors)
    refuse_haste("means", current_user.organisation.reference, means.NEW_MEANS)
    try:
        setup = means.prepare(current_user.organisation, form.means.data)
    except (OutcomeUnknown, Refused):
        return answers.errors({"means": [_("Le service de paiement ne répond pas. Réessayez dans un instant.")]}, 503)
    return answers.setup(setup)


@blueprint.post(f"{AT}/ajout")
@signed_in
def add():
    """Keep what the page stored, once Stripe confirms it; it pays the next due dates."""
    form = _form()
    if form.validate() and form.setup.data:
        try:
            method = means.adopt(current_user.organisation, form.setup.data, _evidence())
        except (NotStored, NotYours, Declined, OutcomeUnknown, Refused):
            form.means.errors = [_("Ce moyen de paiement n’a pas pu être enregistré. Recommencez, ou choisissez-en un autre.")]
        else:
            means.choose(method)
            flash(_("%(name)s est enregistré et servira aux prochaines échéances.", name=words.name_of(method)), "success")
            replaced = _replaced()
            other = replaced is not None and replaced.id != method.id  # the same account given again replaces nothing
            return answers.go(url_for(".removal", method_id=replaced.id, remplace=1) if other else url_for(".view"))
    elif not form.errors:
        form.means.errors = [answers.without_script()]
    return answers.errors(form.errors) if answers.wants_json() else _page(form, 422)


@blueprint.post(f"{AT}/<int:method_id>/choix")
@signed_in
def choose(method_id: int):
    """This one pays the next due dates of its kind (clauses 6.1c, 6.1d)."""
    method = _load(method_id)
    means.choose(method)
    flash(_("%(name)s servira aux prochaines échéances.", name=words.name_of(method)), "success")
    return see_other(url_for(".view"))


@blueprint.get(f"{AT}/<int:method_id>/retrait")
@signed_in
def removal(method_id: int):
    """What revoking a mandate or removing a card means, before it is done."""
    method = _load(method_id)
    next_one = means.for_collection(method.organisation_id, _currency())
    return page(
        "my_account/payment_removal.html",
        method=method,
        pays_next=next_one is not None and next_one.id == method.id,
        then=means.next_without(method, _currency()),
        subscriptions=subscriptions.running_count(method.organisation_id, _currency()),
        replaced="remplace" in request.args,
        name_of=words.name_of,
    )


@blueprint.post(f"{AT}/<int:method_id>/retrait")
@signed_in
def remove(method_id: int):
    """Forget a card, revoke a mandate: neither is charged again."""
    method = _load(method_id)
    try:
        means.revoke(method)
    except OutcomeUnknown:
        pass  # ours is the list that is charged from, and it is off that list
    told = _("Le mandat est révoqué : ce compte ne sera plus prélevé.") if method.kind == "sepa" else _("La carte est retirée.")
    flash(told, "success")
    return see_other(url_for(".view"))


def _load(method_id: int) -> PaymentMethod:
    return _mine(method_id) or abort(404)


def _mine(method_id: int) -> PaymentMethod | None:
    return PaymentMethod.get_or_none(
        PaymentMethod.id == method_id,
        PaymentMethod.organisation == current_user.organisation_id,
        PaymentMethod.removed_at.is_null(),
    )


def _replaced() -> PaymentMethod | None:
    """The means in whose place another one is given."""
    asked = request.args.get("remplace", "")
    small = asked.isascii() and asked.isdecimal() and len(asked) < 10
    return _mine(int(asked)) if small else None


def _form() -> MeansForm:
    choices = [("card", _("Une carte bancaire"))]
    if _currency() == "EUR" and obstacles.debits_possible():
        choices.append(("sepa", _("Un compte bancaire, par mandat SEPA")))
    form = MeansForm(choices)
    replaced = _replaced()
    if request.method == "GET" and replaced and replaced.kind in dict(choices):
        form.means.data = replaced.kind
    return form


def _page(form: MeansForm, status: int = 200):
    checkout.allow_stripe()
    organisation_id, currency = current_user.organisation_id, _currency()
    next_one = means.for_collection(organisation_id, currency)
    return page(
        "my_account/payment.html",
        status=status,
        form=form,
        replaced=_replaced(),
        stored=means.stored(organisation_id),
        next_one=next_one,
        uncovered=0 if next_one else subscriptions.running_count(organisation_id, currency),
        in_euros=currency == "EUR",
        announced=notices.to_come(organisation_id, clock.today(COUNTRIES["fr"].timezone)),
        ended=_ended(organisation_id),
        is_usable=means.is_usable,
        expires=means.expires_within,
        mandate_status=words.mandate_status,
        notice_words=words.announced_debit,
        **checkout.means_context([], DEBITED_SELLER),
        **checkout.stripe_context(current_user),
    )


def _ended(organisation_id: int) -> list[Mandate]:
    query = Mandate.select(Mandate, PaymentMethod).join(PaymentMethod)
    mine = (Mandate.organisation == organisation_id) & (Mandate.status << ("revoked", "inactive"))
    return list(query.where(mine).order_by(Mandate.id.desc()))


def _currency() -> str:
    """What this customer pays in: the currency of the country of establishment."""
    return COUNTRIES[current_user.organisation.country].currency


def _evidence() -> Evidence:
    return checkout.evidence_for(DEBITED_SELLER)
