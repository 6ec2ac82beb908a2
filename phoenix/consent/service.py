"""Which cookies a visitor allows, and keeping each choice as proof (clause 8a)."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask import Response, current_app, g, has_request_context, request

from phoenix.accounts.session import Visit
from phoenix.archive.service import append, erase
from phoenix.consent import rules
from phoenix.consent.models import CookieChoice, CookieText
from phoenix.consent.rules import Choice
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.sellers import SELLERS
from phoenix.web.market import current_seller

PROOF_KEPT = timedelta(days=5 * 365)
FORGOTTEN_AT_ONCE = 500
ACCEPT, REFUSE, CUSTOMISE = "accept", "refuse", "customise"


def choice() -> Choice | None:
    """The choice that the present visitor's browser holds; None while there is none, or it expired."""
    if not has_request_context():
        return None
    if "cookie_choice" not in g:
        g.cookie_choice = rules.read(request.cookies.get(rules.COOKIE), clock.now())
    return g.cookie_choice


def allowed(kind: str) -> bool:
    """Whether the present visitor allows cookies of this kind; no answer is no."""
    made = choice()
    return made is not None and kind in made.kinds


def choose(act: str, kinds: frozenset[str], shown: str, language: str, visit: Visit) -> Choice:
    """Keep a choice with its proof; what the browser is to remember."""
    before = choice()
    made = Choice(rules.VERSION, clock.now().replace(microsecond=0), kinds, rules.new_proof())
    with transaction():
        text = _text(shown, language)
        CookieChoice.create(
            proof=made.proof,
            act=act,
            technical=rules.TECHNICAL in kinds,
            statistics=rules.STATISTICS in kinds,
            text=text,
            replaces=before.proof if before else None,
            address=visit.address[:255],
            user_agent=visit.user_agent[:250],
            at=made.at,
        )
        append(
            "consent.cookies",
            seller=current_seller().code,
            subject=f"cookies:{made.proof}",
            content={"act": act, "kinds": sorted(kinds), "text": text.sha256, "replaces": before.proof if before else None},
            detail={"address": visit.address[:255], "user_agent": visit.user_agent[:250]},
        )
    g.cookie_choice = made
    return made


def _text(shown: str, language: str) -> CookieText:
    sha256 = hashlib.sha256(shown.encode()).hexdigest()
    CookieText.insert(
        sha256=sha256, version=rules.VERSION, language=language, text=shown, first_shown_at=clock.now()
    ).on_conflict_ignore().execute()
    return CookieText.get(CookieText.sha256 == sha256)


def remember(response: Response, made: Choice) -> None:
    """Have the browser keep the choice for as long as it holds, and nothing that it does not let in."""
    set_cookie(response, rules.COOKIE, rules.written(made), rules.expires(made.at) - clock.now())
    for name in rules.not_allowed(made.kinds):
        response.delete_cookie(name)


def set_optional(response: Response, kind: str, name: str, value: str, lasts: timedelta) -> None:
    """Set a cookie of an optional kind, if the visitor allows it; it never outlives the choice."""
    if allowed(kind) and name in rules.COOKIES[kind]:
        left = rules.expires(choice().at) - clock.now()
        set_cookie(response, name, value, min(lasts, left))


def set_cookie(response: Response, name: str, value: str, lasts: timedelta) -> None:
    """A cookie for the server only, on our own site only."""
    response.set_cookie(
        name,
        value,
        max_age=max(0, int(lasts.total_seconds())),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def clear_what_is_not_allowed(response: Response) -> Response:
    """A cookie whose consent was withdrawn elsewhere, or has expired, leaves at the next page."""
    made = choice()
    for name in rules.not_allowed(made.kinds if made else frozenset()):
        if name in request.cookies:
            response.delete_cookie(name)
    return response


def forget_old_proofs() -> int:
    """Delete proofs that have served their time, and from where they came in the archive; how many."""
    old = list(CookieChoice.select().where(CookieChoice.at < clock.now() - PROOF_KEPT).limit(FORGOTTEN_AT_ONCE))
    if old:
        with transaction():
            subjects = [f"cookies:{row.proof}" for row in old]
            for code in SELLERS:
                erase(code, subjects=subjects, reason="retention")
            CookieChoice.delete().where(CookieChoice.id.in_([row.id for row in old])).execute()
    return len(old)
