"""The cart's pages: seen, filled, changed, undone; totals come from the server (clause 4.1b)."""

from __future__ import annotations

from flask import abort, flash, g, render_template, request, session, url_for
from flask_login import current_user
from markupsafe import Markup

from phoenix.cart import rules, service, words
from phoenix.cart.models import Cart
from phoenix.catalogue.models import Plan, Product
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.schedule import by_rhythm, due_today
from phoenix.web.access import public
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.pagecache import shared_page
from phoenix.web.parts import KeptParts
from phoenix.web.render import page, see_other, wants_fragment

blueprint = market_blueprint("cart", __name__)
REFUSED = (rules.QuantityRefused, rules.CartFull, rules.NotForSale)


_parts = KeptParts(capacity=500)


@blueprint.record_once
def _register(state) -> None:
    state.app.jinja_env.globals.update(cart_count=service.count_for_request, cart_words=words)
    state.app.extensions["personal"]["cart"] = lambda: g.cart_part


@blueprint.get("/panier")
@public
def view():
    """The cart at today's prices of this country."""
    if wants_fragment():
        return _show(_found())
    g.cart_part = _part()
    return _whole()


@shared_page
def _whole():
    """The page around the cart, the same for all; the cart is its visitor's own."""
    return page("cart/page.html", fragment="cart/_swap.html")


@blueprint.post("/panier/lignes")
@public
def add():
    """Put a plan into the cart; refused quantities come back with words, as typed."""
    plan_id = _plan_id()
    country = current_market().country.code
    try:
        item = service.add(_opened(), plan_id, request.form.get("quantity", "1"), country)
    except REFUSED as error:
        return _refused(plan_id, error)
    session.pop("removed", None)
    session["added"] = item.id
    return see_other(url_for("cart.view"))


@blueprint.post("/panier/lignes/<int:item>")
@public
def change(item: int):
    """Give a line another quantity."""
    typed = request.form.get("quantity", "")
    cart = _found() or abort(404)
    try:
        service.change(cart, item, typed, current_market().country.code)
    except REFUSED as error:
        return _show(cart, status=422, wrong={item: (typed, words.refusal(error))})
    except LookupError:
        abort(404)
    return _changed(cart)


@blueprint.post("/panier/lignes/<int:item>/retrait")
@public
def remove(item: int):
    """Take a line out; it can be put back."""
    cart = _found() or abort(404)
    try:
        session["removed"] = service.remove(cart, item)
    except LookupError:
        abort(404)
    return _changed(cart, keep_undo=True)


@blueprint.post("/panier/retour")
@public
def undo():
    """Put back the line that was taken out last."""
    removed = session.pop("removed", None)
    cart = _opened()
    if removed:
        try:
            service.restore(cart, removed)
        except rules.CartFull as error:
            flash(words.refusal(error), "error")
    return _changed(cart)


@blueprint.post("/panier/prix")
@public
def acknowledge():
    """The customer has seen the new prices."""
    cart = _found() or abort(404)
    service.acknowledge(cart, service.priced(cart, _scene()), current_market().country.code)
    return _changed(cart)


def _found() -> Cart | None:
    return service.find(session.get("cart"), current_user.organisation_id)


def _opened() -> Cart:
    """The visitor's cart, made if need be; its key lasts as long as the session does."""
    country = current_market().country.code
    cart = service.open_cart(session.get("cart"), current_user.organisation_id, country)
    if session.get("cart") != cart.key:
        session["cart"] = cart.key
        session.permanent = True
    return cart


def _scene() -> service.Scene:
    market = current_market()
    return service.scene(market.country.code, market.language, current_user.organisation)


def _plan_id() -> int:
    typed = request.form.get("plan_id", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 12 else abort(404)


def _changed(cart: Cart, keep_undo: bool = False):
    """After a change: the new fragment for HTMX, the page for others."""
    if not keep_undo:
        session.pop("removed", None)
    return _show(cart) if wants_fragment() else see_other(url_for("cart.view"))


def _show(cart: Cart | None, status: int = 200, wrong: dict | None = None):
    """The cart after a change, or with what was refused in it; rendered for this once."""
    context = _context(cart, _scene(), wrong)
    cart_html = None if wants_fragment() else Markup(render_template("cart/_cart.html", **context))
    return page("cart/page.html", fragment="cart/_swap.html", status=status, cart_html=cart_html, **context)


def _part() -> str:
    """The cart as the page shows it; what it shows is its key."""
    cart, where = _found(), _scene()
    context = _context(cart, where)
    key = (
        current_market(),
        where,
        context["priced"],
        context["added"],
        context["removed"],
        context["moved_from"],
        cart and cart.notice,
        current_user.is_authenticated,
    )
    return _parts.get(key, lambda: render_template("cart/_cart.html", **context))


def _context(cart: Cart | None, where: service.Scene, wrong: dict | None = None) -> dict:
    priced = service.priced(cart, where)
    g.cart_lines = len(priced.lines)
    moved = bool(cart and priced.lines and cart.country != where.country)
    return {
        "cart": cart,
        "priced": priced,
        "today": due_today(priced.items, priced.currency),
        "later": by_rhythm(priced.items, where.today),
        "wrong": wrong or {},
        "added": _added(priced),
        "removed": _removed_name(),
        "other_country": _other_country(),
        "moved_from": cart.country if moved else None,
    }


def _added(priced: rules.Priced) -> rules.Line | None:
    """The line that was just put in; said once."""
    added = session.pop("added", None)
    return next((line for line in priced.lines if line.item_id == added), None)


def _other_country() -> str:
    here = current_market().country.code
    return next(code for code in COUNTRIES if code != here)


def _removed_name() -> str | None:
    removed = session.get("removed")
    if not removed:
        return None
    plan = Plan.select(Plan, Product).join(Product).where(Plan.id == removed["plan"]).first()
    return plan.product.name(current_market().language) if plan else None


def _refused(plan_id: int, error: Exception):
    """The offer again with what was typed and why it cannot be so."""
    plan = Plan.select(Plan, Product).join(Product).where(Plan.id == plan_id).first() or abort(404)
    return page(
        "cart/refused.html",
        fragment="cart/_refused.html",
        status=422,
        plan=plan,
        typed=request.form.get("quantity", ""),
        why=words.refusal(error),
        correctable=isinstance(error, rules.QuantityRefused),
    )
