"""`flask --app app legal …`: versions of the contract texts, and publishing one with its day (clause 2b)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from phoenix.accounts.models import Organisation
from phoenix.contracts import service as contracts
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.legal import comparing, publishing, rules, service
from phoenix.legal.models import versions_of
from phoenix.legal.publishing import Next, NotPublishable
from phoenix.legal.sources import KINDS
from phoenix.partners import admitting, ending
from phoenix.team import audit

legal = AppGroup("legal", help="The contract texts: their versions, and publishing new ones.")
REFUSALS = {
    "unknown": "There is no document « {detail} »: see `legal list`.",
    "nothing": "No draft waits as version {detail}: write phoenix/legal/texts/<document>/{detail}.fr.md with "
    '{detail} = "draft" in versions.toml, or give a text with --file.',
    "past": "A version comes into force today or later.",
    "before": "The version before it comes into force on {detail}: give that day or a later one.",
    "same": "The text says what version {detail} says already: nothing to publish.",
    "taken": "Version {detail} has just been published by somebody else: look at it, then try again.",
    "text": "The text cannot be published: {detail}",
}


@legal.command("list")
def list_versions():
    """Every version with its day, hash and mails owed, and the drafts that wait."""
    today, everything = clock.today(service.LEGAL_ZONE), versions_of(*KINDS)
    told = contracts.told_by_version(everything)
    for code in KINDS:
        versions = [version for version in everything if version.document.code == code]
        current = rules.in_force(versions, today)
        for version in versions:
            standing = "in force" if version.id == current.id else "announced" if version.in_force_on > today else "old"
            facts = f"{version.in_force_on}  {standing}  {version.sha256[:12]}  {told[version.id]} told"
            click.echo(f"{code} {version.number}  {facts}")
    for waiting in publishing.drafts():
        click.echo(f"{waiting.code} {waiting.number}  draft")


@legal.command("publish")
@click.argument("document")
@click.option("--on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day on which it comes into force.")
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The French text, instead of the tree's draft.")
@click.option("--dry-run", is_flag=True, help="Say what would change and who would be told; publish nothing.")
def publish(document: str, on: datetime, path: Path | None, dry_run: bool):
    """Publish the next version of DOCUMENT. It can never be changed; those under contract are told by mail."""
    try:
        text = path.read_text(encoding="utf-8") if path else None
        coming = publishing.draft(document, text)
        publishing.check_day(coming, on.date())
        _say_what(coming, on.date())
        if dry_run:
            click.echo("Nothing was published (dry run).")
            return
        with transaction():
            version = publishing.publish_next(document, on.date(), text, coming.number)
            audit.record("document_published", f"document:{document}", after={"version": version.number, "on": version.in_force_on.isoformat()})
    except NotPublishable as refusal:
        raise click.ClickException(REFUSALS[refusal.why].format(detail=refusal.detail)) from None
    except UnicodeDecodeError:
        raise click.ClickException(f"{path} is not UTF-8 text.") from None
    click.echo(f"Published {document} {version.number}, in force on {version.in_force_on}, {version.sha256}.")
    click.echo("Its PDFs and the mails are owed: the worker makes and sends them.")


@legal.command("partner")
@click.argument("reference")
@click.option("--end", is_flag=True, help="The partnership has ended.")
def partner(reference: str, end: bool):
    """Admit the organisation REFERENCE (C-000001), which has signed the agreement on paper, as a partner (2c).

    On the site, its application is at /equipe/partenaires.
    """
    organisation = Organisation.get_or_none(Organisation.reference == reference)
    if organisation is None:
        raise click.ClickException(f"No organisation {reference}: its reference is on its invoices.")
    if end:
        ending.end_now(organisation)
        click.echo(f"{organisation.name}: no partner.")
        return
    since = admitting.admit(organisation).since
    click.echo(f"{organisation.name}: partner since {since}.")


def _say_what(coming: Next, on: date) -> None:
    """Number, day, what changes and whom it concerns."""
    click.echo(f"{coming.code} version {coming.number}, in force on {on}.")
    if coming.before is None:
        return
    articles = comparing.compare(rules.parse(coming.before.source), rules.parse(coming.text))
    for article in articles:
        if article.touched:
            states = [row.state for row in (article.heading, *article.rows) if row.state != comparing.SAME]
            counts = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
            click.echo(f"  {article.heading.text}: {counts}")
    click.echo(f"  {contracts.under(coming.before.document).count()} organisation(s) under contract are told.")
