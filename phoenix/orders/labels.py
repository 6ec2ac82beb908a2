"""Every fixed word of an order summary, in the two languages of the shop."""

LABELS = {
    "fr": {
        "title": "Récapitulatif de commande",
        "number": "N°",
        "running": "Commande n° {number} du {day}",
        "seller": "Vendeur",
        "buyer": "Client",
        "delivery": "Adresse de livraison",
        "ordered_at": "Commandée le",
        "payment_means": "Moyen de paiement",
        "buyer_reference": "Votre référence",
        "quote": "Devis accepté",
        "customer_number": "N° client",
        "quality": "Qualité déclarée",
        "description": "Désignation",
        "quantity": "Qté",
        "unit_price": "Prix unitaire HT",
        "discount": "Remise HT",
        "vat_rate": "TVA",
        "net": "Montant HT",
        "vat_row": "Taux de TVA",
        "vat_base": "Base HT",
        "vat_tax": "Montant de TVA",
        "total_net": "Total HT",
        "total_tax": "Total TVA",
        "today": "Payé aujourd’hui TTC",
        "reference": "Réf.",
        "off": "Remise",
        "schedule": "Ce qui sera payé ensuite",
        "no_schedule": "Rien d’autre ne sera dû au titre de cette commande.",
        "due_on": "Échéance",
        "label": "Objet",
        "gross": "Montant TTC",
        "statements": "Ce que vous avez accepté",
        "documents": "Documents acceptés",
        "document": "Document",
        "version": "Version",
        "dated": "Date",
        "digest": "Empreinte SHA-256",
        "evidence": "Preuve de l’acceptation",
        "person": "Acceptée par",
        "accepted_at": "Date et heure",
        "ip_address": "Adresse IP",
        "user_agent": "Navigateur",
        "currency": "Montants en {currency}.",
        "page": "Page",
        "demo": "Document de démonstration\u00a0: paiement simulé, sans valeur contractuelle.",
    },
    "en": {
        "title": "Order summary",
        "number": "No.",
        "running": "Order no. {number} of {day}",
        "seller": "Seller",
        "buyer": "Customer",
        "delivery": "Delivery address",
        "ordered_at": "Ordered on",
        "payment_means": "Means of payment",
        "buyer_reference": "Your reference",
        "quote": "Accepted quote",
        "customer_number": "Customer no.",
        "quality": "Declared status",
        "description": "Description",
        "quantity": "Qty",
        "unit_price": "Unit price excl. VAT",
        "discount": "Discount",
        "vat_rate": "VAT",
        "net": "Amount excl. VAT",
        "vat_row": "VAT rate",
        "vat_base": "Net base",
        "vat_tax": "VAT amount",
        "total_net": "Total excl. VAT",
        "total_tax": "Total VAT",
        "today": "Paid today incl. VAT",
        "reference": "Ref.",
        "off": "Discount",
        "schedule": "What will be paid later",
        "no_schedule": "Nothing else will be due under this order.",
        "due_on": "Due date",
        "label": "For",
        "gross": "Amount incl. VAT",
        "statements": "What you accepted",
        "documents": "Documents accepted",
        "document": "Document",
        "version": "Version",
        "dated": "Date",
        "digest": "SHA-256 digest",
        "evidence": "Evidence of acceptance",
        "person": "Accepted by",
        "accepted_at": "Date and time",
        "ip_address": "IP address",
        "user_agent": "Browser",
        "currency": "Amounts in {currency}.",
        "page": "Page",
        "demo": "Demonstration document: simulated payment, no contractual value.",
    },
}
CURRENCY_NAMES = {
    "fr": {"EUR": "euros (EUR)", "MAD": "dirhams marocains (MAD)"},
    "en": {"EUR": "euros (EUR)", "MAD": "Moroccan dirhams (MAD)"},
}
# Why a line costs less than in the catalogue, by its `price_source`.
DISCOUNTS = {
    "fr": {"quote": "prix du devis", "partner": "tarif partenaire"},
    "en": {"quote": "price of the quote", "partner": "partner price"},
}
QUALITIES = {
    "fr": {"professional": "professionnel", "non_professional": "non-professionnel"},
    "en": {"professional": "professional", "non_professional": "non-professional"},
}
MEANS = {
    "fr": {"card": "Carte bancaire", "sepa": "Prélèvement SEPA"},
    "en": {"card": "Payment card", "sepa": "SEPA direct debit"},
}
COMMITMENTS = {
    "fr": {
        "none": "Sans engagement",
        "P1M": "Engagement d’un mois",
        "P1Y": "Engagement d’un an",
        "P3Y": "Engagement de trois ans",
    },
    "en": {
        "none": "No commitment",
        "P1M": "One-month commitment",
        "P1Y": "One-year commitment",
        "P3Y": "Three-year commitment",
    },
}
BILLINGS = {
    "fr": {"month": "facturé chaque mois", "year": "facturé chaque année", "once": "payé en une fois"},
    "en": {"month": "billed monthly", "year": "billed yearly", "once": "paid at once"},
}
RHYTHMS = {
    "fr": {"month": "par mois", "year": "par an", "P1Y": "pour un an", "P3Y": "pour trois ans"},
    "en": {"month": "per month", "year": "per year", "P1Y": "for one year", "P3Y": "for three years"},
}
REPEATS = {
    "fr": {
        "month": "Chaque mois à partir du {first}",
        "year": "Chaque année à partir du {first}",
        "until": "{times} échéances, la dernière le {last}",
        "open_ended": "jusqu’à ce que vous y mettiez fin",
    },
    "en": {
        "month": "Every month from {first}",
        "year": "Every year from {first}",
        "until": "{times} payments, the last on {last}",
        "open_ended": "until you end it",
    },
}
STATEMENTS = {
    "fr": {
        "prices": (
            "Le prix est celui en vigueur le jour de la commande et ne change pas pendant "
            "l’engagement. Il est dû en totalité dès la confirmation de la commande."
        ),
        "quoted": (
            "Le prix est celui du devis accepté et ne change pas pendant l’engagement. Il est dû "
            "en totalité dès la confirmation de la commande."
        ),
        "performance": "En commandant, le client accepte que l’exécution commence immédiatement.",
        "withdrawal": (
            "Aucun droit de rétractation ne s’applique\u00a0: la commande est conclue entre "
            "professionnels, ou avec un non-professionnel."
        ),
        "renewal": (
            "Les abonnements se renouvellent à leur terme, au prix alors en vigueur. Le "
            "renouvellement automatique peut être désactivé à tout moment avant ce terme, "
            "dans Mon compte."
        ),
        "change": (
            "Une commande confirmée ne peut être modifiée sans l’accord écrit de la société."
        ),
    },
    "en": {
        "prices": (
            "The price is the one in force on the day of the order and does not change during "
            "the commitment. It is due in full once the order is confirmed."
        ),
        "quoted": (
            "The price is that of the accepted quote and does not change during the commitment. "
            "It is due in full once the order is confirmed."
        ),
        "performance": "By ordering, the customer agrees that performance starts at once.",
        "withdrawal": (
            "No right of withdrawal applies: the order is made between professionals, or with "
            "a non-professional."
        ),
        "renewal": (
            "Subscriptions renew at the end of their term, at the price then in force. "
            "Automatic renewal can be switched off at any time before that end, in My Account."
        ),
        "change": "A confirmed order cannot be changed without the company’s written consent.",
    },
}
