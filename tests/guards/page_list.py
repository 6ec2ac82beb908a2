"""Every page of the shop and how it is reached. A new route must be put into one of these lists."""

from __future__ import annotations

VISITOR = {
    "home.index": "/",
    "home.about": "/a-propos",
    "care.contact": "/contact",
    "catalogue.index": "/catalogue",
    "catalogue.product": "/catalogue/microsoft-365-business-premium?quantity=12",
    "cart.view": "/panier",
    "accounts.sign_up": "/inscription",
    "accounts.check_mailbox": "/inscription/courrier",
    "accounts.confirm": "/inscription/confirmation/{confirm}",
    "accounts.sign_in": "/connexion",
    "accounts.code": "/connexion/code",
    "accounts.forgotten": "/mot-de-passe",
    "accounts.reset": "/mot-de-passe/{reset}",
    "consent.view": "/cookies/choix",
    "legal.notice": "/mentions-legales",
    "legal.document": "/conditions",
    "legal.version": "/conditions/1",
    "demo_clock.view": "/demo/horloge",
    "contract_ending.ask": "/resiliation",
}
MORE_FOR_VISITORS = {
    "catalogue search": "/catalogue?q=busines%20premum",
    "catalogue nothing": "/catalogue?q=zzzzzzzzzz",
    "catalogue family": "/catalogue?famille=services&page=2",
    "product once": "/catalogue/migration-vers-microsoft-365",
    "privacy": "/confidentialite",
    "cookies": "/cookies",
    "reviews": "/avis-clients",
    "mandate": "/mandat-sepa",
}
CUSTOMER = {
    "orders.review": "/commande",
    "orders.confirmation": "/commande/{paid}",
    "payments.pay": "/commande/{prepared}/paiement",
    "my_account.view": "/compte",
    "my_account_orders.view": "/compte/commandes",
    "my_account_orders.order": "/compte/commandes/{paid}",
    "my_account_invoices.view": "/compte/factures",
    "invoice_payment.pay": "/compte/factures/{invoice}/paiement",
    "my_account_subscriptions.view": "/compte/abonnements",
    "subscriptions ended": "/compte/abonnements?state=ended",
    "my_account_subscriptions.one": "/compte/abonnements/{subscription}",
    "subscription open-ended": "/compte/abonnements/{open_ended}",
    "my_account_subscriptions.attestation": "/compte/abonnements/{subscription}/attestation",
    "my_account_subscription_choice.renewal": "/compte/abonnements/{subscription}/renouvellement?choice=stop",
    "my_account_subscription_choice.end": "/compte/abonnements/{open_ended}/fin",
    "subscription refused": "/compte/abonnements/{subscription}/fin",
    "my_account_subscription_seats.add": "/compte/abonnements/{subscription}/ajout?quantity=3",
    "my_account_subscription_seats.reduce": "/compte/abonnements/{subscription}/reduction",
    "my_account_subscription_seats.give_back": "{give_back}",
    "my_account_closing.view": "/compte/cloture",
    "my_account_payment.view": "/compte/paiement",
    "my_account_payment.removal": "/compte/paiement/{method}/retrait",
    "my_account_documents.view": "/compte/documents",
    "my_account_profile.view": "/compte/profil",
    "my_account_profile.organisation": "/compte/profil/organisation",
    "my_account_profile.representative": "/compte/profil/representant",
    "my_account_profile.username": "/compte/profil/nom-d-utilisateur",
    "my_account_profile.email": "/compte/profil/adresse-electronique",
    "my_account_profile.new_email": "/compte/profil/adresse/{new_email}",
    "my_account_security.view": "/compte/securite",
    "my_account_security.password": "/compte/securite/mot-de-passe",
    "my_account_security.one_time_codes": "/compte/securite/double-authentification",
    "my_account_preferences.view": "/compte/preferences",
    "my_account_data.view": "/compte/donnees",
    "my_account_claims.view": "/compte/reclamations",
    "my_account_reviews.view": "/compte/avis",
}
# Seen once a price changed.
CHANGED = {"orders.changed": "/commande/{prepared}/changements"}
# Seen once codes by telephone are on.
WITH_CODES = {
    "my_account_security.recovery_codes": "/compte/securite/codes-de-secours",
    "codes off": "/compte/securite/double-authentification",
}
# The staff's pages, outside of the markets: looked at in French and in English.
STAFF = {
    "staff_today.view": "/equipe",
    "staff_audience.view": "/equipe/audience",
    "staff_own.view": "/equipe/moi",
    "staff_own.recovery_codes": "/equipe/moi/codes-de-secours",
    "staff_members.view": "/equipe/membres",
    "staff_acts.view": "/equipe/journal",
}
STAFF_DOOR = {
    "staff_entrance.sign_in": "/equipe/connexion",
    "staff_entrance.password": "/equipe/mot-de-passe/{staff_password}",
    "staff_entrance.telephone": "/equipe/connexion/telephone",
    "staff_entrance.code": "/equipe/connexion/code",
}
DEMO = {"demo_mailbox.index": "/demo/mails/", "demo_mailbox.show": "/demo/mails/{mail}"}
# Sent empty, their errors are a page too.
WRONGLY_FILLED = {
    "VISITOR": ("/inscription", "/connexion", "/contact", "/mot-de-passe", "/resiliation"),
    "CUSTOMER": (
        "/compte/profil/organisation",
        "/compte/profil/adresse-electronique",
        "/compte/securite/mot-de-passe",
        "/compte/securite/double-authentification",
    ),
}
# No pages of their own: files, machine answers, fragments (each is part of a page above).
NO_PAGES = {
    "service.door": "sends to a home page",
    "demo_clock.door": "sends to the page in a market",
    "service.security_txt": "text",
    "service.favicon": "picture",
    "service.health": "for machines",
    "service.robots": "text",
    "sitemap.sitemap": "XML",
    "static": "files",
    "legal.pdf": "PDF",
    "legal.current_pdf": "sends to a PDF",
    "orders.summary_pdf": "PDF",
    "orders.documents": "part of orders.confirmation",
    "payments.verify": "waiting for the bank: tests/web/test_payment_page.py",
    "invoice_payment.verify": "waiting for the bank: tests/web/test_invoice_payment.py",
    "invoice_payment.verify_by_link": "the same by a mailed link",
    "invoice_payment.by_link": "by a mailed link: tests/journeys/test_paying_invoices.py",
    "contract_ending.confirm": "by a mailed link: tests/journeys/test_ending.py",
    "my_account_subscriptions.attestation_pdf": "PDF",
    "my_account_invoices.archive": "ZIP",
    "my_account_invoices.pdf": "PDF",
    "my_account_security.qr": "picture",
    "accounts.username_rules": "part of accounts.sign_up",
    "accounts.vat_number": "part of accounts.sign_up",
    "staff_entrance.qr": "picture",
    "demo_mailbox.html": "a mail",
    "demo_mailbox.attachment": "a mail's file",
}
