"""The page where anyone moves the demo shop's clock. A real shop has none."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint, Response, abort, current_app, flash, redirect, url_for
from flask_babel import gettext as _

from phoenix.config import settings
from phoenix.demo_clock import rules, service
from phoenix.demo_clock.forms import MoveForm, empty
from phoenix.demo_clock.report import happened
from phoenix.kernel import clock
from phoenix.web.access import public
from phoenix.web.market import best_market
from phoenix.web.render import page, see_other

blueprint = Blueprint("demo_clock", __name__)
HERE = "/<market:market>/demo/horloge"


@blueprint.before_request
def only_in_demo():
    """The addresses do not exist in production."""
    if settings().production:
        abort(404)


@blueprint.get("/demo/horloge")
@public
def door():
    """Send the visitor to the page in the market that fits."""
    response = redirect(url_for("demo_clock.view", market=best_market()), 302)
    response.vary.add("Accept-Language")
    return response


@blueprint.get(HERE)
@public
def view():
    """What day it is in the shop, how far a movement has come, what the last one brought."""
    return _shown(empty(service.today()))


@blueprint.post(HERE)
@public
def move():
    """Have the worker move the clock; the page then shows how far it is."""
    form = MoveForm()
    if not form.validate():
        return _shown(form, 422)
    try:
        service.ask(form.until.data)
    except rules.AlreadyMoving:
        flash(_("L’horloge avance déjà : attendez qu’elle s’arrête, ou arrêtez-la."), "warning")
    else:
        current_app.extensions["waker"].wake()
    return see_other(url_for("demo_clock.view"))


@blueprint.post(f"{HERE}/arret")
@public
def stop():
    """Stop at the day that is reached."""
    service.stop()
    return see_other(url_for("demo_clock.view"))


def _shown(form: MoveForm, status: int = 200) -> Response:
    today, standing = service.today(), service.standing()
    return page(
        "demo/clock.html",
        "demo/_clock_swap.html",
        status,
        form=form,
        now=clock.now(),
        today=today,
        leaps=rules.leaps(today),
        farthest=rules.farthest(today),
        standing=standing,
        state=standing.state,
        begun=_day(standing.state.began_at),
        ended=_day(standing.state.ended_at),
        happened=happened(standing.state),
    )


def _day(instant: datetime | None) -> date | None:
    return rules.today(instant) if instant else None
