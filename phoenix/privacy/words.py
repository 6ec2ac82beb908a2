"""The words of this room: rights, uses, states, steps, groups of what is held (clause 9.3)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

KINDS = {
    "access": _l("Copie de vos données"),
    "portability": _l("Portabilité"),
    "rectification": _l("Correction"),
    "erasure": _l("Effacement"),
    "objection": _l("Opposition"),
    "restriction": _l("Limitation"),
}
USES = {
    "prospecting": _l("Les offres par e-mail, SMS et téléphone"),
    "profiling": _l("Le profilage : ce que disent votre navigation et vos réactions aux e-mails"),
    "partners": _l("La transmission de vos coordonnées à des partenaires"),
    "reviews": _l("L’affichage de vos avis"),
}
STATES = {
    "open": (_l("en cours"), "info"),
    "done": (_l("faite"), "success"),
    "refused": (_l("refusée"), "error"),
    "cancelled": (_l("retirée"), ""),
}
STEPS = {
    "received": _l("Demande reçue"),
    "identity": _l("Identité vérifiée, pièce détruite"),
    "extended": _l("Délai prolongé de deux mois"),
    "blocked": _l("Effacement suspendu : des contrats courent ou des sommes restent dues"),
    "done": _l("Demande satisfaite"),
    "refused": _l("Demande refusée"),
    "cancelled": _l("Demande retirée"),
}
GROUPS = {
    "account": (_l("Compte, organisation et représentant"), "my_account_profile.view"),
    "choices": (_l("Préférences et oppositions"), "my_account_preferences.view"),
    "security": (_l("Connexions et navigateurs"), "my_account_security.view"),
    "orders": (_l("Panier et commandes"), "my_account_orders.view"),
    "quotes": (_l("Devis"), None),
    "documents": (_l("Documents acceptés"), "my_account_documents.view"),
    "subscriptions": (_l("Abonnements"), "my_account_subscriptions.view"),
    "invoices": (_l("Factures"), "my_account_invoices.view"),
    "payments": (_l("Moyens de paiement, mandats et paiements"), "my_account_payment.view"),
    "messages": (_l("E-mails et messages"), None),
    "partners": (_l("Partenariat : candidatures, qualité, remises"), "my_account_partner.view"),
    "standing": (_l("Mises en demeure, suspensions, blocages, clôtures, confirmations"), None),
    "claims": (_l("Réclamations et règlements amiables"), "my_account_claims.view"),
    "reviews": (_l("Avis, invitations et signalements"), "my_account_reviews.view"),
    "files": (_l("Documents que vous avez envoyés"), None),
    "requests": (_l("Demandes sur vos données"), None),
}
CHANNELS = {
    "account": _l("Mon compte"),
    "mail": _l("e-mail"),
    "post": _l("courrier"),
    "phone": _l("téléphone"),
}
