"""`flask --app app i18n extract|update|compile|check`: the translators' commands."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from phoenix.config import ROOT
from phoenix.i18n import catalogues, checks, typesetting

i18n = AppGroup("i18n", help="Translations: French is the source, English is kept complete.")


@i18n.command("extract")
def extract():
    """Write translations/messages.pot and legal.pot: every French sentence of the tree."""
    for domain in catalogues.DOMAINS:
        found = catalogues.extract(domain)
        path = catalogues.TRANSLATIONS / f"{domain}.pot"
        catalogues.write(found, path)
        click.echo(f"{path.relative_to(ROOT)}: {len(found)} messages")


@i18n.command("update")
@click.option(
    "--take",
    "deliveries",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A translator's .po file to take into what is missing or fuzzy; may be repeated.",
)
@click.option("--guess/--no-guess", default=True, help="Propose near sentences, marked fuzzy.")
def update(deliveries: tuple[Path, ...], guess: bool):
    """Bring the English catalogues up to the tree; new sentences come in without translation."""
    for domain in catalogues.DOMAINS:
        catalogue = catalogues.update(domain, deliveries, fuzzy=guess)
        todo = sum(
            1
            for message in catalogue
            if message.id and (message.fuzzy or not catalogues.has_translation(message))
        )
        click.echo(f"{domain}: {len(catalogue)} messages, {todo} to translate")


@i18n.command("compile")
def compile_():
    """Write the .mo files that the pages are made from."""
    for path in catalogues.compile_catalogues():
        click.echo(f"{path.relative_to(ROOT)} written")


@i18n.command("typeset")
def typeset():
    """Put curly apostrophes and no-break spaces into the French sentences of the sources."""
    for path in typesetting.typeset(ROOT):
        click.echo(f"{path.relative_to(ROOT)} put right")


@i18n.command("check")
def check():
    """Fail on English missing or fuzzy, unsound placeholders, hard-coded text, bad typography."""
    faults = checks.everything()
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(
            f"{len(faults)} faults. Wrap words in _(), then run `i18n update` and translate what is empty."
        )
    click.echo("Translations are complete and sound.")
