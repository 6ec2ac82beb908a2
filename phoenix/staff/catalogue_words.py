"""The words of the catalogue desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from phoenix.catalogue import editing_rules as why
from phoenix.catalogue import price_sheet, product_sheet, sheets, vendor_lists
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
    "kind": _l("Sorte"),
    "active": _l("En vente"),
    "contents": _l("Contenu"),
    "amount": _l("Prix hors taxes"),
    "vendor_window_hours": _l("Délai de retour chez l’éditeur"),
    "vendor_sku": _l("Référence chez l’éditeur (SKU)"),
    "withdrawn_on": _l("Retirée de la vente le"),
    **{f"{name}_{language}": label for name, label in TEXTS.items() for language in ("fr", "en")},
}

FILES = {"products": _l("Produits et textes"), "prices": _l("Formules et prix"), "vendor": _l("Liste de prix d’un éditeur")}
LINE_STATES = {"new": (_l("nouvelle"), "success"), "changed": (_l("changée"), "info"), "same": (_l("inchangée"), ""), "wrong": (_l("à corriger"), "error")}
CELLS = {
    sheets.NOT_NUMBER: _l("n’est pas un nombre possible ici"),
    sheets.NOT_DAY: _l("n’est pas une date : écrivez 2027-01-31 ou 31/01/2027"),
    sheets.NOT_YES: _l("n’est ni oui ni non"),
    sheets.NOT_CHOICE: _l("n’est pas une valeur connue"),
    sheets.NOT_AMOUNT: _l("n’est pas un montant : écrivez 12,50"),
    sheets.TEXT_TOO_LONG: _l("est trop long"),
    sheets.EMPTY: _l("manque"),
    product_sheet.TWICE: _l("revient sur une autre ligne"),
    price_sheet.BEGUN: _l("est passé, ou a déjà son prix en vigueur"),
    price_sheet.NOT_ALLOWED: _l("ne va pas avec cet engagement, ou pas avec cette sorte de produit"),
    price_sheet.OTHER_CURRENCY: _l("n’est pas la monnaie du pays"),
    price_sheet.TWO_WORDS: _l("diffère d’une autre ligne de la même formule"),
    price_sheet.UNKNOWN_PRODUCT: _l("n’est la référence d’aucun produit"),
    why.TAKEN: _l("sert déjà à un autre produit"),
    why.NO_SLUG: _l("doit être en minuscules sans accent, chiffres et tirets"),
    why.NO_REFERENCE: _l("doit être en majuscules sans accent, chiffres et tirets"),
    why.NOT_FIXED: _l("ne change plus : le produit a déjà eu un prix"),
    why.FRENCH_MISSING: _l("demande d’abord le texte français"),
    why.QUANTITIES: _l("ne va pas avec l’autre quantité"),
    why.PERIOD: _l("précède le début"),
    why.UNKNOWN: _l("nomme quelque chose que le catalogue ne connaît pas"),
    why.NEVER_ALONE: _l("contient un pack : un pack ne contient pas de pack"),
}
UNREADABLE = {
    sheets.NOT_TEXT: _l("Ce n’est pas un fichier de texte : enregistrez-le au format CSV."),
    sheets.TOO_LARGE: _l("Ce fichier est trop gros : partagez-le en plusieurs."),
    sheets.TOO_LONG: _l("Ce fichier a trop de lignes : partagez-le en plusieurs."),
    sheets.BROKEN: _l("Ce fichier est abîmé : un guillemet ou un séparateur manque ou est de trop."),
    sheets.NO_HEADER: _l("Ce fichier est vide : sa première ligne doit nommer les colonnes."),
    sheets.UNKNOWN_COLUMN: _l("Cette colonne n’est pas connue."),
    sheets.TWICE: _l("Cette colonne y est deux fois."),
    sheets.MISSING_COLUMN: _l("Cette colonne manque."),
    sheets.NOT_AMOUNT: _l("Ce n’est ni un prix ni une date."),
}
LEFT_OUT = {
    vendor_lists.NO_PLAN: _l("sans formule de même durée et de même facturation chez nous"),
    vendor_lists.OTHER_CURRENCY: _l("dans une autre monnaie que la nôtre pour ce pays"),
    vendor_lists.OTHER_TIER: _l("pour une tranche de quantité au-delà de la première"),
    vendor_lists.ENDED: _l("qui ne valent plus ce jour-là"),
}
SEGMENTS = {"Commercial": _l("Commercial"), "Education": _l("Enseignement"), "Charity": _l("Associations"), "Government": _l("Secteur public")}
FORMAT = {
    "reference": _l("La référence du produit : elle dit de quelle ligne il s’agit. Obligatoire."),
    "slug": _l("L’adresse de sa page : minuscules, chiffres et tirets."),
    "kind": _l("service, licence, subscription ou pack. Elle ne change plus dès le premier prix."),
    "family": _l("L’adresse de la famille."),
    "publisher": _l("L’adresse de l’éditeur."),
    "unit": _l("Ce que l’on compte : seat, mailbox, device, server, licence, hour, half_day, day, fixed, booklet, credit_pack ou pack."),
    "name_fr": _l("Le nom français, 200 caractères au plus."),
    "name_en": _l("Le nom anglais."),
    "summary_fr": _l("Le résumé français, celui des listes."),
    "summary_en": _l("Le résumé anglais."),
    "description_fr": _l("La description française : une ligne vide entre les paragraphes, « - » devant les lignes d’une liste."),
    "description_en": _l("La description anglaise, de même."),
    "limits_fr": _l("Les limites de l’offre, en français."),
    "limits_en": _l("Les limites de l’offre, en anglais."),
    "third_party_fr": _l("La mention de l’éditeur et de sa licence, en français."),
    "third_party_en": _l("La mention de l’éditeur et de sa licence, en anglais."),
    "keywords": _l("Les mots de recherche que les textes ne disent pas."),
    "related": _l("Les adresses des produits qui vont avec, séparées par des espaces."),
    "specific_terms": _l("Les codes des conditions particulières que le produit apporte."),
    "min_quantity": _l("La quantité la plus petite."),
    "max_quantity": _l("La quantité la plus grande."),
    "valid_from": _l("Le premier jour où l’offre, ou le prix, compte."),
    "valid_until": _l("Le dernier jour de l’offre."),
    "sold_fr": _l("Vendu en France : oui ou non."),
    "sold_ma": _l("Vendu au Maroc : oui ou non."),
    "active": _l("En vente : oui ou non."),
    "position": _l("La place dans le catalogue, les plus petits nombres d’abord."),
    "contents": _l("Pour un pack, une ligne par formule contenue : son code, x, la quantité. MS-101-P1Y-MONTH x 3 par exemple."),
    "commitment": _l("L’engagement : one_off, none, P1M, P1Y ou P3Y."),
    "billing": _l("La facturation : month, year ou once."),
    "vendor_sku": _l("La référence de la formule chez l’éditeur."),
    "vendor_window_hours": _l("Le délai de retour chez l’éditeur, en heures."),
    "withdrawn_on": _l("Le jour où la formule quitte la vente."),
    "country": _l("Le pays du prix : fr ou ma."),
    "amount": _l("Le prix hors taxes d’une unité pour une période de facturation. Un prix en vigueur ou passé ne change plus."),
    "currency": _l("La monnaie du prix, pour vérifier : EUR en France, MAD au Maroc."),
    "set_by": _l("Qui a fixé le prix : écrit à l’export, ignoré à l’import."),
}
