"""Moving the demo's clock: every day is lived through, and whoever is signed in stays so.

In production nothing is followed, and nothing can be set.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path

from flask import Flask

from phoenix.accounts import session as sessions
from phoenix.config import settings
from phoenix.database import transaction
from phoenix.demo_clock import rules, state
from phoenix.kernel import clock
from phoenix.kernel.values import frozen
from phoenix.outbox import service as outbox
from phoenix.team import session as staff_sessions

logger = logging.getLogger("phoenix.demo_clock")


@frozen
class Standing:
    """What the clock does: its state, and whether somebody moves it just now."""

    state: state.State
    moving: bool

    @property
    def asked(self) -> bool:
        """A movement is asked for, and waits for the worker."""
        return self.state.target is not None and self.state.began_at is None

    @property
    def interrupted(self) -> bool:
        """A movement has begun and ended before its target."""
        return self.state.target is not None and not self.asked and not self.moving


def init_app(app: Flask) -> None:
    """Follow the file of this installation; in production, the machine alone."""
    own = app.config["SETTINGS"]
    clock.follow(state.Follower(own.instance) if own.demo else None)
    if own.demo and "demo_clock" not in app.extensions:
        app.extensions["demo_clock"] = own.instance
        app.wsgi_app = state.once_a_request(app.wsgi_app)


def standing() -> Standing:
    """What the clock does now."""
    folder = _folder()
    while True:
        before, moving, found = state.read(folder), state.is_moving(folder), state.read(folder)
        if moving or before == found:  # else a movement began or ended just then
            return Standing(found, moving and found.target is not None and found.began_at is not None)


def today() -> date:
    """The shop's present day, as the clock's movements count it."""
    return rules.today(clock.now())


def ask(target: date) -> None:
    """Have the worker move the clock to `target`; Refused says why not."""
    folder = _folder()
    rules.check(today(), target)
    if state.is_moving(folder):
        raise rules.AlreadyMoving()
    state.change(folder, target=target, began_at=None, ended_at=None)


def stop() -> None:
    """Let the clock stand at the day it has reached, whoever moves it."""
    folder = _folder()
    if state.read(folder).target is not None:
        state.change(folder, target=None, ended_at=clock.now())


def move_as_asked(on_day: Callable[[date], object], is_ending: Callable[[], bool]) -> None:
    """The worker's part: move to where somebody asked, if anybody did."""
    if not settings().demo or not standing().asked:
        return
    try:
        advance(state.read(_folder()).target, on_day, is_ending)
    except rules.AlreadyMoving:
        logger.info("the clock is being moved already")
    except rules.Refused:
        stop()


def advance(
    target: date, on_day: Callable[[date], object], is_ending: Callable[[], bool] = lambda: False
) -> state.State:
    """Go to `target` day by day, calling `on_day(day)` once it is that day; Refused says why not.

    Whatever ends this early leaves the clock at the day reached, and the target to go on to; only
    `stop` forgets it. A day that fails is logged and holds up no other.
    """
    folder = _folder()
    with state.only_mover(folder):
        rules.check(today(), target)
        state.change(folder, target=target, began_at=clock.now(), ended_at=None)
        for day in rules.days_to(today(), target):
            if is_ending() or state.read(folder).target != target:
                return state.read(folder)
            _go_to(day, folder)
            _safely(on_day, day)
        return state.change(folder, target=None, ended_at=clock.now())


def _go_to(day: date, folder: Path) -> None:
    """Make it `day`, unless the machine's time has brought the shop there by itself."""
    now = clock.now()
    delta = rules.moment_on(day, now) - now
    if rules.today(now) >= day:
        return
    with transaction():
        sessions.carry_over(delta)
        staff_sessions.carry_over(delta)
        outbox.carry_over(delta)
        state.change(folder, offset=state.read(folder).offset + delta)


def _safely(on_day: Callable[[date], object], day: date) -> None:
    try:
        on_day(day)
    except Exception:
        logger.exception("the work of %s failed", day)


def _folder() -> Path:
    """Where the state is kept; RealShop in production."""
    if settings().production:
        raise rules.RealShop()
    return settings().instance
