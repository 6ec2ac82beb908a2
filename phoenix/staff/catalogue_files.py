"""Products and prices as CSV files: taken away, brought in, compared, applied as they were shown."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from phoenix.catalogue import importing, sheets, vendor_lists, wording
from phoenix.catalogue.models import CatalogueFile, Plan, Product
from phoenix.catalogue.sheet_rules import SAME, counted
from phoenix.staff import catalogue_words as words
from phoenix.staff.catalogue_forms import FileForm
from phoenix.staff.catalogue_pages import WRITE, form_page
from phoenix.subscriptions import price_files
from phoenix.team.access import current_member, staff_only
from phoenix.web.render import page, see_other
from phoenix.web.uploads import takes_files

blueprint = Blueprint("staff_catalogue_files", __name__, url_prefix="/equipe/catalogue/fichiers")
MOST_SHOWN = 200
NAMES = {"produits": importing.PRODUCTS, "prix": importing.PRICES}


def by() -> importing.By:
    """Who is at the desk."""
    member = current_member()
    return importing.By(member.id, member.name)


@blueprint.get("")
@staff_only(*WRITE)
def view():
    """What can be taken away, the place for files that come, and those that came."""
    return _files(FileForm(formdata=None, sort="ours"))


@blueprint.get("/format")
@staff_only(*WRITE)
def explained():
    """The format: each column, and what a cell may hold."""
    return page("staff/catalogue/format.html", sheets=importing.SHEETS, words=words)


@blueprint.get("/<name>.csv")
@staff_only(*WRITE)
def export(name: str):
    """The whole table, sent as it is read."""
    kind = NAMES.get(name) or abort(404)
    answer = Response(importing.export(kind), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


@blueprint.post("/depot")
@takes_files(vendor_lists.LARGEST_FILE + 100_000)
@staff_only(*WRITE)
def receive():
    """Keep the file sent, and show what it would change."""
    form = FileForm()
    if not form.validate():
        return _files(form)
    sent = request.files["file"]
    take = vendor_lists.receive if form.sort.data == "vendor" else importing.receive
    try:
        file = take(sent.filename or "", sent.read(), by())
    except sheets.Unreadable as error:
        form.file.errors = [_unreadable(error)]
        return _files(form)
    return see_other(address(file))


@blueprint.get("/<int:number>")
@staff_only(*WRITE)
def one(number: int):
    """What it would change, line by line, and what its prices would do."""
    return _compared(file_of(number, importing.PRODUCTS, importing.PRICES))


@blueprint.post("/<int:number>/application")
@staff_only(*WRITE)
def apply(number: int):
    """Apply it, if it does what was shown."""
    file = file_of(number, importing.PRODUCTS, importing.PRICES)
    try:
        count = price_files.apply(file, request.form.get("seen", ""), current_member().name)
    except price_files.ChangedMeanwhile:
        return _compared(file, _("Ce que ferait le fichier a changé entre-temps. Rien n’a été écrit : relisez, puis confirmez."), 409)
    except importing.Faulty:
        return _compared(file, _("Rien n’a été écrit : corrigez d’abord les lignes en erreur."), 422)
    said = ngettext("%(num)s changement appliqué : le site le montre dès maintenant.", "%(num)s changements appliqués : le site les montre dès maintenant.", count)
    flash(said if count else _("Rien à changer : le catalogue dit déjà ce que dit le fichier."), "success" if count else "info")
    return see_other(url_for(".view"))


def file_of(number: int, *kinds: str) -> CatalogueFile:
    """The file of that number, of one of these kinds; 404 otherwise."""
    return CatalogueFile.get_or_none(CatalogueFile.id == number, CatalogueFile.kind << kinds) or abort(404)


def address(file: CatalogueFile) -> str:
    """The page of a file."""
    return url_for("staff_catalogue_vendor.one" if file.kind == importing.VENDOR else "staff_catalogue_files.one", number=file.id)


def _files(form: FileForm):
    return form_page("staff/catalogue/files.html", form, files=importing.files(), names=NAMES, words=words, address=address)


def _compared(file: CatalogueFile, error: str = "", status: int = 200):
    look = price_files.look(file)
    different = [line for line in look.lines if line.state != SAME]
    different.sort(key=lambda line: (not line.errors, line.number))
    return page(
        "staff/catalogue/file.html",
        status=status,
        file=file,
        look=look,
        lines=different[:MOST_SHOWN],
        hidden=max(0, len(different) - MOST_SHOWN),
        counts=counted(look.lines),
        touched=touched(look.shown),
        error=error,
        words=words,
        wording=wording,
    )


def touched(shown: list) -> list[tuple]:
    """The effects that concern anybody with their plans, the largest first; as many as a page takes."""
    found = sorted((each for each in shown if each.effect.renewing or each.effect.carts), key=lambda each: -each.effect.renewing)[:MOST_SHOWN]
    ids = {each.change.plan_id for each in found}
    plans = {plan.id: plan for plan in Plan.select(Plan, Product).join(Product).where(Plan.id << ids)}
    return [(each, plans[each.change.plan_id]) for each in found]


def _unreadable(error: sheets.Unreadable) -> str:
    why = words.UNREADABLE[error.reason]
    if error.about:
        return _("Ligne %(line)s, « %(about)s » : %(why)s", line=error.line, about=error.about, why=why)
    return _("Ligne %(line)s : %(why)s", line=error.line, why=why)
