"""My Account, a subscription: seats added at once, fewer at the next term, given back in their window (clauses 2e, 15b)."""

from __future__ import annotations

from flask import abort, flash, request
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts.pages import form_page, unstored
from phoenix.accounts.service import may_bind
from phoenix.legal.accepting import Asked, asked
from phoenix.my_account.subscription_choice import actor, refused, to_page
from phoenix.my_account.subscription_forms import AdditionForm, AmountForm, GivingBackForm, QuantityForm
from phoenix.my_account.subscriptions import ONE, load
from phoenix.orders.rules import TermsChanged
from phoenix.payments.forms import words_of_change
from phoenix.subscriptions import changing, paying, reading, standing, words
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.changing import AmountChanged, NotAllowed
from phoenix.subscriptions.reading import LotRow, Sheet
from phoenix.subscriptions.standing import May
from phoenix.web.access import signed_in
from phoenix.web.filters import day, money
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.render import page

blueprint = market_blueprint("my_account_subscription_seats", __name__)


@blueprint.get(f"{ONE}/ajout")
@signed_in
@unstored
def add(number: str):
    """How many more, and what they cost exactly, today and later, before anything binds."""
    case, sheet = _both(number)
    if not sheet.standing.addition:
        return refused(sheet, sheet.standing.addition)
    form = AdditionForm(_documents(case), sheet.room, request.args if "quantity" in request.args else None, quantity=1)
    valid = "quantity" not in request.args or form.is_asked()
    return _addition_page(case, sheet, form, valid)


@blueprint.post(f"{ONE}/ajout")
@signed_in
@unstored
def confirm_addition(number: str):
    """« Confirmer et payer »: the seats join, their invoice is issued, then charged."""
    case, sheet = _both(number)
    if not sheet.standing.addition:
        return refused(sheet, sheet.standing.addition, 422)
    form = AdditionForm(_documents(case), sheet.room)
    if not form.validate():
        return _addition_page(case, sheet, form, not form.quantity.errors)
    try:
        key = f"{number}:{form.key.data}"
        invoice = changing.add_seats(case.row, form.quantity.data, actor(), form.documents.data, key, form.shown)
    except TermsChanged:
        form.documents.errors = [words_of_change()]
        return _addition_page(case, sheet, form)
    except AmountChanged:
        form.quantity.errors = [_moved()]
        return _addition_page(*_both(number), form)
    except NotAllowed as refusal:
        return refused(sheet, May(refusal.why, sheet.standing.addition.until), 422)
    flash(*words.outcome(paying.pay_now(invoice)))
    return to_page(number)


@blueprint.get(f"{ONE}/reduction")
@signed_in
def reduce(number: str):
    """How many fewer from the next term on."""
    _case, sheet = _both(number)
    if not sheet.standing.reduction:
        return refused(sheet, sheet.standing.reduction)
    return _reduction_page(sheet, QuantityForm(sheet.spare, None, quantity=sheet.row.reduction or 1))


@blueprint.post(f"{ONE}/reduction")
@signed_in
def schedule_reduction(number: str):
    """Keep it for the term's end; nothing changes before."""
    case, sheet = _both(number)
    if not sheet.standing.reduction:
        return refused(sheet, sheet.standing.reduction, 422)
    form = QuantityForm(sheet.spare)
    if not form.validate():
        return _reduction_page(sheet, form)
    return _scheduled(case, sheet, form.quantity.data)


@blueprint.post(f"{ONE}/reduction/abandon")
@signed_in
def withdraw_reduction(number: str):
    """The quantity stays what it is."""
    case, sheet = _both(number)
    if not sheet.standing.withdrawal:
        return refused(sheet, sheet.standing.withdrawal, 422)
    return _scheduled(case, sheet, 0)


@blueprint.get(f"{ONE}/lots/<int:lot_id>/retrait")
@signed_in
@unstored
def give_back(number: str, lot_id: int):
    """How many seats of a lot go now, and the exact credit, before anything is confirmed."""
    case, sheet = _both(number)
    lot = _lot(sheet, lot_id)
    if not lot.shrink:
        return refused(sheet, lot.shrink)
    form = AmountForm(_most(sheet, lot), request.args if "quantity" in request.args else None, quantity=1)
    valid = "quantity" not in request.args or form.is_asked()
    return _give_back_page(case, sheet, lot, form, valid)


