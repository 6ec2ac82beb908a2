"""The accounting export: a seller's invoices of a period, as journal, table or data (issue 5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain

from flask import Blueprint, Response, request, send_file, stream_with_context
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from phoenix.database import transaction
from phoenix.invoices import exporting
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.sellers import SELLERS
from phoenix.payments import withholding_journal
from phoenix.team.access import staff_only
from phoenix.team.audit import record
from phoenix.team.rules import ACCOUNTING
from phoenix.web.form import Day, Form
from phoenix.web.render import page

blueprint = Blueprint("staff_exports", __name__, url_prefix="/equipe/exports")
FEC, CSV, JSON, XML = "fec", "csv", "json", "xml"
FORMATS = {FEC: _l("Export comptable (format FEC)"), CSV: _l("Tableau (CSV)"), JSON: _l("Données complètes (JSON)"), XML: _l("Factures électroniques avec leur état (ZIP)")}
TYPES = {FEC: "text/tab-separated-values", CSV: "text/csv", JSON: "application/json"}
MISSING = _l("Indiquez une date qui existe.")


class ExportForm(Form):
    """Whose invoices, of which days, in which format."""

    seller = SelectField(_l("Vendeur"), choices=lambda: [SelectChoice(code, each.name) for code, each in SELLERS.items()])
    first = Day(_l("Du"), [InputRequired(MISSING)])
    last = Day(_l("Au"), [InputRequired(MISSING)], description=_l("Jours d’émission, tous deux compris."))
    format = SelectField(_l("Format"), choices=lambda: [SelectChoice(code, label) for code, label in FORMATS.items()])

    def validate(self, extra_validators=None) -> bool:
        """A period goes forward."""
        sound = super().validate(extra_validators)
        if sound and self.first.data > self.last.data:
            self.last.errors = [_("Ce jour précède le premier.")]
            return False
        if sound and self.format.data == XML and SELLERS[self.seller.data].country != "fr":
            self.format.errors = [_("Ce vendeur n’émet pas de factures électroniques.")]
            return False
        return sound


@blueprint.get("")
@staff_only(ACCOUNTING)
def view():
    """What may be taken; this year until today for a start."""
    today = clock.today(COUNTRIES["fr"].timezone)
    return page("staff/exports.html", form=ExportForm(formdata=None, first=today.replace(month=1, day=1), last=today))


@blueprint.get("/fichier")
@staff_only(ACCOUNTING)
def download():
    """The file, written as it is sent; the log keeps who took what."""
    form = ExportForm(formdata=request.args)
    if not form.validate():
        return page("staff/exports.html", form=form, status=422)
    seller, first, last, kind = (form[name].data for name in ("seller", "first", "last", "format"))
    with transaction():
        record("invoices_exported", f"seller:{seller}", None, {"from": first.isoformat(), "to": last.isoformat(), "format": kind})
    if kind == XML:
        package = exporting.electronic_package(exporting.invoices_between(first, last, seller))
        return send_file(package, "application/zip", as_attachment=True, download_name=f"factures-{seller}-{first}-{last}.zip")
    answer = Response(stream_with_context(_gathered(_pieces(seller, first, last, kind))), mimetype=TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{_name(seller, first, last, kind)}"'
    return answer


def _pieces(seller: str, first: date, last: date, kind: str) -> Iterator[str]:
    if kind == FEC:
        return chain(exporting.fec_pieces(seller, first, last), withholding_journal.fec_pieces(seller, first, last))
    rows = exporting.invoices_between(first, last, seller)
    return exporting.csv_pieces(rows) if kind == CSV else exporting.json_pieces(rows)


def _gathered(pieces: Iterator[str], size: int = 64_000) -> Iterator[str]:
    """The same in fewer, larger pieces."""
    held, length = [], 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= size:
            yield "".join(held)
            held, length = [], 0
    yield "".join(held)


def _name(seller: str, first: date, last: date, kind: str) -> str:
    """A journal is named as the tax office wants it: the company's number, FEC, the last day."""
    siren = SELLERS[seller].siren if kind == FEC else None
    return f"{siren}FEC{last:%Y%m%d}.txt" if siren else f"factures-{seller}-{first}-{last}.{'txt' if kind == FEC else kind}"
