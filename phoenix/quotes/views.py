"""Asking for a quote: from the catalogue, a cart or free words, by an organisation or a visitor (clause 4.1d)."""

from __future__ import annotations

from flask import flash, g, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts import links
from phoenix.accounts.links import QUOTE_RECEIPT, DeadLink
from phoenix.accounts.models import Person
from phoenix.accounts.pages import form_page, too_many, unstored
from phoenix.accounts.throttling import TooMany, network_of
from phoenix.cart import service as carts
from phoenix.cart.models import CartItem
from phoenix.catalogue import service as catalogue
from phoenix.catalogue.asked import Asked
from phoenix.config import settings
from phoenix.files.rules import SENDING, Refused
from phoenix.kernel import clock
from phoenix.kernel.markets import Market, market_of
from phoenix.partners import price_list
from phoenix.quotes import asking, choices
from phoenix.quotes.asking import Wanted, Who
from phoenix.quotes.forms import ROWS, PartnerQuoteForm, QuoteForm, VisitorQuoteForm, number_of
from phoenix.quotes.models import Quote
from phoenix.web.access import public
from phoenix.web.market import market_blueprint
from phoenix.web.paging import Page
from phoenix.web.render import page, see_other
from phoenix.web.uploads import takes_files

blueprint = market_blueprint("quote_requests", __name__)
AT = "/devis"
MORE = 5


@blueprint.get(AT)
@public
@unstored
def ask():
    """The form, with the cart's lines (`?panier=1`) or an offer (`?offre=<plan>&quantite=12`)."""
    person = _person()
    if person and person.organisation.country != g.market.country.code:
        there = market_of(g.market.language, person.organisation.country)
        return see_other(url_for(".ask", market=there, **request.args))
    lines = [{"what": label, "quantity": quantity} for label, quantity in _suggested()]
    lines += [{}] * max(ROWS - len(lines), 1)
    return _form_page(_form_class()(formdata=None, lines=lines))


@blueprint.post(f"{AT}/lignes")
@public
@takes_files(SENDING)
@unstored
def more_lines():
    """The same form with more lines; nothing is sent, nothing is lost."""
    form = _form_class()()
    if "add" in request.form and isinstance(form, PartnerQuoteForm):
        _add(form, number_of(request.form["add"]))
    elif "search" not in request.form:
        room = form.lines.max_entries - len(form.lines.entries)
        for _each in range(min(MORE, room)):
            form.lines.append_entry()
    return _form_page(form)


@blueprint.post(AT)
@public
@takes_files(SENDING)
@unstored
def receive():
    """Take the request in; robots that fill the trap see the same answer as people."""
    form, person = _form_class()(), _person()
    trapped = person is None and bool(form.website.data)
    if form.validate() and person is None and not trapped and form.is_suspect():
        form.request.errors = [_("Cette demande ressemble à celles des robots : retirez-en les liens, puis renvoyez-la.")]
    if form.errors:
        return _form_page(form)
    if trapped:
        return see_other(url_for(".receipt", token="0"))
    try:
        row = _receive(form, person)
    except TooMany as refusal:
        too_many(form, refusal)
        return _form_page(form)
    except Refused as refusal:
        form.files.refuse(refusal)
        return _form_page(form)
    except asking.NotYours:
        form.form_errors.append(_("Cette demande est déjà partie."))
        return _form_page(form)
    if person is None:
        return see_other(url_for(".receipt", token=_receipt_of(row)))
    flash(_("Votre demande est bien arrivée. Nous vous envoyons le devis par e-mail."), "success")
    return see_other(url_for("quotes.show", number=row.number))


@blueprint.get(f"{AT}/recue/<token>")
@public
@unstored
def receipt(token: str):
    """It is here, with its number; the link to follow it is in the mailbox only."""
    try:
        number = links.read(settings().secret_key, QUOTE_RECEIPT, token)["number"]
    except DeadLink:
        number = ""
    answer = page("quotes/received.html", number=number)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _receive(form: QuoteForm, person: Person | None) -> Quote:
    market: Market = g.market if person is None else market_of(g.market.language, person.organisation.country)
    known = choices.offers(market.country.code, market.language)
    lines = [Wanted(choices.recognised(what, known), what, quantity) for what, quantity in form.wanted()]
    asker = person or Who(form.name.data, form.organisation_name.data, form.email.data, form.phone.data)
    words, network = form.request.data or "", network_of(request.remote_addr)
    end_customer = form.end_customer.data or "" if isinstance(form, PartnerQuoteForm) else ""
    return asking.receive(form.key.data, words, lines, asker, market, network, form.files.checked, end_customer)


def _add(form: PartnerQuoteForm, plan_id: int) -> None:
    """An offer of the price list becomes a line, in the least quantity that is sold."""
    country, language = g.market.country.code, g.market.language
    found = catalogue.offers([plan_id], country, clock.today(g.market.timezone)).get(plan_id)
    if found is not None and found.available:
        form.add(choices.label(found, language), found.min_quantity)


def _suggested() -> list[tuple[str, int]]:
    """The lines that the address asks to begin with."""
    country, language = g.market.country.code, g.market.language
    if request.args.get("panier"):
        owner = current_user.organisation_id if current_user.is_authenticated else None
        cart = carts.find(session.get("cart"), owner)
        items = CartItem.select().where(CartItem.cart == cart).order_by(CartItem.id) if cart else ()
        wanted = [(item.plan_id, item.quantity) for item in items]
    else:
        wanted = [(number_of(request.args.get("offre")), number_of(request.args.get("quantite")) or 1)]
    labels = choices.labels_of([plan_id for plan_id, _quantity in wanted], country, language)
    return [(labels[plan_id], quantity) for plan_id, quantity in wanted if plan_id in labels]


def _form_class() -> type[QuoteForm]:
    person = _person()
    if person is None:
        return VisitorQuoteForm
    return PartnerQuoteForm if person.organisation.partner_since else QuoteForm


def _person() -> Person | None:
    return current_user._get_current_object() if current_user.is_authenticated else None


def _form_page(form: QuoteForm):
    offers = choices.offers(g.market.country.code, g.market.language)
    return form_page("quotes/ask.html", form, offers=offers, person=_person(), prices=_prices(form))


def _prices(form: QuoteForm) -> Page | None:
    """What a partner searched for in its price list."""
    if not isinstance(form, PartnerQuoteForm) or not form.wanted_words.data:
        return None
    return price_list.page_of(_person().organisation, Asked(q=form.wanted_words.data), g.market)


def _receipt_of(row: Quote) -> str:
    return links.sign(settings().secret_key, QUOTE_RECEIPT, {"number": row.number})
