"""The links of letters: ending offers in one click, and opening one of them (clauses 10.1, 10.3)."""

from __future__ import annotations

from flask import Response, abort, g, request, url_for
from flask_login import current_user

from phoenix.accounts import preferences
from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.session import this_visit
from phoenix.accounts.words import CHANNELS
from phoenix.catalogue.models import Product
from phoenix.prospecting import links, profiling, service
from phoenix.prospecting.links import Unsubscription
from phoenix.prospecting.models import CLICKED, SEEN
from phoenix.web.access import machine, public
from phoenix.web.market import market_blueprint
from phoenix.web.render import page, wants_fragment

blueprint = market_blueprint("prospecting", __name__)
PRODUCT = "catalogue.product"


@blueprint.record_once
def _register(state) -> None:
    state.app.after_request(notice)


@blueprint.get("/desabonnement/<token>")
@public
def unsubscribe(token: str):
    """One button; nothing happens before it is pressed, for mail programs open links by themselves."""
    asked = _asked(token)
    person = Person.get_or_none(Person.id == asked.person_id)
    ended = person is None or not preferences.allows(person, asked.channel)
    response = page("prospecting/unsubscribe.html", channel=CHANNELS[asked.channel], token=token, ended=ended)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.post("/desabonnement/<token>")
@machine
def one_click(token: str):
    """End the offers, for the button and for mail programs (RFC 8058): the signed link is the proof."""
    asked = _asked(token)
    service.unsubscribe(*asked, this_visit())
    if request.form.get("List-Unsubscribe") == "One-Click":
        return Response("", 200, mimetype="text/plain")
    return Response(status=303, headers={"Location": url_for(".unsubscribe", token=token)})


@blueprint.get("/offre/<token>")
@public
def open_offer(token: str):
    """To the product of a letter; that it was opened is kept while the person consents to profiling."""
    person_id, slug = links.opened(token) or abort(404)
    person = Person.select(Person, Organisation).join(Organisation).where(Person.id == person_id).first()
    product = Product.get_or_none(Product.slug == slug) or abort(404)
    if person is not None and service.may_profile(person):
        profiling.note(person, product.id, CLICKED)
    return Response(status=302, headers={"Location": url_for(PRODUCT, slug=slug), "Cache-Control": "no-store"})


def notice(response: Response) -> Response:
    """A consenting customer opened a product: that is kept for what is proposed to them (clause 10.3)."""
    opened = request.endpoint == PRODUCT and request.method == "GET" and response.status_code == 200
    if not opened or wants_fragment():
        return response
    person = current_user._get_current_object()
    if person.is_authenticated and service.may_profile(person):
        product = Product.get_or_none(Product.slug == g.route_arguments["slug"])
        if product is not None:
            profiling.note(person, product.id, SEEN)
    return response


def _asked(token: str) -> Unsubscription:
    asked = links.unsubscription(token)
    return asked if asked and asked.channel in CHANNELS else abort(404)
