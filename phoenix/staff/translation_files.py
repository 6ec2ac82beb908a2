"""The desk's files: taken away, brought in, compared, applied."""

from __future__ import annotations

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from phoenix.staff import translation_words as words
from phoenix.staff.translation_texts import editor
from phoenix.translating import exchange, po_files
from phoenix.translating.models import TextFile
from phoenix.translating.units import DOMAINS
from phoenix.web.render import page, see_other


def listed(error: str = "", domain: str = "messages", status: int = 200):
    """What can be taken away, the place for files that come, and those that came."""
    return page(
        "staff/translations/files.html", status=status, files=exchange.files(), error=error, domain=domain, words=words
    )


def export(domain: str):
    """The file."""
    if domain not in DOMAINS:
        abort(404)
    answer = Response(exchange.export(domain), mimetype="text/x-gettext-translation")
    answer.headers["Content-Disposition"] = f'attachment; filename="{domain}-en.po"'
    return answer


def receive():
    """Keep the file sent, and show what it would change."""
    domain, sent = request.form.get("domain", ""), request.files.get("file")
    if domain not in DOMAINS:
        return listed(_("Choisissez les textes que contient le fichier."), status=422)
    if sent is None or not sent.filename:
        return listed(_("Choisissez un fichier .po."), domain, 422)
    try:
        content = sent.read().decode("utf-8-sig")
        file = exchange.receive(domain, sent.filename, content, editor())
    except (UnicodeDecodeError, po_files.Unreadable) as error:
        return listed(_unreadable(getattr(error, "line", None)), domain, 422)
    return see_other(url_for("staff_translations.file", number=file.id))


def one(number: int):
    """The comparison."""
    return _compared(_load(number))


def apply(number: int):
    """Apply, unless something is undecided or refused."""
    file = _load(number)
    choices = {name.removeprefix("choice-"): value for name, value in request.form.items() if name.startswith("choice-")}
    taken = {key for key, value in choices.items() if value == "file"}
    kept = {key for key, value in choices.items() if value == "site"}
    try:
        count = exchange.apply(file, taken, kept, editor(), skip_refused="skip_refused" in request.form)
    except exchange.Undecided:
        return _compared(file, choices, _("Rien n’a été changé. Choisissez un texte pour chaque conflit."))
    except exchange.Faulty:
        return _compared(file, choices, _("Rien n’a été changé. Corrigez les lignes refusées, ou cochez la case pour les laisser de côté."))
    said = ngettext("%(num)s texte changé : le site le montre dès maintenant.", "%(num)s textes changés : le site les montre dès maintenant.", count)
    flash(said if count else _("Rien à changer : le site dit déjà ce que dit le fichier."), "success" if count else "info")
    return see_other(url_for("staff_translations.files"))


def _compared(file: TextFile, choices: dict | None = None, error: str = ""):
    return page(
        "staff/translations/file.html",
        status=422 if error else 200,
        file=file,
        found=exchange.compared(file),
        choices=choices or {},
        error=error,
        words=words,
    )


def _load(number: int) -> TextFile:
    return TextFile.get_or_none(TextFile.id == number) or abort(404)


def _unreadable(line: int | None) -> str:
    if line is None:
        return _("Ce fichier n’est pas un fichier .po lisible. Enregistrez-le de nouveau avec votre logiciel de traduction.")
    return _("Ce fichier n’est pas un fichier .po lisible : la lecture s’arrête à la ligne %(line)s.", line=line)
