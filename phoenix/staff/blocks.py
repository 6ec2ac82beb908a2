"""Blocks of accounts, addresses and ranges: listed, set, lifted (clauses 14a, 14b)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.accounts.pages import form_page
from phoenix.barring import blocks, reading, rules, words
from phoenix.barring.kept import Barred, known
from phoenix.barring.models import Block
from phoenix.staff.lists import Badge, Choice, Column, Days, StaffList, Word, listed
from phoenix.staff.operations_forms import BlockForm, WhyForm
from phoenix.staff.queries import asked_word
from phoenix.team.access import staff_only
from phoenix.team.rules import SUPPORT
from phoenix.web.render import see_other

blueprint = Blueprint("staff_blocks", __name__, url_prefix="/equipe/blocages")

BY = {"software": _l("le logiciel"), "team": _l("l’équipe")}

BLOCKS = StaffList(
    "blocages",
    _l("Blocages"),
    Block,
    columns=(
        Column("blocked", _l("Bloqué"), words.of_block, link=lambda row: url_for("staff_blocks.one", block_id=row.id), hint=lambda row: words.KINDS[row.kind]),
        Column("category", _l("Motif"), lambda row: words.CATEGORIES[row.category]),
        Column("since", _l("Depuis le"), lambda row: row.began_at, sort=Block.began_at, down=True),
        Column("until", _l("Jusqu’au"), lambda row: row.until, sort=Block.until),
        Column("by", _l("Par"), lambda row: _("le logiciel") if row.automatic else row.began_by),
        Column("state", _l("État"), lambda row: Badge(*words.state_of(row))),
    ),
    filters=(
        Choice("state", _l("État"), {reading.IN_FORCE: _l("En vigueur"), reading.OVER: _l("Terminés")}, where=reading.in_state, start=reading.IN_FORCE),
        Choice("kind", _l("Quoi"), words.KINDS, Block.kind),
        Choice("category", _l("Motif"), words.CATEGORIES, Block.category),
        Choice("by", _l("Par"), BY, where=lambda by: Block.automatic == (by == "software")),
        Word("q", _l("Adresse, plage, référence ou e-mail"), reading.about),
        Days("day", _l("Depuis le"), Block.began_at),
    ),
    order="-since",
    load=lambda ids: reading.with_owners().where(Block.id << ids),
    empty=_l("Aucun blocage ici"),
)


@blueprint.record_once
def _register(state) -> None:
    state.app.jinja_env.globals["block_of"] = block_of


def block_of(organisation_id: int) -> Barred | None:
    """The block that keeps an organisation out now; asks the database for nothing."""
    return known().of_account(organisation_id, 0)


@blueprint.get("")
@staff_only(SUPPORT)
def view():
    """Those in force, the latest first; those that are over on demand."""
    return listed(BLOCKS, "staff/blocks.html")


@blueprint.get("/nouveau")
@staff_only(SUPPORT)
def new():
    """Whom, why, until when; `qui` in the address fills in whom."""
    return _form_page(BlockForm(formdata=None, target=asked_word("qui")))


@blueprint.post("/nouveau")
@staff_only(SUPPORT)
def create():
    """Keep it out from now on."""
    form = BlockForm()
    if not form.validate():
        return _form_page(form)
    try:
        target = blocks.find_target(form.target.data, request.remote_addr or "", form.confirmed.data)
        row = blocks.block(target, form.category.data, form.reason.data, rules.end_of(form.until.data))
    except blocks.AlreadyBlocked as known:
        flash(_("C’est déjà bloqué : voici par qui et jusqu’à quand."), "warning")
        return see_other(url_for(".one", block_id=known.block.id))
    except rules.Refused as refused:
        return _form_page(_refused(form, refused), confirm=isinstance(refused, rules.NeedsConfirming))
    flash(_("Le blocage est en place."), "success")
    return see_other(url_for(".one", block_id=row.id))


@blueprint.get("/<int:block_id>")
@staff_only(SUPPORT)
def one(block_id: int):
    """Whom, why, until when, by whom; what was before."""
    return _shown(_load(block_id), WhyForm(formdata=None))


@blueprint.post("/<int:block_id>/levee")
@staff_only(SUPPORT)
def lift(block_id: int):
    """Let it in again, with a reason."""
    row, form = _load(block_id), WhyForm()
    if not form.validate():
        return _shown(row, form)
    try:
        blocks.lift(row, form.why.data)
        flash(_("Le blocage est levé."), "success")
    except rules.ChangedMeanwhile:
        flash(_("Ce blocage est déjà terminé."), "warning")
    return see_other(url_for(".one", block_id=block_id))


def _form_page(form: BlockForm, confirm: bool = False):
    return form_page("staff/block_new.html", form, confirm=confirm or form.confirmed.data)


def _refused(form: BlockForm, refused: rules.Refused) -> BlockForm:
    """The form with its refusal where it belongs."""
    if isinstance(refused, rules.NeedsConfirming):
        form.confirmed.errors = [words.refusal(refused)]
    else:
        wrong = form.until if refused.why in ("past", "too_long") else form.target
        wrong.errors = [words.refusal(refused)]
    return form


def _shown(row: Block, form: WhyForm):
    return form_page("staff/block.html", form, block=row, earlier=reading.earlier(row), words=words)


def _load(block_id: int) -> Block:
    return reading.one(block_id) or abort(404)
