"""The one way to a publisher's document: counted for its day, then sent on, or given as a file (clause 16a)."""

from __future__ import annotations

from flask import Response, abort, request

from phoenix.audience import counter
from phoenix.audience.counting import figures
from phoenix.audience.rules import DOWNLOAD
from phoenix.catalogue import third_party
from phoenix.gateways import files
from phoenix.gateways.files import FileMissing
from phoenix.web.access import public
from phoenix.web.market import market_blueprint
from phoenix.web.render import see_other

blueprint = market_blueprint("third_party", __name__)


@blueprint.record_once
def _register(state) -> None:
    state.app.jinja_env.globals.update(third_party_of=third_party.of_product, third_party_host=third_party.host)


@blueprint.get("/telecharger/<int:document>")
@public
def download(document: int):
    """Only to an address that staff stored and that still passes as one, or the stored file, never shown inline."""
    row = third_party.opened(document) or abort(404)
    answer = _sent_on(row.url) if row.url else _file(row)
    if counter.is_counted(request.environ):
        figures.add((DOWNLOAD, third_party.subject_counted(row.id)))
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sent_on(url: str):
    try:
        return see_other(third_party.checked_url(url))
    except third_party.WrongAddress:
        abort(404)


def _file(row) -> Response:
    try:
        content = files.get(row.sha256)
    except FileMissing:
        abort(404)
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="document-{row.id}.pdf"'
    return answer
