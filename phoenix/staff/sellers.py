"""Our two companies as documents print them: what is known, what the law wants and nobody has entered (clause 0)."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.config import SELLER_SETTINGS, settings
from phoenix.invoices.checks import missing_of_seller
from phoenix.invoices.rules import late_rate, late_rate_is_current
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.sellers import CONTACTS, SELLERS, Seller
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, ADMIN
from phoenix.web.filters import percent
from phoenix.web.render import page

blueprint = Blueprint("staff_sellers", __name__, url_prefix="/equipe/societes")
FACTS = {
    "legal_form": _l("Forme juridique"),
    "capital_minor": _l("Capital social (en centimes)"),
    "siren": _l("SIREN"),
    "siret": _l("SIRET du siège"),
    "rcs_city": _l("Ville du RCS"),
    "vat_number": _l("Numéro de TVA"),
    "vat_on_debits": _l("TVA d’après les débits (oui ou non)"),
    "sepa_creditor_identifier": _l("Identifiant créancier SEPA"),
    "rc": _l("Registre du commerce"),
    "rc_city": _l("Ville du registre du commerce"),
    "ice": _l("ICE"),
    "tp": _l("Taxe professionnelle"),
    "tax_id": _l("Identifiant fiscal (IF)"),
    "cnss": _l("CNSS"),
    "cndp_receipt": _l("Récépissé de la CNDP"),
}
NAMES_IN_DOCUMENTS = {"capital": "capital_minor", "registry_city": "rc_city", "creditor_id": "sepa_creditor_identifier"}


@blueprint.get("")
@staff_only(ADMIN, ACCOUNTING)
def view():
    """Each company with its facts; a gap says which setting fills it, and what does not work until then."""
    prefixes = {code: f"PHOENIX_{name.upper()}__" for name, code in SELLER_SETTINGS.items()}
    sheets = [(seller.code, seller.name, _facts(seller, prefixes[seller.code])) for seller in SELLERS.values()]
    sheets[0][2].append(_late_rate())
    sheets.append(("host", _("Hébergeur"), _host()))
    return page("staff/sellers.html", sheets=sheets, production=settings().production)


def _facts(seller: Seller, prefix: str) -> list[tuple]:
    """(words, value or None, the setting that fills a gap, whether invoices wait for it)."""
    missing, stops = seller.missing_facts(), _stops(seller)
    shown = [name for name in FACTS if getattr(seller, name) is not None or name in missing]
    return [(FACTS[name], getattr(seller, name), f"{prefix}{name.upper()}", name in stops) for name in shown]


def _late_rate() -> tuple:
    """The rate that French invoices print, or the setting for that of the half-year that began."""
    today, known = clock.today(COUNTRIES["fr"].timezone), settings()
    label = _("Taux des pénalités de retard du semestre (BCE + 10 points)")
    current = percent(late_rate(today, known.late_rates, known.legal_rates)) if late_rate_is_current(today, known.late_rates) else None
    return (label, current, f"PHOENIX_LATE_RATES__{today.year}_{1 if today.month <= 6 else 2}", False)


def _host() -> list[tuple]:
    """What the legal notice says of the host."""
    known = ((_("Société"), CONTACTS.host_name), (_("Adresse"), CONTACTS.host_address), (_("Téléphone"), settings().host_phone))
    return [(label, value, "PHOENIX_HOST_PHONE", False) for label, value in known]


def _stops(seller: Seller) -> set[str]:
    lacking = missing_of_seller(seller.as_facts(), debited=not seller.as_facts().is_moroccan)
    return {NAMES_IN_DOCUMENTS.get(name, name) for name in lacking}
