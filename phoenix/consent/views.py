"""Cookies: the banner on every page, and the page where a choice is made and changed (clause 8a)."""

from __future__ import annotations

from flask import Response, current_app, render_template, request, url_for
from limits import RateLimitItemPerHour

from phoenix.accounts.session import this_visit
from phoenix.consent import rules, service, visitors, words
from phoenix.consent.back import page_before
from phoenix.consent.forms import ChoiceForm
from phoenix.web.access import public
from phoenix.web.csrf import same_origin_suffices
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.ratelimit import refuse_haste
from phoenix.web.render import page, see_other, wants_fragment

blueprint = market_blueprint("consent", __name__)
CHOICES_AN_HOUR = RateLimitItemPerHour(60)


@blueprint.record_once
def _register(state) -> None:
    app = state.app
    app.extensions["pages"].kind_of = visitors.kind_of
    app.extensions["personal"]["cookies"] = banner
    app.jinja_env.globals["cookie_words"] = words
    app.after_request(service.clear_what_is_not_allowed)


def banner() -> str:
    """The question, for who has not answered."""
    if service.choice() is not None:
        return ""
    return current_app.jinja_env.globals["lasting"]("consent/_banner.html")


@blueprint.get("/cookies/choix")
@public
def view():
    """The kinds, what each one sets, the present choice with its proof."""
    made = service.choice()
    data = {kind: bool(made and kind in made.kinds) for kind in rules.KINDS}
    return _page(ChoiceForm(formdata=None, data=data))


@blueprint.post("/cookies/choix")
@public
@same_origin_suffices
def customise():
    """Keep the choice of each kind."""
    form = ChoiceForm()
    if not form.validate():
        return _page(form, 422)
    return _kept(service.CUSTOMISE, form.kinds(), url_for(".view"))


@blueprint.post("/cookies/accepter")
@public
@same_origin_suffices
def accept():
    """All kinds are allowed."""
    return _kept(service.ACCEPT, frozenset(rules.KINDS), page_before())


@blueprint.post("/cookies/refuser")
@public
@same_origin_suffices
def refuse():
    """Only what is strictly necessary."""
    return _kept(service.REFUSE, frozenset(), page_before())


def _kept(act: str, kinds: frozenset[str], back: str) -> Response:
    """Write the choice down; the page goes on, without the banner."""
    refuse_haste("cookies", request.remote_addr or "", CHOICES_AN_HOUR)
    made = service.choose(act, kinds, words.shown(), current_market().language, this_visit())
    response = _thanks(made) if wants_fragment() and act != service.CUSTOMISE else see_other(back)
    service.remember(response, made)
    return response


def _thanks(made: rules.Choice) -> Response:
    return Response(render_template("consent/_chosen.html", made=made), 200, {"Vary": "HX-Request"})


def _page(form: ChoiceForm, status: int = 200) -> Response:
    made = service.choice()
    until = rules.expires(made.at) if made else None
    return page("consent/choice.html", status=status, form=form, made=made, until=until)
