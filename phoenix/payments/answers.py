"""How the pages that take payments answer: payment.js gets JSON, a form without script gets pages."""

from __future__ import annotations

from flask import Response, jsonify, request
from flask_babel import gettext as _

from phoenix.gateways.stripe_api import Declined, OutcomeUnknown, Refused
from phoenix.payments import service, words
from phoenix.payments.means import NotStored, NotYours
from phoenix.payments.models import Attempt, PaymentMethod
from phoenix.payments.service import NotPayableBy
from phoenix.web.render import see_other

# What may come of charging a means that the page names; `words_of` says it.
REFUSALS = (NotPayableBy, NotStored, NotYours, Declined, Refused, OutcomeUnknown, PaymentMethod.DoesNotExist)


def wants_json() -> bool:
    """Whether payment.js asks."""
    return request.accept_mimetypes.best == "application/json"


def errors(found: dict, status: int = 422) -> Response:
    """Errors by field, for payment.js."""
    answer = jsonify(errors={name: [str(text) for text in texts] for name, texts in found.items()})
    answer.status_code = status
    return answer


def go(url: str) -> Response:
    """On to another page: told to payment.js, or by 303."""
    return jsonify(redirect=url) if wants_json() else see_other(url)


def setup(made) -> Response:
    """What payment.js stores a new means of payment with."""
    return jsonify(client_secret=made.client_secret, setup=made.id)


def authentication(attempt: Attempt, back: str) -> Response:
    """The page confirms this very intent with the bank, then comes `back`."""
    try:
        told = {"authenticate": service.client_secret(attempt), "back": back}
    except OutcomeUnknown:
        return errors({"means": [unreachable()]}, 503)
    if attempt.off_session:
        told["method"] = attempt.stripe_method
    return jsonify(told)


def refused(attempt: Attempt) -> Response:
    """The bank's no, in words, while the page is still open."""
    return errors({"means": [words.refusal(attempt)]}, 402)


def unreachable() -> str:
    """Stripe does not answer."""
    return _("Le service de paiement ne répond pas. Rien n’a été débité : réessayez dans un instant.")


def without_script() -> str:
    """A new card or account was chosen, and no script stored it."""
    return _("La saisie d’une carte ou d’un IBAN demande que JavaScript soit activé dans votre navigateur.")


def words_of(refusal: Exception) -> str:
    """Why a means of payment was not taken, in one or two sentences."""
    if isinstance(refusal, NotStored) and refusal.args == (None,):
        return without_script()
    if isinstance(refusal, Declined):
        return words.refusal_of(refusal.code, refusal.decline_code)
    if isinstance(refusal, (OutcomeUnknown, Refused)):
        return unreachable()
    if isinstance(refusal, NotPayableBy):
        return _("Ce moyen de paiement ne peut pas régler cette somme. Choisissez-en un autre.")
    return _("Ce moyen de paiement n’a pas pu être enregistré. Recommencez, ou choisissez-en un autre.")
