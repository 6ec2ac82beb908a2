"""The desk's list and its screen for one text: read, saved, put back."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from phoenix.i18n import soundness
from phoenix.staff import translation_words as words
from phoenix.team.access import current_member
from phoenix.translating import listing, places, service, sync, tree_texts
from phoenix.translating.nearest import moved
from phoenix.translating.units import DOMAINS, ChangedMeanwhile, Editor, Forms, Unit, Unsound
from phoenix.web.paging import requested_number
from phoenix.web.render import page, see_other, wants_fragment

LIST = "/equipe/traductions"


def listed():
    """The list, or its rows for HTMX."""
    sync.bring_up()
    wanted = listing.asked(request.args)
    known = listing.counts()
    return page(
        "staff/translations/page.html",
        "staff/translations/_list.html",
        asked=wanted,
        page=listing.page_of(wanted, requested_number()),
        counts=known,
        list_url=request.full_path.rstrip("?"),
        words=words,
    )


def one(domain: str, key: str):
    """The screen of one text."""
    return _screen(_load(domain, key))


def save(domain: str, key: str):
    """Save, and go on: to the next text that waits, back to the list, or to the text itself."""
    unit, english = _load(domain, key), _english_sent()
    try:
        service.save(unit, english, request.form.get("seen", ""), editor())
    except Unsound as error:
        return _again(unit, english, 422, faults=error.reasons)
    except ChangedMeanwhile as error:
        return _again(error.unit, english, 422, theirs=True)
    if wants_fragment() and request.form.get("row"):
        return _row(_load(domain, key), saved=True)
    flash(_("Texte enregistré : le site le montre dès maintenant."), "success")
    return see_other(_onward(unit))


def undo(domain: str, key: str, change: int):
    """Put an earlier text back."""
    unit = _load(domain, key)
    try:
        done = service.undo(unit, change, request.form.get("seen", ""), editor())
    except ChangedMeanwhile as error:
        return _again(error.unit, error.unit.english, 422, theirs=True)
    if done:
        flash(_("L’ancien texte est revenu : le site le montre dès maintenant."), "success")
    else:
        flash(_("Ce texte est déjà en place, ou ne convient plus au français d’aujourd’hui."), "info")
    return see_other(_address(unit))


def editor() -> Editor:
    """Who is at the desk."""
    member = current_member()
    return Editor(member.id, member.name)


def _load(domain: str, key: str) -> Unit:
    unit = service.find(domain, key) if domain in DOMAINS else None
    return unit or abort(404)


def _english_sent() -> Forms:
    """The forms of the text as sent: one field, or two for the plural."""
    return tuple(request.form.getlist("english"))[:2]


def _again(unit: Unit, english: Forms, status: int, **said):
    """The text as typed, with what is to be mended; nothing typed is lost."""
    english = (english + ("",) * len(unit.french))[: len(unit.french)]
    if wants_fragment() and request.form.get("row"):
        return _row(unit, english, status, **said)
    return _screen(unit, english, status, **said)


def _screen(unit: Unit, typed: Forms | None = None, status: int = 200, faults=(), theirs: bool = False):
    changes = service.history(unit)
    return page(
        "staff/translations/text.html",
        status=status,
        unit=unit,
        faults=faults,
        theirs=theirs,
        english=typed or unit.proposal,
        hints=soundness.hints(unit.french, typed or unit.english),
        written=soundness.written(unit.french[-1]) if unit.domain != "products" else [],
        old=_side_by_side(unit),
        places=places.located(unit.places),
        changes=changes,
        earlier={each.number for each in service.earlier(unit, changes)},
        back=_back(),
        words=words,
    )


def _row(unit: Unit, typed: Forms | None = None, status: int = 200, **said):
    shown = {"faults": (), "theirs": False, "saved": False, **said}
    body = render_template(
        "staff/translations/_row.html", unit=unit, english=typed or unit.proposal, list_url=_back(), words=words, **shown
    )
    return Markup(body), status


def _side_by_side(unit: Unit) -> list:
    """What changed in the French of a stale text, form by form."""
    if not unit.old_french:
        return []
    return [moved(before, after) for before, after in zip(unit.old_french, unit.french, strict=True)]


def _onward(unit: Unit) -> str:
    if request.form.get("then") == "next":
        following = tree_texts.next_undone(unit.domain, unit.key) if unit.domain != "products" else None
        return _address(following) if following else url_for("staff_translations.view", domain=unit.domain)
    return f"{_back()}#text-{unit.key}" if request.form.get("row") else _address(unit)


def _address(unit: Unit) -> str:
    return url_for("staff_translations.text", domain=unit.domain, key=unit.key, back=_back())


def _back() -> str:
    """The list that one came from, with its filters."""
    asked = request.form.get("back") or request.args.get("back") or ""
    parts = urlsplit(asked)
    is_ours = not parts.scheme and not parts.netloc and parts.path == LIST
    return asked if is_ours else LIST
