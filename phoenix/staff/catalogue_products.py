"""One product's screens: new, its texts, where and how it is sold, what a pack contains (clauses 4.1a, 16a, 19b)."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from phoenix.catalogue import editing, plans
from phoenix.catalogue.blocks import blocks, written
from phoenix.catalogue.editing_rules import SALE, TEXTS, Wrong, seen
from phoenix.catalogue.models import Family, Plan, Product, Publisher
from phoenix.staff import catalogue_words as words
from phoenix.staff.catalogue_forms import NewProductForm, SaleForm, TextsForm
from phoenix.staff.catalogue_pages import WRITE, form_page, product_of, tell, told
from phoenix.team.access import staff_only
from phoenix.web.input import LARGEST
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_catalogue_products", __name__, url_prefix="/equipe/catalogue/produits")
NULLABLE = ("limits_fr", "limits_en", "third_party_fr", "third_party_en")
NEW = ("kind", "name_fr", "reference", "slug", "unit", "sold_fr", "sold_ma", "family", "publisher")


@blueprint.get("/nouveau")
@staff_only(*WRITE)
def new():
    """The form for a product that is not there yet."""
    return form_page("staff/catalogue/new.html", NewProductForm(formdata=None))


@blueprint.post("/nouveau")
@staff_only(*WRITE)
def create():
    """Make it; it is not on sale before somebody says so."""
    form = NewProductForm()
    if form.validate():
        try:
            product = editing.create_product({name: form[name].data for name in NEW})
        except Wrong as error:
            tell(form, error)
        else:
            flash(_("Produit créé, hors vente : ajoutez ses textes, ses formules et leurs prix, puis mettez-le en vente."), "success")
            return see_other(_address(product))
    return form_page("staff/catalogue/new.html", form)


@blueprint.get("/<reference>/textes")
@staff_only(*WRITE)
def texts(reference: str):
    """The texts of a product, French beside English."""
    product = product_of(reference)
    form = TextsForm(formdata=None, data=_texts(product), up_to_date=[], seen=_texts_seen(product))
    return form_page("staff/catalogue/texts.html", form, product=product, theirs={}, words=words)


@blueprint.post("/<reference>/textes")
@staff_only(*WRITE)
def save_texts(reference: str):
    """Save them: every page shows them from now on; English left behind shows the French (clause 19b)."""
    product, form = product_of(reference), TextsForm()
    context = {"product": product, "words": words}
    if form.validate():
        values = {name: _text(name, form[name].data or "") for name in TEXTS}
        confirmed = [f"{name}_en" for name in form.up_to_date.data if name in product.stale_en]
        try:
            done = editing.change_product(product, values, form.seen.data, confirmed)
        except editing.ChangedMeanwhile as error:
            now = _texts(error.row)
            theirs = {name: value for name, value in now.items() if value != (form[name].data or "")}
            return told("staff/catalogue/texts.html", form, _texts_seen(error.row), theirs, **context)
        except Wrong as error:
            tell(form, error)
        else:
            return _saved(product, done)
    return form_page("staff/catalogue/texts.html", form, theirs={}, **context)


@blueprint.get("/<reference>/vente")
@staff_only(*WRITE)
def sale(reference: str):
    """Where, when and in which quantities it is sold."""
    product = product_of(reference)
    form = SaleForm(formdata=None, data=_sale(product), seen=_sale_seen(product))
    return form_page("staff/catalogue/sale.html", form, **_about_sale(product), theirs={})


@blueprint.post("/<reference>/vente")
@staff_only(*WRITE)
def save_sale(reference: str):
    """Save it: carts and pages go by it from now on."""
    product, form = product_of(reference), SaleForm()
    context = _about_sale(product)
    if form.validate():
        try:
            done = editing.change_product(product, _sold(form), form.seen.data)
        except editing.ChangedMeanwhile as error:
            now = _sale(error.row)
            theirs = {name: _shown(name, value) for name, value in now.items() if value != form[name].data}
            return told("staff/catalogue/sale.html", form, _sale_seen(error.row), theirs, **context)
        except Wrong as error:
            tell(form, error)
        else:
            return _saved(Product.get_by_id(product.id), done)
    return form_page("staff/catalogue/sale.html", form, theirs={}, **context)


@blueprint.get("/<reference>/contenu")
@staff_only(*WRITE)
def contents(reference: str):
    """What a pack contains."""
    return _contents(product_of(reference))


@blueprint.post("/<reference>/contenu")
@staff_only(*WRITE)
def save_contents(reference: str):
    """Save it; orders keep what they were made of."""
    pack = product_of(reference)
    typed = list(zip(request.form.getlist("code"), request.form.getlist("quantity"), strict=False))
    asked = [(code.strip().upper(), quantity.strip()) for code, quantity in typed if code.strip()]
    if not all(quantity.isascii() and quantity.isdecimal() and len(quantity) < 11 and int(quantity) <= LARGEST for _code, quantity in asked):
        return _contents(pack, typed, _("Écrivez une quantité entière pour chaque formule."))
    try:
        done = plans.change_contents(pack, {code: int(quantity) for code, quantity in asked}, request.form.get("seen", ""))
    except Wrong as error:
        return _contents(pack, typed, words.REASONS[error.reasons["contents"]])
    except editing.ChangedMeanwhile:
        return _contents(pack, typed, _("Quelqu’un d’autre a enregistré entre-temps. Rien n’a été écrit : comparez, puis enregistrez de nouveau."), 409)
    return _saved(pack, done)


def _contents(pack: Product, typed: list | None = None, error: str = "", status: int = 422):
    """The parts, with room for three more; what was typed is kept."""
    parts = plans.contents(pack)
    rows = typed if typed is not None else [(item.plan.code, item.quantity) for item in parts]
    known = Plan.select(Plan.code, Product.name_fr).join(Product).where(Product.kind != "pack", Product.active).order_by(Plan.code).tuples()
    return page(
        "staff/catalogue/contents.html",
        status=status if error else 200,
        product=pack,
        parts=parts,
        rows=[*rows, *[("", "")] * 3],
        known=list(known.limit(2_000)),
        seen=plans.contents_seen(pack),
        error=error,
    )


def _texts(product: Product) -> dict[str, str]:
    return {name: _typed(product.__data__[name]) for name in TEXTS}


def _typed(value) -> str:
    return written(value) if isinstance(value, list) else value or ""


def _text(name: str, typed: str):
    if name.startswith("description"):
        return blocks(typed) if typed else []
    return (typed or None) if name in NULLABLE else typed


def _texts_seen(product: Product) -> str:
    return seen(editing.product_values(product), TEXTS)


def _sale(product: Product) -> dict:
    values = {name: product.__data__[name] for name in SALE}
    return {**values, "related": "\n".join(values["related"])}


def _sold(form: SaleForm) -> dict:
    values = {name: form[name].data for name in SALE}
    return {**values, "related": editing.related_slugs(form.related.data or ""), "keywords": form.keywords.data or ""}


def _sale_seen(product: Product) -> str:
    return seen(editing.product_values(product), SALE)


def _about_sale(product: Product) -> dict:
    return {"product": product, "fixed": editing.has_prices(product), "words": words}


def _shown(name: str, value) -> str:
    """A value in words, as it is now."""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if name in ("family", "publisher"):
        row = (Family if name == "family" else Publisher).get_by_id(value)
        return row.name_fr if name == "family" else row.name
    if name == "unit":
        return str(words.UNITS[value])
    return ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _saved(product: Product, done: bool):
    flash(_("Enregistré : le site le montre dès maintenant.") if done else _("Rien n’a changé."), "success" if done else "info")
    return see_other(_address(product))


def _address(product: Product) -> str:
    return url_for("staff_catalogue.one", reference=product.reference)
