"""`flask --app app retention run --on DATE`: what has served its time goes, after a dry run (clause 3.3a)."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from datetime import UTC, date, datetime, time

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from phoenix.config import settings
from phoenix.kernel import clock
from phoenix.privacy import retention, signs

retention_group = AppGroup("retention", help="Personal data and evidence: how long they are kept, what goes.")


@retention_group.command("table")
def table():
    """Show how long everything is kept."""
    with force_locale("en"):
        for kind in retention.KINDS:
            click.echo(f"{kind.code:<16} {kind.label}: {kind.kept}")


@retention_group.command("run")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="As of this day (today).")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--yes", is_flag=True, help="On a terminal, do not ask before purging.")
def retention_run(on: datetime | None, dry_run: bool, yes: bool):
    """Say what has served its time on a day, then purge it and report: safe to repeat and to cut off.

    The dry run always comes first; on a terminal the purge waits for a yes. In a real shop the day
    cannot lie in the future.
    """
    day = on.date() if on else signs.clock_day()
    with _at(day):
        waiting = _dry_run(day)
        if dry_run or not waiting:
            return
        if not yes and sys.stdin.isatty():
            click.confirm("Purge this for good?", abort=True)
        _purge(day, waiting)


def _dry_run(day: date) -> dict[str, int]:
    """Print and return what has served its time."""
    waiting = {code: count for code, count in retention.due(day).items() if count}
    click.echo(f"On {day}, what has served its time:")
    _print(waiting)
    return waiting


def _purge(day: date, waiting: dict[str, int]) -> None:
    known = {kind.code for kind in retention.KINDS}
    with click.progressbar(length=sum(waiting.values()), label="Purging", show_pos=True, file=sys.stderr) as bar:
        reached = dict.fromkeys(known, 0)

        def progress(code: str, done: int) -> None:
            bar.update(min(done, waiting.get(code, 0)) - reached[code])
            reached[code] = min(done, waiting.get(code, 0))

        report = retention.run(day, "command", progress)
    click.echo(f"Report {report.id}, gone:")
    _print(report.counts)


def _print(counts: dict[str, int]) -> None:
    with force_locale("en"):
        for kind in retention.KINDS:
            if counts.get(kind.code):
                click.echo(f"{counts[kind.code]:>8}  {kind.code:<16} {kind.label} ({kind.kept})")
    if not counts:
        click.echo("       0  nothing")


def _at(day: date):
    """The clock for a day to come: a demo looks ahead, a real shop purges nothing before its time."""
    if day <= signs.clock_day():
        return nullcontext()
    if settings().production:
        raise click.ClickException(f"{day} has not come yet: nothing is purged before its time.")
    return clock.frozen(datetime.combine(day, time(10), UTC))
