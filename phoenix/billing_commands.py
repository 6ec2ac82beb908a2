"""`flask --app app billing run --on DATE`: everything due on or before that day, safe to run twice."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, date, datetime, time

import click
from flask.cli import AppGroup

from phoenix.config import settings
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.subscriptions.run import Report, run

billing = AppGroup("billing", help="Subscriptions: what falls due, invoiced, announced and collected.")
PHASES = {"invoices": "Invoices", "debits": "Debits announced", "renewals": "Renewals announced", "charges": "Charges"}
WORDS = {
    "invoiced": "periods invoiced",
    "renewed": "terms renewed",
    "ended": "subscriptions ended",
    "announced": "debits announced",
    "told": "renewal notices sent",
    "charged": "charges started",
    "collected": "found paid",
    "waiting": "waiting (bank, customer or notice)",
    "refused": "refused, to be tried again",
    "overdue": "overdue",
    "nothing": "done meanwhile by another run",
}


class Bars:
    """A progress bar for each phase, begun when its first step is told."""

    def __init__(self):
        self._phase, self._bar, self._done = None, None, 0

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Show that `done` of `total` steps of a phase are done."""
        if phase != self._phase or done < self._done:
            self.close()
            self._bar = click.progressbar(length=total, label=f"{PHASES[phase]:<20}", show_pos=True, show_eta=False)
            self._bar.__enter__()
            self._phase, self._done = phase, 0
        self._bar.update(done - self._done)
        self._done = done

    def close(self) -> None:
        """End the bar under way."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
        self._bar = self._phase = None
        self._done = 0


@billing.command("run")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Due on or before this day (today).")
@click.option("--charge/--no-charge", default=True, show_default=True, help="Also charge what is due.")
def billing_run(day: datetime | None, charge: bool):
    """Do everything due on or before a day, exactly once: safe to run twice, late, or side by side.

    Invoices are dated that day, never before the last of their series. In a real shop the day
    cannot lie in the future.
    """
    on = day.date() if day else None
    with _at(on):
        bars = Bars()
        report = run(on, bars, charge)
        bars.close()
    _tell(report)


def _at(on: date | None):
    """The clock for a run on a day to come: a demo looks ahead, a real shop never does."""
    latest = max(clock.today(country.timezone) for country in COUNTRIES.values())
    if on is None or on <= latest:
        return nullcontext()
    if settings().production:
        raise click.ClickException(f"{on} has not come yet: customers are not billed ahead of time.")
    return clock.frozen(datetime.combine(on, time(10), UTC))


def _tell(report: Report) -> None:
    for word, words in WORDS.items():
        if report.counts[word]:
            click.echo(f"{report.counts[word]:>8}  {words}")
    if not report.counts:
        click.echo("Nothing was due.")
    for subject, reason in report.failures:
        click.echo(f"  FAILED  {subject}: {reason}", err=True)
    if report.failures:
        raise click.ClickException(
            f"{len(report.failures)} could not be done; the others were. Mend the reason, then run again."
        )
