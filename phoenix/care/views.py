"""The contact page (clause 1a)."""

from __future__ import annotations

from flask import abort, flash, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.care.forms import SUBJECTS, ContactForm
from phoenix.care.service import TooMany, receive
from phoenix.web.access import public
from phoenix.web.market import market_blueprint
from phoenix.web.render import page, see_other

blueprint = market_blueprint("care", __name__)


@blueprint.get("/contact")
@public
def contact():
    """The form, with what the account already knows, and the subject that the address names."""
    asked = request.args.get("subject")
    known = {"subject": asked} if asked in dict(SUBJECTS) else {}
    if current_user.is_authenticated:
        known |= {
            "name": current_user.full_name,
            "email": current_user.email,
            "organisation_name": current_user.organisation.name,
        }
    return page("care/contact.html", form=ContactForm(data=known or None))


@blueprint.post("/contact")
@public
def send_contact():
    """Take the message; people see what happened, robots that fill the trap see the same."""
    form = ContactForm()
    if not form.validate():
        return page("care/contact.html", form=form, status=422)
    if not form.website.data:
        label = str(dict(SUBJECTS)[form.subject.data])
        try:
            receive({**form.data, "subject_label": label}, g.market, request.remote_addr)
        except TooMany:
            abort(429)
    flash(_("Votre message est bien arrivé. Vous en recevez une copie par e-mail."), "success")
    return see_other(url_for("care.contact"))
