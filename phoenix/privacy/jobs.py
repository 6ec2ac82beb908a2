"""The outbox jobs and the daily work of this room."""

from __future__ import annotations

from phoenix.accounts.models import Organisation
from phoenix.payments import means
from phoenix.privacy import due, purging, retention
from phoenix.privacy.erasure import MEANS


def forget_means(payload: dict) -> None:
    """Outbox handler, safe to repeat: cards and accounts of an erased account leave Stripe too."""
    organisation = Organisation.get_by_id(payload["organisation"])
    for method in means.stored(organisation.id):
        means.revoke(method)


HANDLERS = {MEANS: forget_means, purging.FORGET: purging.forget_files}
EVERY_DAY = [due.run, retention.daily]
