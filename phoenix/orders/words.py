"""The words of orders: where one stands, what moved before the last click, what an error means."""

from __future__ import annotations

from functools import lru_cache

from flask_babel import gettext as _

from phoenix.kernel.values import frozen
from phoenix.orders import rules
from phoenix.orders.models import CANCELLED, PAID, Order
from phoenix.web.market import current_market
from phoenix.web.words import edition


@frozen
class Standing:
    """Where an order stands, in words; `action` is "pay", "look" or nothing."""

    kind: str
    badge: str
    title: str
    text: str
    action: str = ""


def standing(order: Order, payment_state: str | None) -> Standing:
    """The order's state for its customer; `payment_state` is that of its payment, if it has one."""
    return standing_of(order.state, payment_state, current_market().language)


def standing_of(order_state: str, payment_state: str | None, language: str) -> Standing:
    """The same from the two states; a language's words are made once, until they change."""
    return _standing(order_state, payment_state, (language, edition()))


@lru_cache(maxsize=100)
def _standing(order_state: str, payment_state: str | None, _words: tuple[str, int]) -> Standing:
    if order_state == CANCELLED:
        return _cancelled()
    if payment_state == "processing":
        return _processing()
    if payment_state in ("refunded", "partly_refunded"):
        return _refunded(payment_state)
    if payment_state in ("disputed", "lost"):
        return _taken_back()
    if payment_state in ("failed", "cancelled"):
        return _failed(order_state == PAID)
    if order_state == PAID:
        return _paid()
    if payment_state in ("new", "submitted", "unknown"):
        return _waiting()
    return _unpaid(payment_state)


def _paid() -> Standing:
    return Standing(
        "success",
        _("Payée"),
        _("Merci, votre commande est payée"),
        _("Le paiement est accepté. L’exécution de votre commande commence maintenant."),
    )


def _processing() -> Standing:
    return Standing(
        "info",
        _("Prélèvement en cours"),
        _("Merci, votre commande est enregistrée"),
        _(
            "Le prélèvement SEPA est en cours : il n’est ni payé, ni refusé. La banque répond en quelques "
            "jours, quatorze jours ouvrés au plus. L’exécution de votre commande commence maintenant."
        ),
    )


def _failed(late: bool) -> Standing:
    text = _("Le paiement n’a pas abouti : rien n’a été débité. La commande reste due ; vous pouvez la payer par un autre moyen.")
    if late:
        text = _("La banque a refusé le prélèvement. La somme reste due ; vous pouvez la payer par un autre moyen.")
    return Standing("error", _("Paiement refusé"), _("Le paiement n’a pas abouti"), text, "pay")


def _waiting() -> Standing:
    return Standing(
        "info",
        _("Réponse attendue"),
        _("Nous attendons la réponse de la banque"),
        _("Ne payez pas une seconde fois : cette page vous dira ce qu’il en est."),
        "look",
    )


def _unpaid(payment_state: str | None) -> Standing:
    text = _("La commande est confirmée et reste à payer.")
    if payment_state == "requires_action":
        text = _("Votre banque demande que vous confirmiez le paiement.")
    return Standing("warning", _("À payer"), _("Il reste à payer votre commande"), text, "pay")


def _refunded(state: str) -> Standing:
    if state == "refunded":
        text = _("Toute la somme vous a été remboursée. L’avoir est dans vos factures.")
        return Standing("info", _("Remboursée"), _("Votre commande est remboursée"), text)
    text = _("Une partie de la somme vous a été remboursée. L’avoir est dans vos factures.")
    return Standing("info", _("Remboursée en partie"), _("Votre commande est remboursée en partie"), text)


def _cancelled() -> Standing:
    return Standing(
        "info",
        _("Annulée"),
        _("Votre commande est annulée"),
        _("Tout ce que vous avez payé pour elle vous est rendu, sans frais ; les avoirs sont dans vos factures."),
    )


def _taken_back() -> Standing:
    return Standing(
        "warning",
        _("Paiement contesté"),
        _("La banque a repris la somme"),
        _("Le paiement a été contesté auprès de la banque. Écrivez-nous pour régler la suite."),
    )


def difference(found: rules.Difference) -> str:
    """What moved, in one sentence; prices are shown beside it."""
    return {
        rules.PRICE: lambda: _("Le prix a changé."),
        rules.GONE: lambda: _("Cette offre n’est plus vendue : la ligne est retirée."),
        rules.LIMITS: lambda: _("Les quantités permises ont changé : la ligne est retirée."),
        rules.VAT: lambda: _("Le taux de TVA de votre organisation a changé."),
        rules.QUOTED: lambda: _("Cette prestation avait été chiffrée sur devis : demandez-en un nouveau."),
        rules.EXPIRED: lambda: _("Le devis n’est plus valable : demandez-en le renouvellement."),
        rules.BUYER: lambda: _("Les coordonnées de votre organisation ont changé : la commande reprend les nouvelles."),
    }[found.kind]()


def refusal(error: rules.OrderRefused) -> str:
    """Why « Commander » did not go through."""
    return {
        rules.NothingToOrder: lambda: _("Il n’y a rien à commander : ces offres ne sont plus vendues."),
        rules.LinesBlocked: lambda: _("Une ligne de votre panier ne peut pas être commandée telle quelle. Elle est signalée ci-dessous."),
        rules.ChangedMeanwhile: lambda: _("Votre panier ou ses prix ont changé pendant que vous relisiez. Voici ce qui serait commandé maintenant : relisez, puis recommencez."),
        rules.QuoteEnded: lambda: _("Le devis n’est plus valable : demandez-en le renouvellement."),
        rules.NotPrepared: lambda: _("Cette commande a été remplacée ou confirmée entre-temps."),
    }.get(type(error), lambda: _("La commande n’a pas pu être préparée. Recommencez depuis votre panier."))()
