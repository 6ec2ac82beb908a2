"""Sentences that the law wants on an invoice, and how its payment is told."""

from phoenix.invoices.facts import EXEMPT, OUT_OF_SCOPE, REVERSE_CHARGE, InvoiceFacts, VatFacts
from phoenix.invoices.labels import NATURES
from phoenix.kernel.formats import amount, day, rate
from phoenix.kernel.parties import spaced

REASONS = {
    REVERSE_CHARGE: "Autoliquidation – article 283-2 du CGI, article 196 de la directive 2006/112/CE",
    EXEMPT: "TVA non applicable – article 294, 1 du CGI",
    OUT_OF_SCOPE: "TVA non applicable – article 259-1° du CGI",
}
REASON_CODES = {REVERSE_CHARGE: "VATEX-EU-AE", OUT_OF_SCOPE: "VATEX-EU-O"}
ECB_BASIS = (
    "taux appliqué par la Banque centrale européenne à son opération de refinancement "
    "la plus récente, majoré de dix points"
)
MOROCCAN_BASIS = "article 78-3 du code de commerce"
DEBITS = "Option pour le paiement de la taxe d’après les débits"
ON_PAYMENT = "TVA exigible à l’encaissement du prix"


def vat_reason(row: VatFacts) -> str:
    """Why a row is not taxed; empty when it is."""
    return row.reason or REASONS.get(row.category, "")


def vat_reason_code(row: VatFacts) -> str:
    """The VATEX code of that reason, where the list has one."""
    return row.reason_code or REASON_CODES.get(row.category, "")


def late_penalty(facts: InvoiceFacts) -> str:
    """The late-payment sentence (code PMD)."""
    usual = MOROCCAN_BASIS if facts.seller.is_moroccan else ECB_BASIS
    basis = facts.late.basis or usual
    return (
        "Pénalités de retard exigibles dès le lendemain de l’échéance, sans rappel\u00a0: "
        f"taux annuel de {rate(facts.late.rate)} ({basis})."
    )


def lump_sum(facts: InvoiceFacts) -> str:
    """The recovery lump sum (code PMT)."""
    sum_due = amount(facts.late.lump_sum, facts.late.lump_sum_currency)
    return (
        "En cas de retard de paiement, indemnité forfaitaire pour frais de recouvrement\u00a0: "
        f"{sum_due} (articles L441-10 et D441-5 du code de commerce)."
    )


def early_payment(facts: InvoiceFacts) -> str:
    """What paying early gives (code AAB)."""
    return facts.late.early_discount or "Pas d’escompte pour paiement anticipé."


def tax_point(facts: InvoiceFacts) -> str:
    """When the VAT falls due (code TXD); empty when the option is not known yet."""
    if facts.seller.is_moroccan or facts.seller.vat_on_debits is None:
        return ""
    return f"{DEBITS if facts.seller.vat_on_debits else ON_PAYMENT}."


def registration(facts: InvoiceFacts) -> str:
    """Who the French seller is, in one line (code REG)."""
    seller = facts.seller
    parts = [seller.name]
    if seller.legal_form:
        parts.append(seller.legal_form)
    if seller.capital is not None:
        parts.append(f"capital {amount(seller.capital, seller.capital_currency)}")
    if seller.siren and seller.registry_city:
        parts.append(f"RCS {seller.registry_city} {spaced(seller.siren, 3)}")
    return ", ".join(parts)


def legal_mentions(facts: InvoiceFacts) -> list[str]:
    """All sentences under the totals, in their order."""
    sentences = [f"Nature de l’opération\u00a0: {NATURES[facts.nature][0].lower()}."]
    sentences += [f"{reason}." for reason in _unique(map(vat_reason, facts.vat))]
    if point := tax_point(facts):
        sentences.append(point)
    if facts.late and not facts.is_credit_note:
        sentences += [early_payment(facts), late_penalty(facts)]
        if not facts.seller.is_moroccan:
            sentences.append(lump_sum(facts))
    return sentences + list(facts.notes)


def _unique(texts) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def payment_sentences(facts: InvoiceFacts) -> list[str]:
    """How the document was, or will be, paid or refunded."""
    sentences = [_paid(facts)] if facts.payment.paid else []
    if facts.payment.withheld:
        sentences.append(_withheld(facts))
    if facts.to_pay > 0:
        sentences.append(_credited(facts) if facts.is_credit_note else _to_pay(facts))
    return sentences


def _withheld(facts: InvoiceFacts) -> str:
    """Tax that the customer pays to the treasury in the seller's name."""
    sum_held = amount(facts.payment.withheld, facts.currency)
    return f"Retenue à la source par le client : {sum_held}, sur attestation ({facts.payment.withheld_why})."


def _paid(facts: InvoiceFacts) -> str:
    payment = facts.payment
    verb = "Remboursé" if facts.is_credit_note else "Réglé"
    on = f" le {day(payment.paid_on)}" if payment.paid_on else ""
    paid = amount(payment.paid, facts.currency)
    return f"{verb}{on}{_by(facts)}\u00a0: {paid}."


def _by(facts: InvoiceFacts) -> str:
    """The means of payment, as the end of a sentence; money goes back where it came from."""
    payment = facts.payment
    if payment.means == "card":
        end = f" •••• {payment.card_last4}" if payment.card_last4 else ""
        link = "sur la" if facts.is_credit_note else "par"
        return f" {link} carte bancaire {_brand(payment.card_brand)}{end}".rstrip()
    if payment.means == "sepa":
        return " sur le compte débité" if facts.is_credit_note else " par prélèvement SEPA"
    return " par virement" if payment.means == "transfer" else ""


def _brand(name: str) -> str:
    """A card's brand as its holder knows it, from Stripe's word for it."""
    return "CB" if name == "cartes_bancaires" else name.replace("_", " ")[:1].upper() + name.replace("_", " ")[1:]


def _to_pay(facts: InvoiceFacts) -> str:
    payment = facts.payment
    due = amount(facts.to_pay, facts.currency)
    if payment.held:
        return f"{due} à régler : l’encaissement est suspendu avec le service (force majeure) et aura lieu à sa reprise."
    if payment.means == "sepa" and payment.mandate:
        return f"{due} prélevés {_debit_day(facts)}{_from_account(facts)}."
    if payment.means == "transfer" and payment.iban:
        account = f"IBAN {spaced(payment.iban, 4)}" + (f", BIC {payment.bic}" * bool(payment.bic))
        return f"{due} à régler par virement avant le {day(facts.due_on)} ({account})."
    return f"{due} à régler{_by(facts)} au plus tard le {day(facts.due_on)}."


def _debit_day(facts: InvoiceFacts) -> str:
    return f"le {day(facts.payment.collected_on or facts.due_on)} par prélèvement SEPA"


def _from_account(facts: InvoiceFacts) -> str:
    mandate = facts.payment.mandate
    bank = f", {mandate.bank}" if mandate.bank else ""
    return (
        f" sur le compte {mandate.iban_country}•• •••• {mandate.iban_last4}{bank}, "
        f"selon le mandat {mandate.reference} signé le {day(mandate.signed_on)}"
    )


def _credited(facts: InvoiceFacts) -> str:
    due = amount(facts.due, facts.currency)
    return f"{due} à votre crédit, remboursés{_by(facts)} ou imputés sur une facture à venir."
