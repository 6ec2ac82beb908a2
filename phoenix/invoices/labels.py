"""Every fixed word of an invoice, French first; English stands beside it when asked for."""

LABELS = {
    "invoice": ("Facture", "Invoice"),
    "credit_note": ("Avoir", "Credit note"),
    "number": ("N°", "No."),
    "seller": ("Vendeur", "Seller"),
    "buyer": ("Client", "Customer"),
    "delivery": ("Adresse de livraison", "Delivery address"),
    "issued_on": ("Date d’émission", "Issue date"),
    "due_on": ("Échéance", "Due date"),
    "supplied_on": ("Date de la prestation", "Date of supply"),
    "period": ("Période facturée", "Billing period"),
    "order": ("Commande", "Order"),
    "buyer_reference": ("Votre référence", "Your reference"),
    "customer_number": ("N° client", "Customer no."),
    "nature": ("Nature de l’opération", "Nature of the operation"),
    "corrects": ("Facture corrigée", "Corrected invoice"),
    "description": ("Désignation", "Description"),
    "quantity": ("Qté", "Qty"),
    "unit_price": ("Prix unitaire HT", "Net unit price"),
    "discount": ("Remise HT", "Discount"),
    "vat_rate": ("TVA", "VAT"),
    "net": ("Montant HT", "Net amount"),
    "vat_base": ("Base HT", "Net base"),
    "vat_tax": ("Montant de TVA", "VAT amount"),
    "vat_row": ("Taux de TVA", "VAT rate"),
    "total_net": ("Total HT", "Total excl. VAT"),
    "total_tax": ("Total TVA", "Total VAT"),
    "total_gross": ("Total TTC", "Total incl. VAT"),
    "paid": ("Déjà réglé", "Already paid"),
    "withheld": ("Retenue à la source", "Tax withheld at source"),
    "due": ("Net à payer", "Amount due"),
    "refunded": ("Déjà remboursé", "Already refunded"),
    "to_refund": ("Net à votre crédit", "Amount in your favour"),
    "payment": ("Règlement", "Payment"),
    "mentions": ("Conditions et mentions légales", "Terms and legal notices"),
    "reference": ("Réf.", "Ref."),
    "vat_summary": ("Récapitulatif de la TVA", "VAT summary"),
    "page": ("Page", "Page"),
}
NATURES = {
    "services": ("Prestation de services", "Supply of services"),
    "goods": ("Livraison de biens", "Supply of goods"),
    "mixed": ("Livraison de biens et prestation de services", "Supply of goods and services"),
}
CURRENCY_NAMES = {"EUR": "euros (EUR)", "MAD": "dirhams marocains (MAD)"}


def label(key: str, language: str):
    """The French word, or both of them for an English-speaking customer."""
    return both(LABELS[key], language)


def both(pair: tuple[str, str], language: str):
    """A text, or {"fr", "en"} when the customer reads English."""
    if language == "fr" or pair[0] == pair[1]:
        return pair[0]
    return {"fr": pair[0], "en": pair[1]}
