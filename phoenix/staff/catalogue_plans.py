"""Plans and their dated prices: what a change does is shown, then confirmed (clauses 5a, 15a, 15b, 15c)."""

from __future__ import annotations


from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from phoenix.catalogue import editing, plans, prices, rules, wording
from phoenix.catalogue.editing_rules import seen
from phoenix.catalogue.models import Plan, Price
from phoenix.catalogue.prices import PriceChange
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES, MARKETS
from phoenix.staff import catalogue_words as words
from phoenix.staff.catalogue import days, prices_now
from phoenix.staff.catalogue_forms import NewPlanForm, PlanForm, PriceForm
from phoenix.staff.catalogue_pages import READ, WRITE, form_page, plan_of, product_of, told
from phoenix.subscriptions import repricing
from phoenix.team.access import current_member, staff_only
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_catalogue_plans", __name__, url_prefix="/equipe/catalogue")


@blueprint.get("/produits/<reference>/formules")
@staff_only(*WRITE)
def new(reference: str):
    """The ways in which it may still be sold."""
    product = product_of(reference)
    return form_page("staff/catalogue/plan_new.html", _new_form(product, formdata=None), product=product)


@blueprint.post("/produits/<reference>/formules")
@staff_only(*WRITE)
def add(reference: str):
    """Add a plan; it is sold once it has a price."""
    product = product_of(reference)
    form = _new_form(product)
    if form.validate():
        try:
            plan = plans.add_plan(product, *form.plan.data.split("-"))
        except plans.PlanExists:
            form.plan.errors = [_("Ce produit a déjà cette formule.")]
        else:
            flash(_("Formule ajoutée : elle se vend dès qu’elle a un prix."), "success")
            return see_other(_address(plan))
    return form_page("staff/catalogue/plan_new.html", form, product=product)


@blueprint.get("/formules/<code>")
@staff_only(*READ)
def one(code: str):
    """A plan: its prices by country, past, present and announced, and who set them."""
    return _plan_page(plan_of(code))


@blueprint.post("/formules/<code>")
@staff_only(*WRITE)
def save(code: str):
    """Save what the publisher says of it, or the end of its sale."""
    plan, form = plan_of(code), PlanForm()
    if not form.validate():
        return _plan_page(plan, settings=form)
    values = {"vendor_sku": form.vendor_sku.data or None, "vendor_window_hours": form.vendor_window_hours.data, "withdrawn_on": form.withdrawn_on.data}
    try:
        plans.change_plan(plan, values, form.seen.data)
    except editing.ChangedMeanwhile as error:
        now = plans.plan_values(error.row)
        theirs = {name: "" if value is None else str(value) for name, value in now.items() if value != values[name]}
        return told("staff/catalogue/plan.html", form, _seen(error.row), theirs, **_about(plan), price=_price_form(), settings=form)
    flash(_("Enregistré : le site le montre dès maintenant."), "success")
    return see_other(_address(plan))


@blueprint.get("/formules/<code>/prix")
@staff_only(*WRITE)
def preview(code: str):
    """What a price would do, before it is set."""
    plan, form = plan_of(code), PriceForm(request.args)
    if not form.validate():
        return _plan_page(plan, price=form)
    change = PriceChange(plan.id, form.country.data, form.valid_from.data, form.money)
    try:
        prices.check(change, prices.present_prices([plan.id])[change.place])
    except rules.PriceNotAllowed:
        form.valid_from.errors = [_("Ce jour est passé, ou a déjà son prix en vigueur : choisissez un jour à venir.")]
        return _plan_page(plan, price=form)
    return _effect_page(plan, change)


@blueprint.post("/formules/<code>/prix")
@staff_only(*WRITE)
def set_price(code: str):
    """Set or announce it, if it does what was shown."""
    plan, form = plan_of(code), PriceForm()
    if not form.validate():
        return _plan_page(plan, price=form)
    change = PriceChange(plan.id, form.country.data, form.valid_from.data, form.money)
    return _confirm(plan, change, _("Prix enregistré : la page du produit le montre dès maintenant."))


@blueprint.get("/formules/<code>/prix/<int:number>/retrait")
@staff_only(*WRITE)
def withdrawal(code: str, number: int):
    """What the withdrawal of an announced price would do."""
    plan = plan_of(code)
    return _effect_page(plan, _withdrawal(plan, number))


@blueprint.post("/formules/<code>/prix/<int:number>/retrait")
@staff_only(*WRITE)
def withdraw_price(code: str, number: int):
    """Withdraw it, if that does what was shown."""
    plan = plan_of(code)
    return _confirm(plan, _withdrawal(plan, number), _("Prix retiré : il n’est plus annoncé."))


def _withdrawal(plan: Plan, number: int) -> PriceChange:
    row = Price.get_or_none(Price.id == number, Price.plan == plan) or abort(404)
    if row.valid_from <= clock.today(COUNTRIES[row.country].timezone):
        abort(404)
    return PriceChange(plan.id, row.country, row.valid_from, None)


def _confirm(plan: Plan, change: PriceChange, done: str):
    try:
        repricing.confirm([change], request.form.get("seen", ""), current_member().name)
    except repricing.ChangedMeanwhile as error:
        return _effect_page(plan, change, error.shown[0], 409)
    except rules.PriceNotAllowed:
        return _effect_page(plan, change, refused=True, status=422)
    flash(done, "success")
    return see_other(_address(plan))


def _effect_page(plan: Plan, change: PriceChange, shown=None, status: int = 200, refused: bool = False):
    """The change and what it does, with the button that does it; `shown` where it came out otherwise meanwhile."""
    changed = shown is not None
    shown = shown or repricing.effects([change])[0]
    context = {"plan": plan, "change": change, "shown": shown, "fingerprint": repricing.mark([shown]), "changed": changed, "refused": refused}
    row = Price.get_or_none(Price.plan == plan, Price.country == change.country, Price.valid_from == change.valid_from)
    return page("staff/catalogue/price.html", status=status, row=row, words=words, wording=wording, today=days()[change.country], **context)


def _plan_page(plan: Plan, price: PriceForm | None = None, settings: PlanForm | None = None):
    wrong = bool((price and price.errors) or (settings and settings.errors))
    settings = settings or PlanForm(formdata=None, data=plans.plan_values(plan), seen=_seen(plan))
    return page(
        "staff/catalogue/plan.html",
        status=422 if wrong else 200,
        price=price or _price_form(),
        settings=settings,
        theirs={},
        **_about(plan),
    )


def _price_form() -> PriceForm:
    return PriceForm(formdata=None)


def _about(plan: Plan) -> dict:
    return {
        "plan": plan,
        "prices": prices_now([plan.id]),
        "history": prices.history(plan),
        "days": days(),
        "markets": MARKETS,
        "words": words,
        "wording": wording,
    }


def _new_form(product, **kwargs) -> NewPlanForm:
    form = NewPlanForm(**kwargs)
    form.plan.choices = [SelectChoice(key, f"{what}, {how}") for key, (what, how) in words.PLANS.items() if _allowed(product.kind, *key.split("-"))]
    return form


def _allowed(kind: str, commitment: str, billing: str) -> bool:
    try:
        rules.check_plan(kind, commitment, billing)
    except rules.PlanNotAllowed:
        return False
    return True


def _seen(plan: Plan) -> str:
    return seen(plans.plan_values(plan), plans.PLAN)


def _address(plan: Plan) -> str:
    return url_for(".one", code=plan.code)


