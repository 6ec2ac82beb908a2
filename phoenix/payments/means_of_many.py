"""The means that collect the due dates of many organisations at once, in two queries (clauses 6.1c, 6.1d)."""

from __future__ import annotations

from phoenix.payments import means
from phoenix.payments.models import Mandate, PaymentMethod


def for_collections(organisation_ids: list[int]) -> dict[int, list[tuple[PaymentMethod, Mandate | None]]]:
    """Each organisation's usable means with their mandates, the one chosen last first."""
    methods = list(
        PaymentMethod.select().where(
            PaymentMethod.organisation << organisation_ids, PaymentMethod.removed_at.is_null()
        )
    )
    mandates = {
        row.method_id: row for row in Mandate.select().where(Mandate.method << [each.id for each in methods])
    }
    found: dict[int, list] = {}
    for method in sorted(methods, key=means.preference, reverse=True):
        mandate = mandates.get(method.id)
        if means.may_be_charged(method, mandate):
            found.setdefault(method.organisation_id, []).append((method, mandate))
    return found


def collecting(found: list[tuple[PaymentMethod, Mandate | None]], currency: str):
    """(method, mandate) that pays a due date in `currency`: in euros the mandate, else the card; (None, None)."""
    kinds = ("sepa", "card") if currency == "EUR" else ("card",)
    for kind in kinds:
        for method, mandate in found:
            if method.kind == kind:
                return method, mandate
    return None, None
