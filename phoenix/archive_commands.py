"""The operator's commands of the archive: `archive verify`, `archive head` (clause 4.3)."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import click
from flask.cli import AppGroup

from phoenix.archive import statements, verifying
from phoenix.archive.verifying import Report, Trouble
from phoenix.evidence import live
from phoenix.gateways.bucket import BucketUnreachable
from phoenix.gateways.files import place

archive = AppGroup("archive", help="The evidence archive: check it, print how far it goes.")

SAID = {
    verifying.ALTERED: "entry {number} ({subject}) was altered: it is not what its hash says",
    verifying.DETAIL: "the detail of entry {number} ({subject}) was altered",
    verifying.DETAIL_LOST: "the detail of entry {number} ({subject}) is gone, and no erasure explains it",
    verifying.MOVED: "entry {number} ({subject}) was reordered: it was written as entry {other}",
    verifying.MISSING: "entry {number} is missing",
    verifying.CUT: "the tail is cut: entry {number} and all up to {other} are missing",
    verifying.UNLINKED: "entry {number} ({subject}) does not follow the one before: one of them was inserted or rewritten",
    verifying.BEYOND: "entry {number} stands beyond the head of the chain: it was added by other hands",
    verifying.HEAD: "the head of the chain does not fit its last entry, {number}",
    verifying.NO_CHAIN: "there is no chain",
    verifying.FILE_MISSING: "file {other} of entry {number} ({subject}) is missing",
    verifying.FILE_ALTERED: "file {other} of entry {number} ({subject}) was altered",
}
ADVICE = (
    "What to do: change nothing, keep a copy of the database and of the files as they are now, and compare the entries named "
    "above with the latest backup (`backup check`) and with the head statements that were mailed (`archive verify --against FILE`)."
)
SHOWN = 20
STEP = 100_000


@archive.command("verify")
@click.option("--without-files", is_flag=True, help="Do not read the stored files again.")
@click.option("--without-rows", is_flag=True, help="Do not compare orders, invoices and the rest with their entries.")
@click.option("--against", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A head statement, as mailed or printed.")
@click.pass_context
def verify(ctx, without_files: bool, without_rows: bool, against: Path | None):
    """Check every chain, its files, and the rows that it is about; ends non-zero when something is wrong."""
    wrong = 0
    for seller in verifying.chains():
        try:
            report = verifying.verify(seller, with_files=not without_files, progress=_progress(seller))
        except BucketUnreachable as error:
            raise click.ClickException(
                f"The file store does not answer ({error}): check PHOENIX_FILES_…, or leave files out by --without-files."
            ) from error
        wrong += _tell(report)
    if not without_rows:
        wrong += _compare()
    if against is not None:
        wrong += _hold_against(against)
    if wrong:
        click.echo(ADVICE, err=True)
        ctx.exit(1)
    click.echo("Nothing was altered, nothing is missing.")


@archive.command("head")
def head():
    """Print how far each chain goes, sealed: keep it elsewhere, and check it with `verify --against`."""
    click.echo(statements.now())


def _progress(seller: str):
    def tell(count: int) -> None:
        if count % STEP == 0:
            click.echo(f"{seller}: {count} entries read", err=True)

    return tell


def _tell(report: Report) -> int:
    """The result of one chain in words; how much is wrong."""
    if not report.troubles:
        click.echo(f"{report.seller}: {report.count} entries, whole up to {report.last_sha256[:16]}…")
    for trouble in report.troubles[:SHOWN]:
        click.echo(f"{trouble.seller}: {words(trouble)}.", err=True)
        if trouble.what in (verifying.FILE_MISSING, verifying.FILE_ALTERED):
            click.echo(f"    it belongs at {place(trouble.other)}", err=True)
        for number, kind, subject in verifying.around(trouble.seller, trouble.number):
            click.echo(f"    {number:>8}  {kind}  {subject}", err=True)
    if len(report.troubles) > SHOWN:
        click.echo(f"{report.seller}: and {len(report.troubles) - SHOWN} more of the kind.", err=True)
    return len(report.troubles)


def words(trouble: Trouble) -> str:
    """What is wrong, in a sentence without its full stop."""
    if trouble.what == verifying.MISSING and trouble.other:
        return f"entries {trouble.number} to {trouble.other} are missing"
    return SAID[trouble.what].format(**trouble._asdict())


def _compare() -> int:
    found = live.differences()
    shown = list(islice(found, SHOWN))
    for each in shown:
        said = f"differs from entry {each.number}" if each.number else "has no entry"
        click.echo(f"{each.seller}: row {each.row} of {each.kind} ({each.subject}) {said}.", err=True)
    more = sum(1 for _rest in found)
    if more:
        click.echo(f"and {more} more rows.", err=True)
    return len(shown) + more


def _hold_against(path: Path) -> int:
    """Compare the chains with a statement made before; how much is wrong."""
    try:
        statement = statements.read(path.read_bytes())
    except statements.NoStatement as error:
        click.echo(f"{path}: {error}", err=True)
        return 1
    wrong = 0
    if not statements.is_sealed(statement):
        wrong += 1
        click.echo(f"{path}: the seal is not ours: it was altered, or made under another PHOENIX_SECRET_KEY.", err=True)
    for seller, number in statements.contradictions(statement):
        wrong += 1
        click.echo(f"{seller}: entry {number} is not the one that the statement of {statement['at']} names: "
                   f"the chain was rewritten or cut since.", err=True)  # fmt: skip
    if not wrong:
        click.echo(f"The chains go on from the statement of {statement['at']}.")
    return wrong
