"""The demo shop's mailbox: mails are kept and readable instead of sent. A real shop has none."""

from __future__ import annotations

from email import message_from_bytes, policy

from flask import Blueprint, Response, abort

from phoenix.config import settings
from phoenix.gateways import files
from phoenix.messages.models import Message
from phoenix.web.access import public
from phoenix.web.paging import paginate
from phoenix.web.render import page

blueprint = Blueprint("demo_mailbox", __name__, url_prefix="/demo/mails")


@blueprint.before_request
def only_in_demo():
    """The address does not exist in production, nor once mail really leaves."""
    if settings().production or settings().mail_server:
        abort(404)


@blueprint.get("/")
@public
def index():
    """The mails made so far, newest first."""
    sent = Message.select().where(Message.raw_sha256.is_null(False)).order_by(Message.id.desc())
    return page("demo/mails.html", mails=paginate(sent, 50))


@blueprint.get("/<int:number>")
@public
def show(number: int):
    """One mail: its headers, its text, its attachments; the HTML part in a frame of its own."""
    message = _parsed(number)
    text = message.get_body(("plain",)).get_content()
    attachments = [part.get_filename() for part in message.iter_attachments()]
    return page("demo/mail.html", number=number, message=message, text=text, attachments=attachments)


@blueprint.get("/<int:number>/html")
@public
def html(number: int):
    """The HTML part, alone and without any right."""
    body = _parsed(number).get_body(("html",))
    response = Response(body.get_content(), mimetype="text/html")
    response.headers["Content-Security-Policy"] = (
        "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; "
        "style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
    )
    return response


@blueprint.get("/<int:number>/pieces/<int:position>")
@public
def attachment(number: int, position: int):
    """One attachment, to download."""
    parts = list(_parsed(number).iter_attachments())
    if position >= len(parts):
        abort(404)
    part = parts[position]
    response = Response(part.get_content(), mimetype=part.get_content_type())
    response.headers.set("Content-Disposition", "attachment", filename=part.get_filename())
    return response


def _parsed(number: int):
    row = Message.get_or_none(Message.id == number)
    if row is None or row.raw_sha256 is None:
        abort(404)
    return message_from_bytes(files.get(row.raw_sha256), policy=policy.default)
