"""The legal pages: notice, terms, privacy, cookies, reviews, every version and its PDF (2a, 2b)."""

from __future__ import annotations

import re

from flask import Response, abort, url_for
from markupsafe import Markup, escape

from phoenix.kernel import clock
from phoenix.legal import service
from phoenix.legal.facts import grouped, legal_facts
from phoenix.legal.models import DocumentVersion, versions_of
from phoenix.legal.sources import KINDS
from phoenix.web.access import public
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.pagecache import shared_page
from phoenix.web.render import page, see_other

blueprint = market_blueprint("legal", __name__)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
DOCUMENT = f"<any({', '.join(repr(code) for code in KINDS)}):document>"


@blueprint.get("/mentions-legales")
@public
@shared_page
def notice():
    """All of clause 0: both sellers, the host, whom to write to."""
    return page("legal/notice.html", facts=legal_facts(), grouped=grouped)


@blueprint.get(f"/{DOCUMENT}")
@public
@shared_page
def document(document: str):
    """The version in force of a document."""
    return _show(service.version_in_force(document) or abort(404))


@blueprint.get(f"/{DOCUMENT}/<int:number>")
@public
@shared_page
def version(document: str, number: int):
    """One version at its own address (clause 2b)."""
    return _show(_load(document, number))


@blueprint.get(f"/{DOCUMENT}.pdf")
@public
def current_pdf(document: str):
    """To the PDF of the version in force."""
    found = service.version_in_force(document) or abort(404)
    return see_other(url_for("legal.pdf", document=document, number=found.number))


@blueprint.get(f"/{DOCUMENT}/<int:number>.pdf")
@public
def pdf(document: str, number: int):
    """The PDF of a version in the page's language; back to the page while it is being made."""
    found = _load(document, number)
    language = current_market().language
    content = service.pdf_bytes(found, language)
    if content is None:
        return see_other(url_for("legal.version", document=document, number=number))
    name = f"phoenix-alliance-{document}-{number}-{language}.pdf"
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@blueprint.app_template_filter("linked_emails")
def linked_emails(text: str) -> Markup:
    """The text, escaped, with its e-mail addresses as links."""
    return Markup(_EMAIL.sub(r'<a href="mailto:\g<0>">\g<0></a>', str(escape(text))))


def _load(code: str, number: int) -> DocumentVersion:
    return service.version_numbered(code, number) or abort(404)


def _show(shown: DocumentVersion):
    language, code = current_market().language, shown.document.code
    text = service.shown(shown, language)
    return page(
        "legal/document.html",
        code=code,
        text=text,
        version=shown,
        versions=versions_of(code),
        current=service.version_in_force(code),
        today=clock.today(service.LEGAL_ZONE),
        pdf_ready=service.pdf_sha(shown, language) is not None,
        incomplete=language not in text.languages() or len(text.languages()) > 1,
    )
