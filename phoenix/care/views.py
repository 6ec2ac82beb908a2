"""The contact page and its thread (clause 1a)."""

from __future__ import annotations

from flask import flash, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts.links import DeadLink
from phoenix.accounts.pages import dead_link, form_page, too_many, unstored
from phoenix.accounts.throttling import TooMany
from phoenix.care import service
from phoenix.care.forms import SUBJECTS, ContactForm, ReplyForm
from phoenix.care.words import ALL_SUBJECTS
from phoenix.files import service as files
from phoenix.files.rules import CONTACT, SENDING, Refused
from phoenix.web.access import public
from phoenix.web.market import market_blueprint
from phoenix.web.render import page, see_other
from phoenix.web.uploads import takes_files

blueprint = market_blueprint("care", __name__)
THREAD = "/contact/suivi/<token>"


@blueprint.get("/contact")
@public
def contact():
    """The form, with what the account already knows, and the subject that the address names."""
    asked = request.args.get("subject")
    known = {"subject": asked} if asked in dict(SUBJECTS) else {}
    return page("care/contact.html", form=ContactForm(data={**known, **who_is_here()} or None))


@blueprint.post("/contact")
@public
def send_contact():
    """Take the message; people see what happened, robots that fill the trap see the same."""
    form = ContactForm()
    if not form.validate():
        return page("care/contact.html", form=form, status=422)
    if not form.website.data:
        try:
            service.receive(form.data, g.market, request.remote_addr, form.seconds())
        except TooMany as refusal:
            too_many(form, refusal)
            return form_page("care/contact.html", form)
    flash(_("Votre message est bien arrivé. Vous en recevez une copie par e-mail."), "success")
    return see_other(url_for("care.contact"))


@blueprint.get(THREAD)
@public
@unstored
def contact_thread(token: str):
    """What was written and answered, by the mailed link."""
    try:
        row = service.by_link(token)
    except DeadLink:
        return dead_link(url_for(".contact"))
    return _thread_page(row, token, ReplyForm(formdata=None))


@blueprint.post(THREAD)
@public
@takes_files(SENDING)
@unstored
def write_on(token: str):
    """The author writes on."""
    try:
        row = service.by_link(token)
    except DeadLink:
        return dead_link(url_for(".contact"))
    form = ReplyForm()
    if not form.validate():
        return _thread_page(row, token, form)
    try:
        service.write(row.id, form.body.data, form.key.data, form.files.checked)
    except Refused as refusal:
        form.files.refuse(refusal)
        return _thread_page(row, token, form)
    flash(_("Votre message est bien arrivé."), "success")
    return see_other(url_for(".contact_thread", token=token))


def _thread_page(row, token: str, form: ReplyForm):
    topic = ALL_SUBJECTS.get(row.subject, "")
    thread = {"message": row, "replies": service.replies(row), "papers": files.of(CONTACT, str(row.id))}
    answer = form_page("care/contact_thread.html", form, **thread, token=token, topic=topic)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def who_is_here() -> dict:
    """What the account already knows of who writes."""
    if not current_user.is_authenticated:
        return {}
    names = {"name": current_user.full_name, "organisation_name": current_user.organisation.name}
    return {**names, "email": current_user.email}
