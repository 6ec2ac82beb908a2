"""My Account, means of payment: show, add, replace, revoke (clauses 6.1b-6.1d, 9.2)."""

from __future__ import annotations

from flask import abort, flash, jsonify, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.gateways.stripe_api import Declined, OutcomeUnknown, Refused
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.sellers import SELLERS
from phoenix.payments import checkout, means, obstacles, words
from phoenix.payments.forms import MeansForm
from phoenix.payments.means import Evidence, NotStored, NotYours
from phoenix.payments.models import Mandate, PaymentMethod
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
    """Stored cards, accounts with their mandates, and a form to add one."""
    return _page(_form())


@blueprint.post(f"{AT}/preparation")
@signed_in
def prepare():
    """Have Stripe expect a new card or account; for payment.js alone."""
    form = _form()
    if not form.validate():
        return _errors(form.errors)
    refuse_haste("means", current_user.organisation.reference, means.NEW_MEANS)
    try:
        setup = means.prepare(current_user.organisation, form.means.data)
    except (OutcomeUnknown, Refused):
        return _errors({"means": [_("Le service de paiement ne répond pas. Réessayez dans un instant.")]}, 503)
    return jsonify(client_secret=setup.client_secret, setup=setup.id)


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
            return _go(url_for(".view"))
    elif not form.errors:
        form.means.errors = [_("La saisie d’une carte ou d’un IBAN demande que JavaScript soit activé dans votre navigateur.")]
    return _errors(form.errors) if _wants_json() else _page(form, 422)


@blueprint.post(f"{AT}/<int:method_id>/choix")
@signed_in
def choose(method_id: int):
    """This one pays the next due dates of its kind (clauses 6.1c, 6.1d)."""
    method = _load(method_id)
    means.choose(method)
    flash(_("%(name)s servira aux prochaines échéances.", name=words.name_of(method)), "success")
    return see_other(url_for(".view"))


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
    found = PaymentMethod.get_or_none(
        PaymentMethod.id == method_id,
        PaymentMethod.organisation == current_user.organisation_id,
        PaymentMethod.removed_at.is_null(),
    )
    return found or abort(404)


def _form() -> MeansForm:
    choices = [("card", _("Une carte bancaire"))]
    if _currency() == "EUR" and obstacles.debits_possible():
        choices.append(("sepa", _("Un compte bancaire, par mandat SEPA")))
    return MeansForm(choices)


def _page(form: MeansForm, status: int = 200):
    checkout.allow_stripe()
    organisation_id = current_user.organisation_id
    ended = Mandate.select().where(
        Mandate.organisation == organisation_id, Mandate.status << ("revoked", "inactive")
    )
    return page(
        "my_account/payment.html",
        status=status,
        form=form,
        stored=means.stored(organisation_id),
        next_one=means.for_collection(organisation_id, _currency()),
        in_euros=_currency() == "EUR",
        ended=list(ended.order_by(Mandate.id.desc())),
        is_usable=means.is_usable,
        name_of=words.name_of,
        expiry_of=words.expiry_of,
        mandate_status=words.mandate_status,
        mandate_words=words.mandate_text(SELLERS[DEBITED_SELLER]),
        order_seller=SELLERS[DEBITED_SELLER],
        **checkout.stripe_context(),
    )


def _currency() -> str:
    """What this customer pays in: the currency of the country of establishment."""
    return COUNTRIES[current_user.organisation.country].currency


def _evidence() -> Evidence:
    return checkout.evidence_for(DEBITED_SELLER)


def _errors(errors: dict, status: int = 422):
    answer = jsonify(errors={name: [str(text) for text in texts] for name, texts in errors.items()})
    answer.status_code = status
    return answer


def _go(url: str):
    return jsonify(redirect=url) if _wants_json() else see_other(url)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
