"""`flask --app app i18n extract|update|compile|check|export|import`: the translators' commands."""

from __future__ import annotations

from pathlib import Path

import click
import peewee
from flask.cli import AppGroup

from phoenix.config import ROOT
from phoenix.database import database
from phoenix.i18n import catalogues, checks, typesetting
from phoenix.translating import exchange, po_files
from phoenix.translating.units import DOMAINS, Editor
from phoenix.web import words

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
    """Fail on English missing or fuzzy, unsound placeholders, hard-coded text, bad typography.

    What was saved at the translators' desk counts, where there is a database.
    """
    since = _saved()
    faults = checks.everything(saved=since)
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(
            f"{len(faults)} faults. Wrap words in _(), then run `i18n update` and translate what is empty."
        )
    click.echo("Translations are complete and sound.")
    if count := sum(map(len, since.values())):
        click.echo(f"{count} of them are saved on the site only: `i18n export` brings them into the tree.")


@i18n.command("export")
@click.option("--domain", type=click.Choice(DOMAINS), multiple=True, help="Only these texts; may be repeated.")
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write <domain>.po files there instead."
)
def export(domain: tuple[str, ...], folder: Path | None):
    """Bring the tree's .po files up to what the site says, or write files for translators with --to."""
    for each in domain or (DOMAINS if folder else catalogues.DOMAINS):
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{each}.po").write_bytes(exchange.export(each))
            click.echo(f"{folder / f'{each}.po'} written")
        elif each in catalogues.DOMAINS:
            click.echo(f"{each}: {_into_the_tree(each)} texts brought into the tree")
        else:
            raise click.ClickException("texts of products are in the database only: give a folder with --to")
    if not folder:
        click.echo("Now run `i18n compile`, look at the difference and commit it.")


@i18n.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--domain", type=click.Choice(DOMAINS), required=True, help="Which texts the file holds.")
@click.option("--apply", "applies", is_flag=True, help="Change the site; without it, only say what would change.")
@click.option("--conflicts", type=click.Choice(["file", "site"]), help="Which text wins where both have changed.")
@click.option("--skip-refused", is_flag=True, help="Leave out texts that must not be shown, apply the rest.")
def import_(file: Path, domain: str, applies: bool, conflicts: str | None, skip_refused: bool):
    """Take a translator's .po file in: all of it or nothing, on the site at once."""
    editor = Editor(None, "i18n import")
    try:
        kept = exchange.receive(domain, file.name, file.read_text(encoding="utf-8-sig"), editor)
    except (po_files.Unreadable, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} is no readable .po file: {error}") from error
    found = exchange.compared(kept)
    _tell(found)
    if not applies:
        return
    keys = {each.unit.key for each in found.conflicts}
    taken, left = (keys if conflicts == "file" else set()), (keys if conflicts == "site" else set())
    try:
        count = exchange.apply(kept, taken, left, editor, skip_refused)
    except exchange.Undecided as error:
        raise click.ClickException("nothing was changed: say who wins with --conflicts file|site") from error
    except exchange.Faulty as error:
        raise click.ClickException("nothing was changed: mend the lines refused, or --skip-refused") from error
    click.echo(f"{count} texts changed on the site.")


def _tell(found: po_files.Comparison) -> None:
    for each in found.refused:
        click.echo(f"line {each.line}: refused, {'; '.join(each.reasons)}: {each.unit.french[0][:70]}")
    for each in found.differences:
        label = "conflict, changed on the site since the export" if each.conflict else "differs"
        click.echo(f"line {each.line}: {label}: {each.unit.french[0][:70]}")
    click.echo(
        f"{len(found.differences)} differ, {len(found.conflicts)} of them conflicts; {len(found.refused)} refused; "
        f"{found.same} unchanged; {found.unknown} unknown."
    )


def _into_the_tree(domain: str) -> int:
    path = catalogues.po_path(domain)
    known = catalogues.read(path)
    wanted = catalogues.extract(domain)
    saved = {french: english for french, english in _saved().get(domain, {}).items() if wanted.get(_id(french))}
    count = catalogues.lay_over(known, saved)
    if count:
        catalogues.write(known, path)
    return count


def _id(french: tuple[str, ...]):
    return french[0] if len(french) == 1 else french


def _saved() -> dict:
    """What was saved at the desk, by domain; nothing where no database has been made yet."""
    try:
        if "saved_text" not in database.get_tables():
            return {}
    except peewee.OperationalError:
        return {}
    return {domain: words.saved(domain) for domain in catalogues.DOMAINS}
