"""Words of tax held back at source: grounds, states, what documents and mails say."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.payments import withholding_rules as rules
from phoenix.payments.withholding_rules import Ground
from phoenix.web.filters import percent

TAXES = {rules.INCOME: _l("Impôt sur le revenu ou les sociétés"), rules.VAT: _l("TVA")}
GROUNDS = {
    "foreign_income": _l("Produits versés à une société non résidente : %(rate)s du montant hors taxes"),
    "public_income": _l("Rémunérations versées par une personne publique : %(rate)s du montant hors taxes"),
    "vat_75": _l("TVA, avec l’attestation de régularité fiscale du vendeur : %(rate)s de la TVA"),
    "vat_100": _l("TVA, sans l’attestation de régularité fiscale du vendeur : %(rate)s de la TVA"),
}
LAWS = {
    "foreign_income": _l("articles 15 et 160 du code général des impôts marocain"),
    "public_income": _l("article 15 bis du code général des impôts marocain"),
    "vat_75": _l("article 117 du code général des impôts marocain"),
    "vat_100": _l("article 117 du code général des impôts marocain"),
}
STATES = {
    rules.DECLARED: (_l("Attestation attendue"), "warning"),
    rules.RECEIVED: (_l("Attestation à l’examen"), "info"),
    rules.CERTIFIED: (_l("Attestation acceptée"), "success"),
    rules.REFUSED: (_l("Refusée : la somme est due"), "error"),
    rules.WITHDRAWN: (_l("Retirée"), ""),
}
# As printed on invoices, in French like the rest of them.
ON_DOCUMENTS = {
    "foreign_income": "{rate} du montant hors taxes, articles 15 et 160 du CGI marocain",
    "public_income": "{rate} du montant hors taxes, article 15 bis du CGI marocain",
    "vat_75": "{rate} de la TVA, article 117 du CGI marocain",
    "vat_100": "{rate} de la TVA, article 117 du CGI marocain",
}


def ground(code: str, basis_points: int) -> str:
    """A ground with its rate."""
    return str(GROUNDS[code]) % {"rate": percent(basis_points)}


def ground_of(row) -> str:
    """The ground of a line."""
    return ground(row.ground, row.basis_points)


def with_law(each: Ground) -> str:
    """The same with the article that says so."""
    return _("%(ground)s (%(law)s)", ground=ground(each.code, each.basis_points), law=LAWS[each.code])
