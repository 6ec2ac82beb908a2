"""One quote at the staff's desk: priced, previewed, sent, answered, withdrawn, or started unasked (clauses 4.1d, 4.1f)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from phoenix.accounts.models import Person
from phoenix.files import service as papers
from phoenix.files.rules import QUOTE
from phoenix.gateways import files
from phoenix.quotes import asking, choices, pricing, reading, rules, sending, settling, thread, words
from phoenix.quotes.forms import number_of
from phoenix.quotes.models import Quote
from phoenix.staff import loading
from phoenix.staff.quote_forms import AnswerForm, PricingForm, SendForm, StartForm, WithdrawForm, pricing_form
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT
from phoenix.web import downloads
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_quotes", __name__, url_prefix="/equipe/devis")
ONE = "/<number>"
MORE = 5


@blueprint.get(ONE)
@staff_only(SALES, SUPPORT, ACCOUNTING)
def one(number: str):
    """What was asked, how it is priced, what the customer will see, and what was written."""
    return _show(_load(number))


@blueprint.post(f"{ONE}/lignes")
@staff_only(SALES)
def more_lines(number: str):
    """The same form with more lines; nothing is kept, nothing is lost."""
    form = PricingForm()
    for _each in range(min(MORE, form.lines.max_entries - len(form.lines.entries))):
        form.lines.append_entry({"unit": "fixed"})
    return _show(_load(number), pricing=form)


@blueprint.post(f"{ONE}/chiffrage")
@staff_only(SALES)
def price(number: str):
    """Keep the draft and count it anew."""
    row, form = _load(number), PricingForm()
    if not form.validate():
        return _show(row, 422, pricing=form)
    try:
        pricing.save(row.id, form.version.data, form.draft(_offers(row)), current_member().name)
    except rules.QuoteRefused as refusal:
        return _told(number, form, "pricing", refusal)
    flash(_("Le chiffrage est enregistré. Relisez ce que verra le client, puis envoyez."), "success")
    return see_other(url_for(".one", number=number))


@blueprint.post(f"{ONE}/envoyer")
@staff_only(SALES)
def send(number: str):
    """Send the draft as it was previewed: it binds until its last day."""
    row, form = _load(number), SendForm()
    if not form.validate():
        return _show(row, 422, sending=form)
    try:
        sent = sending.send(row.id, form.version.data, current_member().name)
    except rules.QuoteRefused as refusal:
        return _told(number, form, "sending", refusal)
    flash(_("Le devis part par e-mail, version %(version)s, avec ses documents.", version=sent.number), "success")
    return see_other(url_for(".one", number=number))


@blueprint.post(f"{ONE}/retirer")
@staff_only(SALES)
def withdraw(number: str):
    """Take it back, or decline to make one."""
    row, form = _load(number), WithdrawForm(prefix="withdrawal-")
    if not form.validate():
        return _show(row, 422, withdrawing=form)
    try:
        settling.withdraw(row.id, form.version.data, form.reason.data, current_member().name)
    except rules.QuoteRefused as refusal:
        return _told(number, form, "withdrawing", refusal)
    flash(_("Le devis est retiré ; le client en est informé."), "success")
    return see_other(url_for(".one", number=number))


@blueprint.post(f"{ONE}/repondre")
@staff_only(SALES, SUPPORT)
def answer(number: str):
    """Answer the customer, on the page and by mail."""
    row, form = _load(number), AnswerForm(prefix="answer-")
    if not form.validate():
        return _show(row, 422, answering=form)
    try:
        thread.answer(row.id, number_of(form.last_read.data), form.body.data, form.key.data, current_member().name)
    except rules.QuoteRefused as refusal:
        return _told(number, form, "answering", refusal)
    flash(_("La réponse est envoyée."), "success")
    return see_other(url_for(".one", number=number))


@blueprint.get(f"{ONE}/versions/<int:version>.pdf")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def pdf(number: str, version: int):
    """The PDF of a version that was sent."""
    found = sending.sent_version(_load(number), version)
    if found is None or not found.pdf_sha:
        abort(404)
    return downloads.pdf(files.get(found.pdf_sha), f"devis-{number}-v{version}.pdf", found.pdf_sha)


@blueprint.get("/nouveau/<reference>")
@staff_only(SALES)
def new(reference: str):
    """For whom of the organisation."""
    organisation = loading.organisation(reference)
    return page("staff/quote_new.html", organisation=organisation, form=_start_form(organisation))


@blueprint.post("/nouveau/<reference>")
@staff_only(SALES)
def start(reference: str):
    """A quote without a request: the order that the staff make and the customer accepts."""
    organisation = loading.organisation(reference)
    form = _start_form(organisation, StartForm())
    if not form.validate():
        return page("staff/quote_new.html", status=422, organisation=organisation, form=form)
    person = Person.get(Person.id == form.person.data, Person.organisation == organisation)
    row = asking.start(person, current_member().name, key=form.key.data)
    return see_other(url_for(".one", number=row.number))


def _start_form(organisation, form: StartForm | None = None) -> StartForm:
    if organisation.closed_at:
        abort(404)
    form = form or StartForm(formdata=None)
    people = Person.select().where(Person.organisation == organisation).order_by(Person.id)
    form.person.choices = [(each.id, f"{each.full_name}, {each.email}") for each in people]
    return form


def _load(number: str) -> Quote:
    return Quote.get_or_none(Quote.number == number.upper()) or abort(404)


def _offers(row: Quote) -> dict[str, int]:
    """What the catalogue sells in the quote's country, and what the quote holds of it already, by label."""
    plans = [line.plan_id for line in _present(row).lines if line.plan_id]
    held = {label: plan_id for plan_id, label in choices.labels_of(plans, row.country, _language()).items()}
    return {**choices.offers(row.country, _language()), **held}


