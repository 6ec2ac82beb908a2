"""The legal pages: notice, terms, privacy, cookies, reviews, every version and its PDF (2a, 2b)."""

from __future__ import annotations

import re

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from phoenix.kernel import clock
from phoenix.legal import comparing, service
from phoenix.legal.facts import grouped, legal_facts
from phoenix.legal.forms import ComparisonForm
from phoenix.legal.models import DocumentVersion, versions_of
from phoenix.legal.sources import KINDS
from phoenix.web.access import public
from phoenix.web.filters import day
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


@blueprint.get(f"/{DOCUMENT}/comparaison")
@public
def comparison(document: str):
    """What changed between two versions, those before and in force unless the address names others (2b)."""
    versions = versions_of(document)
    if len(versions) < 2:
        abort(404)
    newest = max(2, service.version_in_force(document).number)
    asked = request.args if {"de", "a"} & set(request.args) else None
    form = ComparisonForm(_labels(versions), asked, de=newest - 1, a=newest)
    if asked is not None and not form.validate():
        return _compared(versions[0], form, None, 422)
    by_number = {version.number: version for version in versions}
    return _compared(versions[0], form, (by_number[form.de.data], by_number[form.a.data]))


@blueprint.app_template_filter("linked_emails")
def linked_emails(text: str) -> Markup:
    """The text, escaped, with its e-mail addresses as links."""
    return Markup(_EMAIL.sub(r'<a href="mailto:\g<0>">\g<0></a>', str(escape(text))))


def _load(code: str, number: int) -> DocumentVersion:
    return service.version_numbered(code, number) or abort(404)


def _labels(versions: list[DocumentVersion]) -> list[tuple[int, str]]:
    return [
        (version.number, _("version %(number)s, %(day)s", number=version.number, day=day(version.in_force_on)))
        for version in reversed(versions)
    ]


def _compared(newest: DocumentVersion, form: ComparisonForm, pair: tuple | None, status: int = 200):
    language = current_market().language
    texts = [service.shown(version, language) for version in pair or ()]
    return page(
        "legal/comparison.html",
        status=status,
        code=newest.document.code,
        title=service.title_of(newest, language),
        form=form,
        pair=pair,
        articles=comparing.compare(*texts) if pair else [],
        incomplete=any(text.languages() != {language} for text in texts),
    )


def _show(shown: DocumentVersion):
    language, code = current_market().language, shown.document.code
    text, versions = service.shown(shown, language), versions_of(code)
    return page(
        "legal/document.html",
        code=code,
        text=text,
        version=shown,
        versions=versions,
        current=service.version_in_force(code),
        today=clock.today(service.LEGAL_ZONE),
        ready=service.ready_pdfs(versions, language),
        incomplete=language not in text.languages() or len(text.languages()) > 1,
    )
