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
    "document_published": _l("Document publié"),
    "partner_changed": _l("Qualité de partenaire changée"),
    "staff_added": _l("Membre ajouté"),
    "staff_password": _l("Mot de passe choisi"),
    "staff_roles": _l("Rôles changés"),
    "staff_disabled": _l("Accès retiré"),
    "staff_enabled": _l("Accès rendu"),
    "staff_telephone": _l("Téléphone enregistré"),
    "staff_telephone_forgotten": _l("Téléphone oublié"),
    "staff_codes": _l("Codes de secours renouvelés"),
    "text_saved": _l("Traduction enregistrée"),
    "texts_imported": _l("Traductions rapportées par fichier"),
}
