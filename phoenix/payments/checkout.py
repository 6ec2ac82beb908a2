"""What the payment page shows and takes: its order, its documents, its means, its form."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts.models import Person
from phoenix.config import settings
from phoenix.gateways.stripe_api import csp_sources, script_url
from phoenix.invoices.models import Invoice
from phoenix.kernel.sellers import SELLERS
from phoenix.legal.accepting import Asked, asked
from phoenix.orders import service as orders
from phoenix.orders.models import PREPARED, Order
from phoenix.payments import means, obstacles, rules, service, words
from phoenix.payments.forms import NEW_CARD, NEW_SEPA, STORED, PaymentForm
from phoenix.payments.means import Evidence
from phoenix.payments.models import PaymentMethod
from phoenix.web import headers
from phoenix.web.market import current_market


def documents_of(order: Order) -> list[Asked]:
    """The versions in force that this order accepts; none once it is bound."""
    if order.state != PREPARED:
        return []
    return asked(orders.documents_of(order), order.organisation_id, current_market().language)


def kinds_for(order: Order) -> tuple[str, ...]:
    """The kinds of means that may pay this order, in our words."""
    allowed = rules.means_allowed(order.currency, order.gross)
    kinds = (kind for kind, stripe in means.STRIPE_KINDS.items() if stripe in allowed)
    return tuple(kind for kind in kinds if obstacles.obstacle(order, kind) is None)


def form_of(order: Order) -> PaymentForm:
    """The form with the choices that this order has."""
    kinds = kinds_for(order)
    choices = choices_of(means.usable(order.organisation_id, kinds), kinds)
    return PaymentForm(documents_of(order), choices, _refused(order))


def _refused(order: Order) -> int | None:
    """The means that the bank turned down last for this order."""
    now = service.standing(order)
    return now.attempt.method_id if now.attempt is not None and now.state == rules.FAILED else None


def choices_of(stored: list[PaymentMethod], kinds: tuple[str, ...]) -> list[tuple[str, str]]:
    """What a form lets one choose: stored means, then new ones of these kinds."""
    choices = [(f"{STORED}{method.id}", words.name_of(method)) for method in stored]
    choices.append((NEW_CARD, _("Une carte bancaire") if not choices else _("Une autre carte bancaire")))
    if "sepa" in kinds:
        choices.append((NEW_SEPA, _("Un prélèvement SEPA")))
    return choices


def stored_method(owned: Order | Invoice, method_id: int) -> PaymentMethod:
    """A means of payment of the customer of an order or invoice; PaymentMethod.DoesNotExist otherwise."""
    return PaymentMethod.get(
        PaymentMethod.id == method_id, PaymentMethod.organisation == owned.organisation_id
    )


def evidence(order: Order) -> Evidence:
    """Who clicks, in which language, from where (clause 2e)."""
    return evidence_for(order.seller_code)


def evidence_for(seller_code: str) -> Evidence:
    """The same, with the words of a mandate given to that seller (clause 6.1c)."""
    person: Person = current_user._get_current_object()
    return Evidence(
        person=person,
        language=current_market().language,
        address=request.remote_addr or "",
        user_agent=request.user_agent.string,
        mandate_text=words.mandate_text(SELLERS[seller_code]),
    )


def allow_stripe() -> None:
    """Let the page being answered use Stripe's script and address, and nothing else foreign."""
    headers.allow(csp_sources(settings()))


def page_context(order: Order, form: PaymentForm) -> dict:
    """Everything that templates/payments/page.html needs."""
    allow_stripe()
    return {
        "order": order,
        "summary": orders.summary_of(order),
        "form": form,
        "documents": form.asked,
        "sepa_over_limit": order.currency == "EUR" and order.gross > rules.SEPA_LIMIT_MINOR,
        **means_context(means.usable(order.organisation_id, ("card", "sepa")), order.seller_code),
        **stripe_context(current_user),
    }


def means_context(stored: list[PaymentMethod], seller_code: str) -> dict:
    """What templates/payments/_means.html needs: stored means by their value, the words of a mandate."""
    return {
        "methods": {f"{STORED}{method.id}": method for method in stored},
        "order_seller": SELLERS[seller_code],
        "mandate_words": words.mandate_text(SELLERS[seller_code]),
        "name_of": words.name_of,
        "expiry_of": words.expiry_of,
    }


def stripe_context(person: Person | None) -> dict:
    """What payment.js is told by data- attributes, and the names that its fields begin with."""
    return {
        "stripe_script": script_url(settings()),
        "stripe_key": settings().stripe_publishable_key,
        "page_words": words.page_words(),
        "holder_email": person.email if person else "",
        "card_holder": person.full_name if person else "",
        "account_holder": person.organisation.name if person else "",
    }
