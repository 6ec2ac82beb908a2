"""`flask --app app demo load|clock`: demonstration data, and a clock that can be moved."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import click
from flask.cli import AppGroup

from phoenix.config import settings
from phoenix.demo_clock import rules, service
from phoenix.demo_clock.report import happened
from phoenix.demo_clock.state import State
from phoenix.kernel import clock
from phoenix.operations import load_demo
from phoenix.worker import live_through

demo = AppGroup("demo", help="Demonstration data, clearly marked as such, and a clock that can be moved.")


@demo.command("load")
def load():
    """Load the demo catalogue and demo customers (again: changes nothing)."""
    if settings().production:
        raise click.ClickException("This is a production shop: demo data stay out of it.")
    load_demo()
    click.echo("Demo catalogue and customers are loaded.")


@demo.command("clock")
@click.option(
    "--to", "target", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day to go to, as 2029-11-25."
)
def move_clock(target: datetime | None):
    """Show the shop's present time, or make time pass until DATE.

    Every day on the way is lived through: mails, invoices, renewals and failures come on their days.
    Leave the shop running beside, for its simulated Stripe. Ctrl-C stops at the day reached, and the
    same command goes on from there. Time only moves forward: to begin again, stop the shop and
    delete the folder instance/.
    """
    try:
        standing = service.standing()
        if target is not None and target.date() != service.today():
            _report(_moved(target.date()))
        elif standing.state.target:
            click.echo(f"On its way to {standing.state.target}." if standing.moving else f"Asked to go to {standing.state.target}.")
        _say_time()
    except rules.Refused as reason:
        raise click.ClickException(_words(reason)) from None


def _moved(target: date) -> State:
    """Move, showing how far it is; the state at the end."""
    today = service.today()
    rules.check(today, target)
    with click.progressbar(length=(target - today).days, label=f"{today} to {target}") as bar:

        def lived(day: date) -> None:
            live_through(day)
            bar.update(1)

        try:
            return service.advance(target, lived)
        except KeyboardInterrupt:
            reached = f"Stopped on {service.today()}: the same command goes on from there."
            raise click.ClickException(reached) from None


def _report(state: State) -> None:
    made = happened(state)
    click.echo(f"{made.days} days have passed: {made.invoices} invoices and credit notes, {made.mails} mails,")
    click.echo(f"{made.accepted} payments accepted, {made.failed} refused.")


def _say_time() -> None:
    there = clock.now().astimezone(ZoneInfo(rules.ZONE))
    ahead = clock.offset().days
    click.echo(f"It is {there:%Y-%m-%d %H:%M} in the shop, " + (f"{ahead} days ahead." if ahead else "as everywhere."))


def _words(reason: rules.Refused) -> str:
    """What a refusal means, and what to do."""
    if isinstance(reason, rules.RealShop):
        return "This is a production shop: its clock is the machine's, and stays so."
    if isinstance(reason, rules.NotForward):
        return (
            f"It is {reason.today} in the shop, and time only moves forward. "
            "To begin again, stop the shop and delete the folder instance/."
        )
    if isinstance(reason, rules.TooFar):
        return f"At most {rules.FARTHEST_YEARS} years at a time: go part of the way first."
    return "The clock is being moved already: wait until it stands, or stop it on the page /demo/horloge."
