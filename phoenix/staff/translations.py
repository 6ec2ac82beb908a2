"""The translators' desk (clauses 19a, 19b): its addresses. What does the work is loaded at the first use."""

from __future__ import annotations

from flask import Blueprint

from phoenix.accounts.on_demand import library
from phoenix.team.access import staff_only
from phoenix.team.rules import TRANSLATOR

blueprint = Blueprint("staff_translations", __name__, url_prefix="/equipe/traductions")
TEXT = "/<domain>/<key>"


def _texts():
    return library("phoenix.staff.translation_texts")


def _files():
    return library("phoenix.staff.translation_files")


@blueprint.get("")
@staff_only(TRANSLATOR)
def view():
    """Every text with its state."""
    return _texts().listed()


@blueprint.get(TEXT)
@staff_only(TRANSLATOR)
def text(domain: str, key: str):
    """One text: French beside English, where it is shown, who changed it."""
    return _texts().one(domain, key)


@blueprint.post(f"{TEXT}/texte")
@staff_only(TRANSLATOR)
def save(domain: str, key: str):
    """Put English in its place, on the site at once."""
    return _texts().save(domain, key)


@blueprint.post(f"{TEXT}/retour/<int:change>")
@staff_only(TRANSLATOR)
def undo(domain: str, key: str, change: int):
    """Back to what it said after an earlier change."""
    return _texts().undo(domain, key, change)


@blueprint.get("/fichiers")
@staff_only(TRANSLATOR)
def files():
    """Files to take away and to bring."""
    return _files().listed()


@blueprint.get("/fichiers/<domain>.po")
@staff_only(TRANSLATOR)
def export(domain: str):
    """A domain as a .po file."""
    return _files().export(domain)


@blueprint.post("/fichiers/depot")
@staff_only(TRANSLATOR)
def receive():
    """Take a file in, without applying it."""
    return _files().receive()


@blueprint.get("/fichiers/<int:number>")
@staff_only(TRANSLATOR)
def file(number: int):
    """What applying a file would change."""
    return _files().one(number)


@blueprint.post("/fichiers/<int:number>/application")
@staff_only(TRANSLATOR)
def apply(number: int):
    """Apply it, all or nothing."""
    return _files().apply(number)
