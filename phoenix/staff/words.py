"""The words of roles and acts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ROLES = {
    "admin": _l("administration"),
    "sales": _l("ventes"),
    "support": _l("assistance"),
    "accounting": _l("comptabilité"),
    "translator": _l("traduction"),
}
ACTS = {
    "data_request_entered": _l("Demande sur les données saisie"),
    "data_request_identity": _l("Identité vérifiée"),
    "data_request_extended": _l("Délai d’une demande prolongé"),
    "data_request_done": _l("Demande satisfaite"),
    "data_request_refused": _l("Demande refusée"),
    "data_request_erased": _l("Compte effacé"),
    "data_request_blocked": _l("Effacement retenu"),
    "data_request_copied": _l("Copie des données prise"),
    "service_delivered": _l("Service livré"),
    "delivery_undone": _l("Livraison annulée"),
    "document_published": _l("Document publié"),
    "partner_changed": _l("Qualité de partenaire changée"),
    "staff_added": _l("Membre ajouté"),
    "staff_password": _l("Mot de passe choisi"),
    "staff_roles": _l("Rôles changés"),
    "staff_disabled": _l("Accès retiré"),
    "staff_enabled": _l("Accès rendu"),
    "staff_telephone": _l("Téléphone enregistré"),
    "staff_telephone_forgotten": _l("Téléphone oublié"),
    "claim_answered": _l("Réclamation : réponse"),
    "claim_papers_asked": _l("Réclamation : pièces demandées"),
    "claim_entered": _l("Réclamation : message enregistré"),
    "claim_received": _l("Réclamation enregistrée"),
    "claim_closed": _l("Réclamation close"),
    "claim_settlement": _l("Règlement amiable"),
    "holiday_said": _l("Jour férié ou ouvré"),
    "holiday_forgotten": _l("Jour laissé au calendrier"),
    "contact_answered": _l("Message : réponse"),
    "contact_passed_on": _l("Message transmis"),
    "contact_done": _l("Message classé"),
    "contact_let_through": _l("Message accepté"),
    "staff_codes": _l("Codes de secours renouvelés"),
    "closure_entered": _l("Demande de clôture enregistrée"),
    "closure_confirmed": _l("Clôture confirmée"),
    "closure_decided": _l("Clôture décidée"),
    "notice_sent": _l("Mise en demeure envoyée"),
    "notice_received": _l("Réception constatée"),
    "notice_remedied": _l("Manquement réparé"),
    "account_suspended": _l("Compte suspendu"),
    "suspension_lifted": _l("Suspension levée"),
    "confirmation_asked": _l("Confirmation des données demandée"),
    "confirmation_dropped": _l("Confirmation retirée"),
    "text_saved": _l("Traduction enregistrée"),
    "texts_imported": _l("Traductions rapportées par fichier"),
}
CHANNELS = {
    "account": _l("Mon compte"),
    "contact": _l("formulaire de contact"),
    "post": _l("courrier"),
    "phone": _l("téléphone"),
    "email": _l("e-mail"),
    "breach": _l("manquement"),
    "fraud": _l("fraude"),
}
CLOSURE_STATES = {"asked": _l("demandée"), "cancelled": _l("retirée par le client"), "done": _l("faite")}
NOTICE_STATES = {
    "sent": _l("réception à constater"),
    "received": _l("reçue"),
    "remedied": _l("réparée"),
    "acted": _l("suivie d’effet"),
}