@blueprint.post(f"{ONE}/lots/<int:lot_id>/retrait")
@signed_in
@unstored
def confirm_give_back(number: str, lot_id: int):
    """They go at once, the credit note is issued, the money goes back."""
    case, sheet = _both(number)
    lot = _lot(sheet, lot_id)
    if not lot.shrink:
        return refused(sheet, lot.shrink, 422)
    form = GivingBackForm(_most(sheet, lot))
    if not form.validate():
        return _give_back_page(case, sheet, lot, form, False)
    try:
        note = changing.shrink(case.row, lot_id, form.quantity.data, actor(), form.shown, form.held_then)
    except (AmountChanged, NotAllowed) as refusal:
        if getattr(refusal, "why", "changed") != "changed":
            return refused(sheet, May(refusal.why, lot.shrink.until), 422)
        form.quantity.errors = [_moved()]
        case, sheet = _both(number)
        return _give_back_page(case, sheet, _lot(sheet, lot_id), form)
    if note is None:
        flash(_("C’est fait. Aucun jour entier ne restait à créditer."), "success")
    else:
        flash(_("C’est fait. L’avoir %(number)s de %(amount)s vous est remboursé.", number=note.number, amount=money(note.total)), "success")
    return to_page(number)


def _both(number: str) -> tuple[Case, Sheet]:
    case = load(number)
    return case, reading.sheet(case, may_bind(current_user))


def _lot(sheet: Sheet, lot_id: int) -> LotRow:
    return next((lot for lot in sheet.lots if lot.id == lot_id), None) or abort(404)


def _most(sheet: Sheet, lot: LotRow) -> int:
    return min(lot.quantity, sheet.spare)


def _moved() -> str:
    return _("Le montant a changé depuis que cette page vous l’a montré : vérifiez-le, puis confirmez de nouveau.")


def _documents(case: Case) -> list[Asked]:
    return asked(changing.documents_of(case), case.row.organisation_id, current_market().language)


def _addition_page(case: Case, sheet: Sheet, form: AdditionForm, valid: bool = True):
    """The page, or the part of it that follows the quantity; the terms are ticked beside the exact sums."""
    offer = None
    if valid:
        try:
            offer = changing.price_addition(case, form.quantity.data)
        except NotAllowed as refusal:
            form.quantity.errors = [words.why(May(refusal.why, sheet.standing.addition.until), case.row)]
    return page(
        "my_account/subscription_addition.html",
        "my_account/_subscription_addition.html",
        422 if form.errors or form.quantity.errors else 200,
        sheet=sheet,
        form=form,
        offer=offer,
        documents=form.asked,
    )


def _reduction_page(sheet: Sheet, form: QuantityForm):
    return form_page("my_account/subscription_reduction.html", form, sheet=sheet)


def _scheduled(case: Case, sheet: Sheet, seats: int):
    try:
        row = changing.schedule_reduction(case.row, seats, actor())
    except NotAllowed as refusal:
        return refused(sheet, May(refusal.why, sheet.standing.reduction.until), 422)
    left = words.units(row.unit, standing.held(case) - row.reduction)
    if seats:
        flash(_("C’est noté : %(left)s à partir du %(day)s.", left=left, day=day(row.term_end)), "success")
    else:
        flash(_("La diminution est retirée : la quantité reste la même."), "success")
    return to_page(row.number)


def _give_back_page(case: Case, sheet: Sheet, lot: LotRow, form: AmountForm, valid: bool = True):
    offer = None
    if valid:
        row = next(each for each in case.lots if each.id == lot.id)
        try:
            offer = changing.price_shrink(case, row, form.quantity.data)
        except NotAllowed as refusal:
            form.quantity.errors = [words.why(May(refusal.why, lot.shrink.until), case.row)]
    return page(
        "my_account/subscription_give_back.html",
        "my_account/_subscription_give_back.html",
        422 if form.errors or form.quantity.errors else 200,
        sheet=sheet,
        lot=lot,
        form=form,
        offer=offer,
        most=_most(sheet, lot),
    )
