"""French words for payments: means, states, refusals. Codes come in, sentences go out."""

from __future__ import annotations

from flask_babel import gettext as _

from phoenix.kernel.sellers import Seller
from phoenix.payments import declines, obstacles, rules
from phoenix.payments.models import Attempt, DebitNotice, PaymentMethod

BRANDS = {
    "visa": "Visa",
    "mastercard": "Mastercard",
    "amex": "American Express",
    "cartes_bancaires": "CB",
    "maestro": "Maestro",
}


def name_of(method: PaymentMethod) -> str:
    """`Visa •••• 4242`, `Compte FR •••• 2606`: all that may be shown of a means of payment."""
    if method.kind == "card":
        brand = BRANDS.get(method.brand) or method.brand.replace("_", " ").capitalize()
        return f"{brand or _('Carte')} •••• {method.last4}"
    return _("Compte bancaire %(country)s •••• %(last4)s", country=method.country or "", last4=method.last4)


def expiry_of(method: PaymentMethod) -> str:
    """`12/2034`, or nothing for an account."""
    return f"{method.exp_month:02d}/{method.exp_year}" if method.exp_year else ""


def refusal(attempt: Attempt) -> str:
    """Why an attempt failed, and what to do, in one or two sentences."""
    return refusal_of(attempt.error_code, attempt.decline_code, attempt.kind)


def refusal_of(code: str | None, decline_code: str | None, kind: str = "card") -> str:
    """The words of a refusal, from Stripe's codes."""
    exact = _exact(decline_code) or _exact(code)
    if exact:
        return exact
    known = declines.kind(code, decline_code)
    if kind == "sepa":
        return _("Votre banque a refusé le prélèvement. Choisissez un autre moyen de paiement ou rapprochez-vous d’elle.")
    if known == declines.NEVER:
        return _("Votre banque refuse les paiements avec cette carte. Utilisez-en une autre.")
    if known == declines.OURS:
        return _("Le paiement n’a pas pu être présenté. Rien n’a été débité : réessayez, ou écrivez-nous.")
    return _("Votre banque a refusé le paiement. Rien n’a été débité : essayez une autre carte ou rapprochez-vous de votre banque.")


def _exact(code: str | None) -> str | None:
    if code in ("payment_intent_authentication_failure", "setup_intent_authentication_failure"):
        return _("L’authentification auprès de votre banque n’a pas abouti. Rien n’a été débité : réessayez ou utilisez une autre carte.")
    if code == "authentication_required":
        return _("Votre banque demande que vous vous authentifiiez pour ce paiement.")
    if code == "insufficient_funds":
        return _("Le compte n’est pas suffisamment approvisionné. Rien n’a été débité.")
    if code == "expired_card":
        return _("Cette carte a expiré. Utilisez-en une autre.")
    if code in ("incorrect_cvc", "invalid_cvc"):
        return _("Le cryptogramme de la carte n’est pas le bon. Vérifiez-le et recommencez.")
    if code in ("account_closed", "bank_account_closed", "no_account"):
        return _("Ce compte bancaire est clos ou n’existe pas. Choisissez un autre moyen de paiement.")
    if code == "debit_not_authorized":
        return _("Votre banque n’autorise pas les prélèvements sur ce compte. Choisissez un autre moyen de paiement.")
    return None


def obstacle_of(reason: str) -> str:
    """Why an order cannot be paid here at all, and what to do."""
    if reason == obstacles.AMOUNT:
        return _("Cette somme ne peut pas être payée en ligne. Écrivez-nous : nous conviendrons avec vous d’un autre règlement.")
    return _("Nous ne pouvons pas encore émettre la facture de cette commande : nous refusons donc votre paiement. Écrivez-nous, nous vous répondrons sans tarder.")


def state_of(state: str) -> tuple[str, str]:
    """A payment's state as a badge: its words and its kind."""
    return {
        rules.NEW: (_("À payer"), ""),
        rules.SUBMITTED: (_("En cours de vérification"), "info"),
        rules.UNKNOWN: (_("En cours de vérification"), "info"),
        rules.ACTION: (_("En attente de votre authentification"), "warning"),
        rules.PROCESSING: (_("Prélèvement en cours"), "info"),
        rules.FAILED: (_("Refusé"), "error"),
        rules.CANCELLED: (_("Abandonné"), ""),
        rules.SUCCEEDED: (_("Payé"), "success"),
        rules.PARTLY_REFUNDED: (_("Remboursé en partie"), "info"),
        rules.REFUNDED: (_("Remboursé"), "info"),
        rules.DISPUTED: (_("Contesté auprès de la banque"), "warning"),
        rules.LOST: (_("Repris par la banque"), "error"),
        rules.WON: (_("Payé"), "success"),
    }[state]


def mandate_status(status: str) -> tuple[str, str]:
    """A mandate's status as a badge."""
    known = {
        "active": (_("Actif"), "success"),
        "pending": (_("En attente"), "info"),
        "inactive": (_("Inactif"), "warning"),
        "revoked": (_("Révoqué"), ""),
    }
    return known.get(status, (_("Inactif"), "warning"))


def announced_debit(notice: DebitNotice) -> str:
    """What an announced debit pays: an invoice, or a subscription's period."""
    kind, _colon, rest = notice.subject.partition(":")
    if kind == "invoice":
        return _("facture %(number)s", number=rest)
    return _("abonnement %(number)s", number=kind)


def mandate_text(seller: Seller) -> str:
    """The authorisation shown beside the button, and kept with the mandate (clause 6.1c)."""
    return _(
        "En donnant votre IBAN et en confirmant, vous autorisez %(seller)s et Stripe, son prestataire "
        "de paiement, à envoyer des instructions à votre banque pour débiter votre compte, et votre "
        "banque à débiter votre compte selon ces instructions. Vous avez le droit d’être remboursé "
        "par votre banque selon les conditions de la convention passée avec elle. La demande de "
        "remboursement doit être faite dans les huit semaines suivant la date de débit.",
        seller=seller.name,
    )


def page_words() -> dict[str, str]:
    """What payment.js says by itself: it holds no sentence of its own."""
    return {
        "busy": _("Paiement en cours, ne fermez pas cette page…"),
        "card_incomplete": _("Complétez le numéro, la date d’expiration et le cryptogramme de la carte."),
        "holder_missing": _("Indiquez le nom du titulaire."),
        "iban_missing": _("Indiquez l’IBAN du compte à débiter."),
        "iban_form": _("Cet IBAN n’a pas la bonne longueur ou contient un caractère inattendu."),
        "iban_key": _("Cet IBAN contient une faute de frappe : ses chiffres de contrôle ne correspondent pas."),
        "iban_country": _("Ce compte est hors de la zone SEPA : il ne peut pas être prélevé en euros. Payez par carte."),
        "network": _("La connexion a été interrompue. Rechargez la page : elle vous dira où en est le paiement."),
        "script": _("Le module de paiement sécurisé n’a pas pu être chargé. Vérifiez votre connexion ou votre bloqueur, puis rechargez la page."),
        "refused": refusal_of("card_declined", None),
        "never": refusal_of("card_declined", "lost_card"),
        "funds": refusal_of("card_declined", "insufficient_funds"),
        "expired_card": refusal_of("expired_card", None),
        "incorrect_cvc": refusal_of("incorrect_cvc", None),
        "authentication": refusal_of("setup_intent_authentication_failure", None),
        "incorrect_number": _("Ce numéro de carte n’est pas valide. Vérifiez-le."),
        "sepa": _("Cet IBAN n’a pas été accepté. Vérifiez-le ou utilisez un autre compte."),
    }
