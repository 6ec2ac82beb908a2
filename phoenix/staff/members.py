"""Who works here, for administrators: added by a mailed link, roles, access, lost telephones."""

from __future__ import annotations

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _

from phoenix.accounts.pages import form_page
from phoenix.staff.member_forms import MemberForm, RolesForm
from phoenix.staff.words import ROLES
from phoenix.team import service
from phoenix.team.access import current_member, staff_only
from phoenix.team.models import StaffMember
from phoenix.team.rules import ADMIN
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_members", __name__, url_prefix="/equipe/membres")
ONE = "/<int:member_id>"


@blueprint.get("")
@staff_only(ADMIN)
def view():
    """Everybody, with roles and what is missing before they can sign in."""
    return page("staff/members.html", members=service.everybody(), role_words=ROLES)


@blueprint.get("/nouveau")
@staff_only(ADMIN)
def new():
    """The form of a new member."""
    return form_page("staff/member_new.html", MemberForm(formdata=None))


@blueprint.post("/nouveau")
@staff_only(ADMIN)
def add():
    """Add them and mail the link by which they choose a password."""
    form = MemberForm()
    if not form.validate():
        return form_page("staff/member_new.html", form)
    try:
        member = service.join(form.email.data, form.name.data, form.roles.data, form.language.data)
    except service.Taken:
        form.email.errors = [_("Cette adresse est déjà celle d’un membre.")]
        return form_page("staff/member_new.html", form)
    flash(_("%(name)s reçoit un lien pour choisir son mot de passe.", name=member.name), "success")
    return see_other(url_for(".one", member_id=member.id))


@blueprint.get(ONE)
@staff_only(ADMIN)
def one(member_id: int):
    """A member and what may be changed."""
    member = _load(member_id)
    return _shown(member, RolesForm(formdata=None, roles=member.roles, shown=" ".join(member.roles)))


@blueprint.post(f"{ONE}/roles")
@staff_only(ADMIN)
def change_roles(member_id: int):
    """Other roles; not the last administrator's, and not over somebody else's change."""
    member, form = _load(member_id), RolesForm()
    if not form.validate():
        return _shown(member, form)
    try:
        service.change_roles(member, form.roles.data, form.shown.data.split())
    except service.LastAdmin:
        form.roles.errors = [_("Il faut au moins un administrateur qui puisse se connecter.")]
        return _shown(member, form)
    except service.ChangedMeanwhile:
        form.roles.errors = [_("Les rôles ont changé entre-temps : vérifiez votre choix.")]
        form.shown.raw_data, form.shown.data = None, " ".join(_load(member_id).roles)
        return _shown(member, form)
    flash(_("Les rôles sont changés."), "success")
    return see_other(url_for(".one", member_id=member_id))


@blueprint.post(f"{ONE}/retrait")
@staff_only(ADMIN)
def disable(member_id: int):
    """They leave: signed out at once."""
    member = _load(member_id)
    try:
        service.disable(member)
        flash(_("L’accès est retiré."), "success")
    except service.LastAdmin:
        flash(_("Il faut au moins un administrateur qui puisse se connecter."), "warning")
    return see_other(url_for(".one", member_id=member_id))


@blueprint.post(f"{ONE}/retour")
@staff_only(ADMIN)
def enable(member_id: int):
    """They come back."""
    service.enable(_load(member_id))
    flash(_("L’accès est rendu."), "success")
    return see_other(url_for(".one", member_id=member_id))


@blueprint.post(f"{ONE}/telephone")
@staff_only(ADMIN)
def forget_telephone(member_id: int):
    """A lost telephone: the next sign-in enrols another. Not one's own: an open browser is no proof of a loss."""
    member = _load(member_id)
    if member.id == current_member().id:
        flash(_("Un autre administrateur, ou l’exploitant, oublie votre téléphone."), "warning")
        return see_other(url_for(".one", member_id=member_id))
    service.forget_telephone(member)
    flash(_("Le téléphone est oublié : la prochaine connexion en enregistre un autre."), "success")
    return see_other(url_for(".one", member_id=member_id))


@blueprint.post(f"{ONE}/lien")
@staff_only(ADMIN)
def send_link(member_id: int):
    """Another link to choose a password."""
    member = _load(member_id)
    if member.disabled_at:
        flash(_("Rendez d’abord l’accès."), "warning")
    else:
        service.invite(member)
        flash(_("%(name)s reçoit un lien pour choisir son mot de passe.", name=member.name), "success")
    return see_other(url_for(".one", member_id=member_id))


def _shown(member: StaffMember, form: RolesForm):
    return form_page("staff/member.html", form, member=member, own=member.id == current_member().id, subject=service.subject_of(member))


def _load(member_id: int) -> StaffMember:
    return StaffMember.get_or_none(StaffMember.id == member_id) or abort(404)
