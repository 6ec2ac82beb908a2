"""`flask --app app audience show`: the figures of a time, in the terminal."""

from __future__ import annotations

from datetime import datetime, timedelta

import click
from flask.cli import AppGroup

from phoenix.audience import rules, service
from phoenix.audience.counting import ZONE
from phoenix.kernel import clock

audience = AppGroup("audience", help="Audience figures: counts of the day, without cookie or personal data.")
DAY = click.DateTime(["%Y-%m-%d"])
TITLES = {
    rules.VIEW: "Pages seen",
    rules.REFERRER: "Sites that led here",
    rules.NOTHING_FOUND: "Searched in vain",
    rules.VISIT: "Visits, of those who allow statistics",
    rules.DEPTH: "Visits that reached this many pages (10: or more)",
    rules.STEP: "Ways through the site",
}


@audience.command("show")
@click.option("--from", "first", type=DAY, metavar="DATE", help="First day; 30 days ago by default.")
@click.option("--to", "last", type=DAY, metavar="DATE", help="Last day; today by default.")
@click.option("--lines", default=20, show_default=True, help="Lines of each table.")
def show(first: datetime | None, last: datetime | None, lines: int):
    """Show pages, referrers, searches without result and visits of a time."""
    until = last.date() if last else clock.today(ZONE)
    since = first.date() if first else until - timedelta(days=30)
    if since > until:
        raise click.ClickException("The first day comes after the last: swap --from and --to.")
    click.echo(f"{since} to {until}")
    for day, total in service.by_day(rules.VIEW, since, until):
        click.echo(f"{day}  {total:>8}")
    for measure, title in TITLES.items():
        rows = service.by_subject(measure, since, until, lines)
        click.echo(f"\n{title}" if rows else f"\n{title}: none")
        for subject, count in rows:
            click.echo(f"{count:>10}  {subject}")
