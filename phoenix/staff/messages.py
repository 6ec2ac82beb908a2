"""Messages of the contact form by team: answered, passed on, filed, let through (clause 1a)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.care import service, words
from phoenix.care.claim_answers import Changed
from phoenix.care.models import ContactMessage
from phoenix.files import service as files
from phoenix.files.rules import CONTACT
from phoenix.staff.claim_forms import AnswerForm, PassOnForm, SettleForm
from phoenix.staff.lists import Badge, Choice, Column, StaffList, Word, listed
from phoenix.staff.standing_forms import CustomerForm
from phoenix.standing import confirming, rules
from phoenix.standing.words import refusal
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_messages", __name__, url_prefix="/equipe/messages")
ROLES = (SALES, SUPPORT, ACCOUNTING)
ONE = "/<int:message_id>"


def _named(text: str):
    """By number or address."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    return (ContactMessage.id == number) | (ContactMessage.email == text.lower())


MESSAGES = StaffList(
    "messages",
    _l("Messages"),
    ContactMessage,
    columns=(
        Column("number", _l("Numéro"), lambda row: str(row.id), link=lambda row: url_for("staff_messages.one", message_id=row.id)),
        Column("subject", _l("Objet"), lambda row: words.ALL_SUBJECTS[row.subject]),
        Column("from", _l("De"), lambda row: row.name, hint=lambda row: row.organisation_name),
        Column("team", _l("Équipe"), lambda row: words.TEAMS[row.team]),
        Column("received", _l("Reçu le"), lambda row: row.created_at, sort=ContactMessage.id, down=True),
        Column("state", _l("État"), lambda row: Badge(*words.CONTACT_STATES[row.state])),
    ),
    filters=(
        Choice("state", _l("État"), words.CONTACT_STATES, ContactMessage.state, start=service.OPEN),
        Choice("team", _l("Équipe"), words.TEAMS, ContactMessage.team, all_label=_l("Toutes")),
        Word("q", _l("Numéro ou adresse e-mail"), _named),
    ),
    order=lambda chosen: "received" if chosen.get("state") == service.OPEN else "-received",
    empty=_l("Aucun message ici"),
)


@blueprint.get("")
@staff_only(*ROLES)
def view():
    """What waits longest, first."""
    return listed(MESSAGES)


@blueprint.get(ONE)
@staff_only(*ROLES)
def one(message_id: int):
    """The message, what followed, and all that can be done."""
    return _message_page(_load(message_id))


@blueprint.post(f"{ONE}/repondre")
@staff_only(*ROLES)
def reply(message_id: int):
    """Answer by mail and in the thread."""
    form = AnswerForm()

    def answer(row):
        return service.reply(row.id, form.version.data, form.key.data, form.body.data, current_member().name)

    return _do(message_id, form, answer, _("La réponse est envoyée."))


@blueprint.post(f"{ONE}/confirmation")
@staff_only(*ROLES)
def confirmation(message_id: int):
    """Ask the customer whom the partner named to confirm the data; the partner is told that it is done (clause 3.1e)."""
    row = _load(message_id)
    if row.subject != words.CONFIRMATION:
        abort(404)
    form = CustomerForm()
    if not form.validate():
        return _message_page(row, form, 422)
    try:
        confirming.ask_for_partner(form.found, row)
        flash(_("La demande est envoyée : le client a quinze jours. Le partenaire est prévenu."), "success")
    except rules.Refused as refused:
        flash(refusal(refused), "warning")
    return see_other(url_for(".one", message_id=row.id))


@blueprint.post(f"{ONE}/transmettre")
@staff_only(*ROLES)
def pass_on(message_id: int):
    """Another team answers."""
    form = PassOnForm(prefix="pass-")
    return _do(message_id, form, lambda row: service.pass_on(row.id, form.version.data, form.team.data), _("Le message est transmis."))


@blueprint.post(f"{ONE}/classer")
@staff_only(*ROLES)
def settle(message_id: int):
    """Nothing more to do."""
    form = SettleForm()
    return _do(message_id, form, lambda row: service.settle(row.id, form.version.data), _("Le message est classé."))


@blueprint.post(f"{ONE}/accepter")
@staff_only(*ROLES)
def let_through(message_id: int):
    """It was no robot."""
    form = SettleForm()
    done = _("Le message suit son cours : son auteur reçoit sa copie.")
    return _do(message_id, form, lambda row: service.let_through(row.id, form.version.data), done)


def _do(message_id: int, form, function, done: str):
    row = _load(message_id)
    if not form.validate():
        return _message_page(row, form, 422)
    try:
        function(row)
    except Changed:
        row = _load(message_id)
        form.form_errors.append(_("Ce message a changé entre-temps : relisez-le. Rien n’a été envoyé."))
        form.version.raw_data, form.version.data = None, row.version
        return _message_page(row, form, 409)
    flash(done, "success")
    return see_other(url_for(".one", message_id=row.id))


def _message_page(row: ContactMessage, form=None, status: int = 200):
    fresh = {"formdata": None, "version": row.version}
    return page(
        "staff/message.html",
        status=status,
        message=row,
        replies=service.replies(row),
        papers=files.of(CONTACT, str(row.id)),
        answer=form if isinstance(form, AnswerForm) else AnswerForm(**fresh),
        passing=form if isinstance(form, PassOnForm) else PassOnForm(prefix="pass-", team=row.team, **fresh),
        settling=SettleForm(**fresh),
        customer=form if isinstance(form, CustomerForm) else CustomerForm(formdata=None),
        asked=confirming.asked_by(row),
        wrong=form,
        words=words,
    )


def _load(message_id: int) -> ContactMessage:
    return ContactMessage.get_or_none(ContactMessage.id == message_id) or abort(404)
