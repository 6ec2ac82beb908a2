"""The words of the catalogue desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from phoenix.catalogue import editing_rules as why
from phoenix.catalogue.wording import COMMITMENTS, KIND

KINDS = KIND
COUNTRIES = {"fr": _l("France"), "ma": _l("Maroc")}
UNITS = {
    "seat": _l("utilisateur"),
    "mailbox": _l("boîte"),
    "device": _l("appareil"),
    "server": _l("serveur"),
    "licence": _l("licence"),
    "hour": _l("heure"),
    "half_day": _l("demi-journée"),
    "day": _l("jour"),
    "fixed": _l("forfait"),
    "booklet": _l("carnet"),
    "credit_pack": _l("lot de crédits"),
    "pack": _l("pack"),
}
BILLINGS = {"month": _l("payé par mois"), "year": _l("payé par an"), "once": _l("payé en une fois")}
PLANS = {
    f"{commitment}-{billing}": (COMMITMENTS[commitment], BILLINGS[billing])
    for commitment, billing in (
        ("one_off", "once"), ("none", "month"), ("P1M", "month"), ("P1Y", "month"), ("P1Y", "once"), ("P3Y", "month"), ("P3Y", "year"),
        ("P3Y", "once"),
    )
}  # fmt: skip
SALE_STATES = {"sold": (_l("En vente"), "success"), "withdrawn": (_l("Hors vente"), "")}
PRICE_STATES = {
    "now": (_l("en vigueur"), "success"),
    "announced": (_l("annoncé"), "info"),
    "past": (_l("passé"), ""),
    "dropped": (_l("retiré ou remplacé"), "warning"),
}
REASONS = {
    why.TAKEN: _l("Un autre l’utilise déjà : choisissez-en un autre."),
    why.NO_SLUG: _l("Écrivez des minuscules sans accent, des chiffres et des tirets."),
    why.NO_REFERENCE: _l("Écrivez des majuscules sans accent, des chiffres et des tirets."),
    why.NOT_FIXED: _l("Ce produit a déjà eu un prix : ses clients le connaissent ainsi, cela ne change plus."),
    why.FRENCH_MISSING: _l("Écrivez d’abord le texte français."),
    why.QUANTITIES: _l("Les quantités vont de 1 à 100 000, la plus petite d’abord."),
    why.PERIOD: _l("La fin précède le début."),
    why.UNKNOWN: _l("Le catalogue ne connaît pas l’un de ces noms."),
    why.NEVER_ALONE: _l("Un pack ne contient pas de pack."),
}
TEXTS = {
    "name": _l("Nom"),
    "summary": _l("Résumé"),
    "description": _l("Description"),
    "limits": _l("Limites"),
    "third_party": _l("Mention de l’éditeur et de sa licence"),
    "intro": _l("Présentation"),
}
COLUMNS = {
    "family": _l("Famille"),
    "publisher": _l("Éditeur"),
    "unit": _l("Unité"),
    "slug": _l("Adresse"),
    "reference": _l("Référence"),
    "sold_fr": _l("Vendu en France"),
    "sold_ma": _l("Vendu au Maroc"),
    "valid_from": _l("Offre valable du"),
    "valid_until": _l("Offre valable jusqu’au"),
    "min_quantity": _l("Quantité la plus petite"),
    "max_quantity": _l("Quantité la plus grande"),
    "keywords": _l("Mots de recherche"),
    "related": _l("Va avec"),
    "specific_terms": _l("Conditions particulières"),
    "position": _l("Place dans le catalogue"),
    "vendor_window_hours": _l("Délai de retour chez l’éditeur"),
    "vendor_sku": _l("Référence chez l’éditeur (SKU)"),
    "withdrawn_on": _l("Retirée de la vente le"),
    **{f"{name}_{language}": label for name, label in TEXTS.items() for language in ("fr", "en")},
}
