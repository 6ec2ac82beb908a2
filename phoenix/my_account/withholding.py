"""My Account, tax held back at source: declared on an invoice or for all due dates, and its certificates (documents-and-law.md)."""

from __future__ import annotations

from flask import abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import RadioField
from wtforms.validators import InputRequired

from phoenix.accounts.pages import form_page
from phoenix.files.forms import FilesForm
from phoenix.files.rules import SENDING, Refused
from phoenix.files.service import Sender
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.payments import ledger, withholding
from phoenix.payments import withholding_rules as rules
from phoenix.payments import withholding_words as words
from phoenix.payments.models import Withholding
from phoenix.payments.withholding import NotNow, NotOffered, NotPending, Offer
from phoenix.web.access import signed_in
from phoenix.web.filters import money
from phoenix.web.form import Form
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.paging import paginate
from phoenix.web.render import see_other
from phoenix.web.uploads import takes_files

blueprint = market_blueprint("my_account_withholding", __name__)
OF_INVOICE = "/compte/factures/<number>/retenue"
ONE = "/compte/factures/retenues/<reference>"
NOTHING = "none"


class DeclareForm(Form):
    """On which ground something is held back of one invoice."""

    ground = RadioField(_l("Ce que vous retenez"), validators=[InputRequired(_l("Choisissez ce que vous retenez."))], validate_choice=True)

    def __init__(self, found: list[Offer], currency: str, **values):
        super().__init__(**values)
        self.ground.choices = [(each.ground.code, _told(each, currency)) for each in found]


class ChoiceForm(Form):
    """What is held back of every due date, for each tax."""

    income = RadioField(words.TAXES[rules.INCOME], default=NOTHING)
    vat = RadioField(words.TAXES[rules.VAT], default=NOTHING)

    def __init__(self, **values):
        super().__init__(**values)
        known = rules.grounds_on(_seller(), clock.today(COUNTRIES[withholding.COUNTRY].timezone))
        for tax in rules.TAXES:
            mine = [(each.code, words.with_law(each)) for each in known if each.tax == tax]
            self[tax].choices = [(NOTHING, _("Rien")), *mine]


def _told(each: Offer, currency: str) -> str:
    return _("%(ground)s, soit %(amount)s", ground=words.with_law(each.ground), amount=money(Money(each.amount, currency)))


def _seller() -> str:
    return COUNTRIES[current_user.organisation.country].seller_code


@blueprint.get("/compte/factures/retenues")
@signed_in
def view():
    """Every line with its certificate, the newest first, and the standing choice."""
    _refuse_strangers()
    now = withholding.chosen(current_user.organisation_id)
    return _view_page(ChoiceForm(formdata=None, **{tax: now.get(tax, NOTHING) for tax in rules.TAXES}))


@blueprint.post("/compte/factures/retenues")
@signed_in
def choose():
    """Keep what is held back of every due date from now on."""
    _refuse_strangers()
    form = ChoiceForm()
    if not form.validate():
        return _view_page(form)
    person = current_user._get_current_object()
    for tax in rules.TAXES:
        code = form[tax].data
        withholding.choose(current_user.organisation, tax, None if code == NOTHING else code, person)
    flash(_("C’est noté : vos prochaines factures d’échéance en tiendront compte."), "success")
    return see_other(url_for(".view"))


def _view_page(form: ChoiceForm):
    mine = Withholding.select(Withholding, Invoice).join(Invoice).where(Withholding.organisation == current_user.organisation_id)
    found = paginate(mine.order_by(Withholding.id.desc()))
    return form_page("my_account/withholdings.html", form, found=found, words=words)


@blueprint.get(OF_INVOICE)
@signed_in
def of_invoice(number: str):
    """The lines of an invoice, and what else could be held back of it."""
    return _invoice_page(_mine(number))


@blueprint.post(OF_INVOICE)
@signed_in
def declare(number: str):
    """Hold it back: the sum owed falls by it at once."""
    invoice = _mine(number)
    form = DeclareForm(withholding.offers(invoice), invoice.currency)
    if not form.validate():
        return _invoice_page(invoice, form)
    try:
        row = withholding.declare(invoice, form.ground.data, current_user._get_current_object())
    except NotNow:
        form.ground.errors = [_("Un paiement est en cours, ou il reste moins à payer que cette retenue.")]
        return _invoice_page(invoice, form)
    except NotOffered:
        form.ground.errors = [_("Cette retenue est déjà déclarée.")]
        return _invoice_page(invoice, form)
    flash(_("%(amount)s retenus à la source : c’est noté. Envoyez l’attestation dès que vous l’avez.", amount=money(row.money)), "success")
    return see_other(url_for(".one", reference=row.reference))


def _invoice_page(invoice: Invoice, form: DeclareForm | None = None):
    found = withholding.offers(invoice)
    form = form or DeclareForm(found, invoice.currency, formdata=None)
    sums = ledger.account(invoice)
    possible = [each for each in found if each.amount <= sums.to_charge]
    rows = withholding.of(invoice)
    if not rows and not found:
        abort(404)
    return form_page("my_account/withholding_invoice.html", form, invoice=invoice, rows=rows, possible=possible, sums=sums, words=words)


@blueprint.get(ONE)
@signed_in
def one(reference: str):
    """One line: what it is, its certificate, what became of it."""
    return _page(_load(reference), FilesForm(formdata=None))


@blueprint.post(f"{ONE}/attestation")
@signed_in
@takes_files(SENDING)
def send(reference: str):
    """The certificate."""
    row, form = _load(reference), FilesForm()
    if not form.validate():
        return _page(row, form)
    sender = Sender(current_user.organisation, current_user._get_current_object(), language=current_market().language)
    try:
        withholding.send_certificate(row, form.files.checked, sender)
    except Refused as refusal:
        form.files.refuse(refusal)
        return _page(row, form)
    except NotPending:
        flash(_("Cette retenue a été réglée entre-temps : voici où on en est."), "warning")
    else:
        flash(_("Votre attestation est bien arrivée. Nous l’examinons."), "success")
    return see_other(url_for(".one", reference=reference))


@blueprint.post(f"{ONE}/retrait")
@signed_in
def withdraw(reference: str):
    """Nothing is held back after all: the sum is owed again."""
    row = _load(reference)
    try:
        withholding.withdraw(row)
    except NotPending:
        flash(_("Cette retenue a été réglée entre-temps : voici où on en est."), "warning")
    else:
        flash(_("La retenue est retirée : %(amount)s sont de nouveau à payer.", amount=money(row.money)), "success")
    return see_other(url_for(".one", reference=reference))


def _page(row: Withholding, form: FilesForm):
    context = {"row": row, "papers": withholding.papers(row), "words": words, "states": rules}
    return form_page("my_account/withholding.html", form, **context)


def _mine(number: str) -> Invoice:
    """Through the owner: an invoice of somebody else does not exist (clause 14b)."""
    mine = (Invoice.number == number) & (Invoice.organisation == current_user.organisation_id)
    return Invoice.get_or_none(mine, Invoice.kind == "invoice") or abort(404)


def _load(reference: str) -> Withholding:
    mine = Withholding.organisation == current_user.organisation_id
    return Withholding.get_or_none(Withholding.reference == reference, mine) or abort(404)


def _refuse_strangers() -> None:
    """Where the law knows no such thing there is no page, but for whom had one."""
    if not withholding.concerns(current_user.organisation):
        abort(404)
