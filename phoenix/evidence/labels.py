"""What each kind of evidence is called on pages and in the ZIP of an order."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

TITLES = {
    "archive.opened": _l("Archive ouverte"),
    "archive.statement": _l("État de l’archive"),
    "archive.erased": _l("Effacement prévu par la loi"),
    "archive.widened": _l("Archive étendue à d’autres pièces"),
    "price.set": _l("Prix fixé"),
    "price.dropped": _l("Prix annoncé, retiré avant son jour"),
    "document.published": _l("Document publié"),
    "document.pdf": _l("Document publié, PDF"),
    "document.accepted": _l("Document accepté"),
    "order.confirmed": _l("Commande confirmée"),
    "order.summary": _l("Récapitulatif de commande établi"),
    "quote.asked": _l("Devis demandé"),
    "quote.started": _l("Devis établi à notre initiative"),
    "quote.sent": _l("Devis envoyé"),
    "quote.filed": _l("Devis, PDF établi"),
    "quote.question": _l("Question sur un devis"),
    "quote.answer": _l("Réponse à une question sur un devis"),
    "quote.accepted": _l("Devis accepté"),
    "quote.refused": _l("Devis refusé"),
    "quote.withdrawn": _l("Devis retiré"),
    "quote.expired": _l("Devis expiré"),
    "quote.renewal": _l("Renouvellement d’un devis demandé"),
    "order.cancelled": _l("Commande annulée"),
    "service.delivered": _l("Service livré"),
    "service.undelivered": _l("Livraison annulée"),
    "invoice.issued": _l("Facture ou avoir émis"),
    "invoice.filed": _l("Facture ou avoir, fichiers établis"),
    "payment.event": _l("Étape d’un paiement"),
    "withholding.declared": _l("Retenue à la source déclarée"),
    "withholding.settled": _l("Retenue à la source : issue"),
    "mandate.given": _l("Mandat de prélèvement donné"),
    "mandate.changed": _l("Mandat de prélèvement modifié"),
    "subscription.event": _l("Événement d’un abonnement"),
    "force_majeure.declared": _l("Force majeure déclarée"),
    "force_majeure.lifted": _l("Fin de la force majeure"),
    "notice.renewal": _l("Renouvellement annoncé"),
    "notice.debit": _l("Prélèvement annoncé"),
    "message.sent": _l("E-mail envoyé"),
    "message.received": _l("Message reçu"),
    "file.received": _l("Document envoyé par le client"),
    "consent.preference": _l("Choix sur la prospection"),
    "consent.shared": _l("Coordonnées transmises à un partenaire"),
    "consent.stopped": _l("Retrait du consentement signalé au partenaire"),
}


def title_of(kind: str) -> str:
    """The kind in words; its own name where it has none."""
    return str(TITLES.get(kind, kind))
