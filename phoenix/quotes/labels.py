"""The fixed words of a quote's PDF where they are not those of an order, in the two languages of the shop."""

LABELS = {
    "fr": {
        "title": "Devis",
        "running": "Devis n° {number} du {day}",
        "sent_on": "Établi le",
        "valid_until": "Valable jusqu’au",
        "version": "Version",
        "about": "Complète la commande",
        "today": "À payer à la commande TTC",
        "schedule": "Ce qui sera payé ensuite, pour une commande passée ce jour",
        "no_schedule": "Rien d’autre ne sera dû au titre de ce devis.",
        "message": "À votre attention",
        "statements": "Conditions du devis",
        "documents": "Documents joints",
        "demo": "Document de démonstration\u00a0: sans valeur contractuelle.",
    },
    "en": {
        "title": "Quote",
        "running": "Quote no. {number} of {day}",
        "sent_on": "Drawn up on",
        "valid_until": "Valid until",
        "version": "Version",
        "about": "Supplements order",
        "today": "To pay with the order incl. VAT",
        "schedule": "What will be paid later, for an order placed today",
        "no_schedule": "Nothing else will be due under this quote.",
        "message": "For your attention",
        "statements": "Terms of the quote",
        "documents": "Documents enclosed",
        "demo": "Demonstration document: no contractual value.",
    },
}
STATEMENTS = {
    "fr": {
        "validity": (
            "Les prix de ce devis sont garantis jusqu’au {until} inclus. Passé ce jour, il n’est plus "
            "valable\u00a0; son renouvellement peut être demandé."
        ),
        "acceptance": (
            "Il s’accepte sur le site\u00a0: l’acceptation fait naître une commande, avec les documents "
            "contractuels alors en vigueur, et oblige au paiement dès sa confirmation."
        ),
        "performance": "En commandant, le client accepte que l’exécution commence immédiatement.",
        "withdrawal": (
            "Aucun droit de rétractation ne s’applique\u00a0: la commande est conclue entre "
            "professionnels, ou avec un non-professionnel."
        ),
        "supplementary": (
            "Ce devis complète une commande dont le traitement dépasse ce que son prix comprend. S’il est "
            "refusé, la somme payée pour cette commande est remboursée en totalité, sans frais."
        ),
        "renewal": (
            "Le prix d’un abonnement vaut pour son premier engagement. Il se renouvelle à son terme, au "
            "prix alors en vigueur\u00a0; le renouvellement automatique peut être désactivé à tout moment."
        ),
    },
    "en": {
        "validity": (
            "The prices of this quote are guaranteed up to and including {until}. After that day it is "
            "no longer valid; you may ask for it to be renewed."
        ),
        "acceptance": (
            "It is accepted on the site: accepting it makes an order, under the contractual documents "
            "then in force, and obliges to pay once the order is confirmed."
        ),
        "performance": "By ordering, the customer agrees that performance starts at once.",
        "withdrawal": (
            "No right of withdrawal applies: the order is made between professionals, or with a "
            "non-professional."
        ),
        "supplementary": (
            "This quote supplements an order that takes more work than its price includes. If it is "
            "refused, what was paid for that order is refunded in full, at no charge."
        ),
        "renewal": (
            "The price of a subscription holds for its first commitment. It renews at the end of that "
            "term, at the price then in force; automatic renewal can be switched off at any time."
        ),
    },
}