def _present(row: Quote) -> pricing.Draft:
    """What the form begins with: the draft, else the version sent last, else what was asked for."""
    version = sending.draft_under_way(row)
    if version is not None:
        return pricing.draft_of(version)
    first = pricing.first_draft(row)
    sent = sending.sent_version(row)
    return first if sent is None else pricing.again(sent, first.valid_until)


def _fresh(row: Quote, entries: list) -> dict:
    """The forms of a page that nothing was typed into yet."""
    present, looked_at = _present(row), {"formdata": None, "version": row.edition}
    labels = choices.labels_of([line.plan_id for line in present.lines if line.plan_id], row.country, _language())
    last_read = str(entries[-1].id) if entries else "0"
    return {
        "pricing": pricing_form(present, labels, row.edition),
        "sending": SendForm(**looked_at),
        "withdrawing": WithdrawForm(prefix="withdrawal-", **looked_at),
        "answering": AnswerForm(prefix="answer-", formdata=None, last_read=last_read),
    }


def _show(row: Quote, status: int = 200, **forms):
    shown = reading.shown(row, _language())
    draft = sending.draft_under_way(row)
    return page(
        "staff/quote.html",
        status=status,
        shown=shown,
        draft=draft,
        summary=pricing.summary_of(draft, row) if draft else None,
        enclosed=reading.titled(sending.documents_for(row, draft), _language()) if draft else [],
        open_to_price=rules.may_be_priced(shown.state, row.kind),
        offers=choices.offers(row.country, _language()),
        papers=papers.of(QUOTE, row.number),
        words=words,
        wrong=next(iter(forms), None),
        **_fresh(row, shown.entries) | forms,
    )


def _told(number: str, form, name: str, refusal: rules.QuoteRefused):
    """The quote as it is now, what was typed still in its form, ready for another try."""
    row = _load(number)
    form.form_errors.append(words.staff_refusal(refusal))
    moved = isinstance(refusal, (rules.Changed, rules.NotAllowed, rules.PricesMoved))
    if "version" in form:
        form.version.raw_data, form.version.data = None, row.edition
    if "last_read" in form:
        entries = thread.entries(row)
        form.last_read.raw_data, form.last_read.data = None, str(entries[-1].id if entries else 0)
    return _show(row, 409 if moved else 422, **{name: form})


def _language() -> str:
    return get_locale().language
