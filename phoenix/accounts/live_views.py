"""What the page says while one types: username rules, VAT number, password strength (clauses 3.1b, 3.1c).

None of it looks at accounts: whether a name is taken is never told here.
"""

from __future__ import annotations

from flask import request

from phoenix.accounts import identifiers, rules, strength
from phoenix.accounts.blueprint import blueprint
from phoenix.accounts.rules import Refused
from phoenix.accounts.words import REFUSALS, SCORES, WEAKNESSES
from phoenix.web.access import public
from phoenix.web.render import page

TELLING = ("organisation_name", "first_name", "last_name", "email", "username", "city")


@blueprint.get("/inscription/nom-d-utilisateur")
@public
def username_rules():
    """The username's rules and which of them hold."""
    return page("accounts/_username_rules.html", **rules_shown(request.args.get("username", "")[:60]))


@blueprint.get("/inscription/numero-de-tva")
@public
def vat_number():
    """The VAT number that follows from a SIREN, or what is wrong with the SIREN."""
    return page("accounts/_vat_number.html", **derived_from(request.args.get("siren", "")[:30]))


@blueprint.post("/inscription/force")
@public
def password_strength():
    """How hard a password is to guess, and why; it is neither kept nor logged."""
    typed = request.form.get("password", "")[:200]
    about = tuple(request.form[name][:200] for name in TELLING if request.form.get(name))
    return page("accounts/_password_strength.html", **strength_of(typed, about))


def rules_shown(typed: str) -> dict:
    """The rules beside the field, ticked as `typed` keeps them."""
    kept = [(REFUSALS[reason], holds) for reason, holds in rules.username_rules(typed)]
    return {"username_rules": kept, "typed": bool(typed)}


def derived_from(siren: str) -> dict:
    """The VAT number of a SIREN, or its refusal; neither for an empty field."""
    if not siren.strip():
        return {"derived_vat_number": None, "siren_refusal": None}
    try:
        checked = identifiers.check_siren(siren)
    except Refused as refusal:
        return {"derived_vat_number": None, "siren_refusal": REFUSALS[refusal.reason]}
    return {"derived_vat_number": identifiers.vat_number_of(checked), "siren_refusal": None}


def strength_of(typed: str, about: tuple[str, ...]) -> dict:
    """What the meter shows; nothing for an empty field."""
    if not typed:
        return {"strength": None}
    found = strength.weaknesses(typed, about)
    points = strength.score(typed, about) if len(typed) <= strength.LONGEST else 0
    points = min(points, strength.GOOD_SCORE - 1) if found else points
    return {
        "strength": {
            "score": points,
            "word": SCORES[points],
            "reasons": [WEAKNESSES[each] for each in found],
        }
    }
