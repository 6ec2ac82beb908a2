"""`flask --app app export invoices`: a period's invoices for an accountant, an auditor or another system."""

from __future__ import annotations

import shutil
from datetime import date, datetime

import click
from flask.cli import AppGroup

from phoenix.invoices import exporting
from phoenix.invoices.journal import ACCOUNTS
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.payments import withholding_journal

export = AppGroup("export", help="Data handed over to other systems.")
DAY = click.DateTime(["%Y-%m-%d"])


@export.command("invoices")
@click.option("--format", "form", type=click.Choice(["json", "csv", "fec"]), required=True, help="fec: sales journal, 18 columns.")
@click.option("--from", "first", type=DAY, default=None, help="First day of issue (1 January of this year).")
@click.option("--to", "last", type=DAY, default=None, help="Last day of issue (today).")
@click.option("--seller", type=click.Choice(sorted(ACCOUNTS)), default=None, help="One seller only; a journal has one.")
@click.option("--output", type=click.File("w", encoding="utf-8", lazy=True, atomic=True), default="-", help="A file (standard output).")
def invoices(form: str, first: datetime | None, last: datetime | None, seller: str | None, output):
    """Write the invoices and credit notes of a period; how many is said on standard error."""
    begin, end = _period(first, last)
    if form == "fec":
        whose = seller or _only_seller(begin, end)
        count = exporting.write_fec(output, whose, begin, end)
        output.writelines(withholding_journal.fec_pieces(whose, begin, end))
    else:
        write = exporting.write_json if form == "json" else exporting.write_csv
        count = write(output, exporting.invoices_between(begin, end, seller))
    click.echo(f"{count} invoices and credit notes from {begin} to {end}.", err=True)


@export.command("electronic")
@click.option("--from", "first", type=DAY, default=None, help="First day of issue (1 January of this year).")
@click.option("--to", "last", type=DAY, default=None, help="Last day of issue (today).")
@click.option("--output", type=click.File("wb", lazy=True, atomic=True), required=True, help="The ZIP to write.")
def electronic(first: datetime | None, last: datetime | None, output):
    """Write the XML of the French seller's invoices of a period, with the platform status of each."""
    begin, end = _period(first, last)
    with exporting.electronic_package(exporting.invoices_between(begin, end, "pa-fr")) as package:
        shutil.copyfileobj(package, output)
    click.echo(f"Electronic invoices from {begin} to {end} are written.", err=True)


def _period(first: datetime | None, last: datetime | None) -> tuple[date, date]:
    today = clock.today(COUNTRIES["fr"].timezone)
    end = last.date() if last else today
    begin = first.date() if first else date(end.year, 1, 1)
    if begin > end:
        raise click.ClickException(f"--from {begin} lies after --to {end}.")
    return begin, end


def _only_seller(begin: date, end: date) -> str:
    """A journal belongs to one company."""
    found = exporting.sellers_between(begin, end)
    if len(found) > 1:
        raise click.ClickException(f"Two companies issued invoices: give --seller {' or --seller '.join(found)}.")
    return found[0] if found else "pa-fr"
