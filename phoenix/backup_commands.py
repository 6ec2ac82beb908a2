"""`flask --app app backup create|check|restore`: one file that holds the database and every stored document."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from phoenix.backup import checking, making, restoring
from phoenix.backup.databases import BackupError
from phoenix.kernel import clock

backup = AppGroup("backup", help="Copies of the whole shop: database and stored files in one ZIP.")
FILE = click.Path(dir_okay=False, path_type=Path)


class Bar:
    """A progress bar that begins when its length is known."""

    def __init__(self, label: str):
        self.label, self.bar, self.done = label, None, 0

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` are done."""
        if self.bar is None:
            self.bar = click.progressbar(length=total, label=self.label, show_pos=True, file=sys.stderr)
            self.bar.__enter__()
        self.bar.update(done - self.done)
        self.done = done
        if done == total:
            self.bar.__exit__(None, None, None)


@backup.command("create")
@click.argument("target", type=FILE, required=False)
def create(target: Path | None):
    """Write a backup to TARGET (phoenix-DATE-TIME.zip here), while the shop goes on. Keep PHOENIX_SECRET_KEY apart."""
    target = target or Path(f"phoenix-{clock.now():%Y%m%d-%H%M%S}.zip")
    manifest = _or_say(lambda: making.create(target, Bar("Files")))
    click.echo(f"{target}: the database and {len(manifest['files'])} files. Secrets and settings are not in it.")


@backup.command("check")
@click.argument("path", type=FILE)
def check(path: Path):
    """Check every hash of a backup, its database, and the evidence chains in it; ends non-zero when something is wrong."""
    wrong = _or_say(lambda: checking.check(path, Bar("Files")))
    for each in wrong:
        click.echo(f"{path}: {each}.", err=True)
    if wrong:
        raise click.ClickException("This backup is not whole: use another, and make a new one now.")
    click.echo(f"{path} is whole.")


@backup.command("restore")
@click.argument("path", type=FILE)
@click.option("--replace", is_flag=True, help="Put it in the place of the shop that is there.")
def restore(path: Path, replace: bool):
    """Put a backup back into this instance; the shop must be stopped. Run `db upgrade` afterwards."""
    before = _or_say(lambda: restoring.restore(path, replace, Bar("Files")))
    click.echo("Restored. Next: flask --app app db upgrade, then flask --app app archive verify.")
    if before:
        click.echo(f"The database as it was before is kept as {before}.")


def _or_say(action):
    try:
        return action()
    except BackupError as error:
        raise click.ClickException(str(error)) from error
