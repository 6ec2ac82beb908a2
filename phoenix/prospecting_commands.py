"""`flask --app app prospecting …`: letters of offers, oppositions received by other ways, lists for partners."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from phoenix.database import transaction
from phoenix.prospecting import letters, opposition, partner_file, sharing
from phoenix.team import audit

prospecting = AppGroup("prospecting", help="Offers by e-mail, who wants none, and what partners may be given.")


@prospecting.command("send")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say to how many it would go, and send nothing.")
def send(file: Path, dry_run: bool):
    """Send the letter of offers in FILE (TOML) to all who allow it; again: goes on, and to nobody twice.

    \b
    key = "2026-12-offres"
    products = ["microsoft-365-business-premium"]
    countries = ["fr", "ma"]
    [fr]
    subject = "…"
    text = "…"
    [en]
    subject = "…"
    text = "…"
    """
    try:
        letter = letters.read(file.read_text(encoding="utf-8"))
        if dry_run:
            count = sum(1 for _person in letters.recipients(letter.countries))
            click.echo(f"{letter.key} would go to {count} people.")
            return
        count = letters.send(letter, lambda done: click.echo(f"{done} …", err=True))
    except letters.WrongLetter as reason:
        raise click.ClickException(str(reason)) from None
    click.echo(f"{letter.key} is owed to {count} people; the worker sends it.")


@prospecting.command("oppose")
@click.argument("channel", type=click.Choice(opposition.CHANNELS))
@click.argument("value")
def oppose(channel: str, value: str):
    """Put an e-mail address, or a number as +33…, on the list of those who want no offers."""
    if not value.strip() or (channel != "email" and not value.startswith("+")):
        raise click.ClickException("Give an address, or a number with its country: +33170810365.")
    with transaction():
        opposition.oppose(channel, opposition.fingerprint(channel, value), "operator")
    click.echo("It gets no offers for three years; only its fingerprint is kept.")


@prospecting.command("partners")
@click.option("--partner", required=True, help="Who is given the list.")
@click.option("--withdrawn", is_flag=True, help="List instead whom this partner must delete.")
def partners(partner: str, withdrawn: bool):
    """Write the consenters' names, addresses and telephones as CSV, and keep that this partner was given them."""
    if withdrawn:
        rows = sharing.withdrawn(partner)
    else:
        transfer = sharing.share(partner, audit.COMMAND_LINE)
        rows = sharing.handed_over(transfer) if transfer else []
    click.echo(partner_file.written(partner_file.WITHDRAWN if withdrawn else partner_file.GIVEN, rows), nl=False)
    click.echo(f"{len(rows)} people.", err=True)
