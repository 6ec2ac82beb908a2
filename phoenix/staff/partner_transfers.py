"""Lists of consenters handed to partners: made, kept, taken as a file (clause 10.2)."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.database import transaction
from phoenix.prospecting import partner_file, sharing
from phoenix.prospecting.models import PartnerTransfer
from phoenix.staff.lists import Choice, Column, StaffList, listed
from phoenix.staff.partner_share_forms import TransferForm
from phoenix.team import audit
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import SALES, SUPPORT
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_partner_transfers", __name__, url_prefix="/equipe/transmissions/listes")


def _partners() -> dict[str, str]:
    return {name: name for name in sharing.partners()}


TRANSFERS = StaffList(
    "listes-transmises",
    _l("Listes remises aux partenaires"),
    PartnerTransfer,
    columns=(
        Column("partner", _l("Partenaire"), lambda row: row.partner, link=lambda row: url_for("staff_partner_transfers.one", number=row.id)),
        Column("at", _l("Remise le"), lambda row: row.at),
        Column("people", _l("Personnes"), lambda row: row.people),
        Column("by", _l("Par"), lambda row: row.by),
    ),
    filters=(Choice("partner", _l("Partenaire"), _partners, where=lambda name: PartnerTransfer.partner == name),),
    order="-",
    empty=_l("Aucune liste remise"),
)


@blueprint.get("")
@staff_only(SALES, SUPPORT)
def view():
    """Every list that was ever handed over."""
    return listed(TRANSFERS, "staff/partner_transfers.html")


@blueprint.get("/nouvelle")
@staff_only(SALES)
def new():
    """How many consent now, and who is to have the list."""
    return _form_page(TransferForm(formdata=None))


@blueprint.post("/nouvelle")
@staff_only(SALES)
def make():
    """Make the list: from here on each person on it is known to be with this partner."""
    form = TransferForm()
    if not form.validate():
        return _form_page(form)
    member = current_member()
    with transaction():
        transfer = sharing.share(form.partner.data, member.name)
        if transfer is not None:
            audit.record("partner_list_given", f"partner-transfer:{transfer.id}", after={"partner": transfer.partner, "people": transfer.people})
    if transfer is None:
        form.form_errors.append(_("Personne ne consent à ce que ses coordonnées soient transmises : il n’y a pas de liste."))
        return _form_page(form)
    flash(_("La liste est prête. Remettez le fichier au partenaire."), "success")
    return see_other(url_for(".one", number=transfer.id))


@blueprint.get("/<int:number>")
@staff_only(SALES, SUPPORT)
def one(number: int):
    """One list: to whom, by whom, and how many of it still consent."""
    transfer = _transfer(number)
    return page("staff/partner_transfer.html", transfer=transfer, left=len(sharing.handed_over(transfer)))


@blueprint.get("/<int:number>/fichier.csv")
@staff_only(SALES)
def file(number: int):
    """The file for the partner; who withdrew since is not in it."""
    transfer = _transfer(number)
    answer = Response(partner_file.written(partner_file.GIVEN, sharing.handed_over(transfer)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="liste-{transfer.id}.csv"'
    return answer


def _form_page(form: TransferForm):
    count, known = sharing.consenters(), sharing.partners()
    return page("staff/partner_transfer_new.html", status=422 if form.errors else 200, form=form, count=count, known=known)


def _transfer(number: int) -> PartnerTransfer:
    return PartnerTransfer.get_or_none(PartnerTransfer.id == number) or abort(404)
