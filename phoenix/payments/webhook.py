"""/stripe/webhook: Stripe says where to look; what it says there is asked, never believed."""

from __future__ import annotations

import logging

import peewee
from flask import Blueprint, Response, request

from phoenix.config import settings
from phoenix.database import transaction
from phoenix.gateways.stripe_api import Forged, Notice, OutcomeUnknown
from phoenix.payments import charging, means, settling
from phoenix.payments.means import gateway
from phoenix.payments.models import Attempt, WebhookEvent
from phoenix.web.access import machine

logger = logging.getLogger("phoenix.payments")
blueprint = Blueprint("stripe", __name__, url_prefix="/stripe")


@blueprint.post("/webhook")
@machine
def webhook():
    """2xx once its effect is committed, or when there is none; 4xx when forged; 5xx: send again."""
    try:
        notice = gateway().notice(request.get_data(), request.headers.get("Stripe-Signature"))
    except Forged:
        return _answer(400, "signature refused")
    if notice.livemode != settings().takes_money:
        return _answer(400, "other mode")
    if WebhookEvent.select().where(WebhookEvent.stripe_id == notice.id).exists():
        return _answer(200, "known")
    try:
        return _answer(200, "done" if _have_effect(notice) else "nothing to do")
    except OutcomeUnknown:
        return _answer(503, "Stripe did not answer")


def _answer(status: int, words: str) -> Response:
    return Response(words + "\n", status=status, mimetype="text/plain")


def _have_effect(notice: Notice) -> bool:
    """Apply what the notice is about; the event is remembered in the effect's transaction."""
    effect, attempt = _effect_of(notice)
    if effect is None:
        return False
    try:
        with transaction():
            WebhookEvent.create(stripe_id=notice.id, type=notice.type, object_id=notice.object_id)
            effect()
    except peewee.IntegrityError:
        if not WebhookEvent.select().where(WebhookEvent.stripe_id == notice.id).exists():
            raise
        return False  # the same event, a moment earlier
    if attempt is not None:
        settling.close(Attempt.get_by_id(attempt.id))
    return True


def _effect_of(notice: Notice):
    """What to do inside the transaction; all that Stripe must be asked is asked here, before."""
    if notice.type == "mandate.updated":
        seen = gateway().mandate(notice.object_id)
        return (lambda: means.mandate_changed(seen)), None
    if notice.intent is None:
        return None, None
    attempt = charging.find(notice.intent, notice.metadata)
    if attempt is None:
        logger.info("webhook %s: intent %s is not ours", notice.type, notice.intent)
        return None, None
    view = settling.look(gateway().intent(notice.intent))
    return (lambda: settling.apply(attempt.id, view, "webhook")), attempt
