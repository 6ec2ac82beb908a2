"""Killed between any two steps of a billing run: started again, it ends where an unbroken run would have ended."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from phoenix.database import database
from phoenix.payments.models import Collection
from tests import payment_world as world
from tests.books import books, numbers_are_consecutive
from tests.gateways.fixtures import CARDS
from tests.killed_billing import work
from tests.killed_shop import KILLED
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.services.test_billing_run import at

ROOT = Path(__file__).resolve().parents[2]
BOUGHT, DAY = date(2026, 1, 31), date(2026, 2, 28)
MOST = 60


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_between_any_two_steps_of_a_run(shop, front):  # noqa: F811
    """Three customers: one pays by card, one by debit, one's card is refused."""
    for point in range(1, MOST):
        with at(BOUGHT):
            people = [customer(front, kind) for kind in ("card", "sepa", "refused")]
        before = len(front.charges())
        status = run_and_die(shop, front, point)
        for minute in (5, 10):  # a claim on an attempt lasts a minute
            work(DAY, minute)
        assert outcome(people) == ["collected", "waiting for its notice", "refused"], f"killed at step {point}"
        assert len(front.charges()) == before + 1, f"killed at step {point}"
        assert numbers_are_consecutive()
        if status != KILLED:
            assert point > 8, "the steps of a run were not met"
            return
        settle_all()
    raise AssertionError("a run has more steps than were tried")


def customer(front, kind: str):  # noqa: F811
    """Someone who bought a year by the month with a good card, and then has this means."""
    person = world.person(world.organisation("fr", f"Client {kind}"))
    world.pay(world.order(person, world.plan()), person, world.card(person, front))
    if kind == "sepa":
        world.means.choose(world.account(person, front))
    if kind == "refused":
        world.means.choose(world.card(person, front, CARDS["declined at charge"]))
    return person


def run_and_die(shop, front, point: int) -> int:  # noqa: F811
    """Another process runs, and is gone after its step number `point`."""
    database.close()
    arguments = (shop.config["SETTINGS"].instance, front.base, DAY, point)
    done = subprocess.run(
        [sys.executable, "-m", "tests.killed_billing", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in (0, KILLED), done.stderr.decode()
    return done.returncode


def outcome(people) -> list[str]:
    """What became of each customer's second month."""
    told = []
    for person in people:
        row = Collection.get(Collection.organisation == person.organisation_id)
        refused = row.state == "due" and row.refusals == 1
        waits = row.state == "due" and row.refusal == "no_notice" or row.try_on == date(2026, 3, 14)
        told.append("refused" if refused else "waiting for its notice" if waits else row.state)
    assert len(books()["periods"]) % len(people) == 0
    return told


def settle_all() -> None:
    """The next round has customers of its own."""
    Collection.update(try_on=None).execute()
