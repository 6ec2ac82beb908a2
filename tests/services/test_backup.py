"""`backup create|check|restore`: what is put back is what was there, and damage is named (clause 4.3)."""

import json
import shutil
import sqlite3
import zipfile
from contextlib import closing

import pytest

from phoenix.accounts.models import Organisation
from phoenix.archive.models import ArchiveEntry
from phoenix.archive.service import append
from phoenix.database import database
from phoenix.gateways import files
from tests import builders

LETTER = b"a letter that is kept"


@pytest.fixture(params=["app", pytest.param("postgresql_app", marks=pytest.mark.postgresql)])
def shop(request):
    shop = request.getfixturevalue(request.param)
    builders.lyon()
    append("letter", seller="pa-fr", subject="letter 1", content={"what": "a letter"}, files=[files.put(LETTER)])
    return shop


def run(shop, *arguments):
    return shop.test_cli_runner().invoke(args=["backup", *map(str, arguments)])


@pytest.fixture
def made(shop, tmp_path):
    path = tmp_path / "kept" / "shop.zip"
    done = run(shop, "create", path)
    assert done.exit_code == 0, done.output
    return path


def damaged(path, change):
    """A copy of the backup in which `change(name, content)` decides what each member becomes; None leaves it out."""
    copy = path.with_name("damaged.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as sink:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                sink.writestr(name, content)
    return copy


def test_a_backup_is_whole_and_holds_no_secret(shop, made):
    checked = run(shop, "check", made)
    assert checked.exit_code == 0 and "is whole" in checked.output, checked.output
    with zipfile.ZipFile(made) as bundle:
        assert {"database", "manifest.json", f"files/{files.put(LETTER)}"} <= set(bundle.namelist())
        secret = shop.config["SETTINGS"].secret_key.encode()
        assert not any(secret in bundle.read(name) for name in bundle.namelist())
    assert sorted(path.name for path in made.parent.iterdir()) == [made.name]


def test_it_is_put_back_with_its_files_and_its_evidence(shop, made):
    name = Organisation.get().name
    Organisation.update(name="Changed since").execute()
    shutil.rmtree(shop.config["SETTINGS"].instance / "files")
    refused = run(shop, "restore", made)
    assert refused.exit_code != 0 and "--replace" in refused.output
    assert Organisation.get().name == "Changed since"
    done = run(shop, "restore", made, "--replace")
    assert done.exit_code == 0, done.output
    assert Organisation.get().name == name
    entry = ArchiveEntry.get(ArchiveEntry.kind == "letter")
    assert files.get(json.loads(entry.files)[0]) == LETTER
    with pytest.raises(Exception, match="kept as written"):
        database.execute_sql("DELETE FROM archive_entry")


def test_the_shop_that_was_there_is_kept_beside(app, tmp_path):
    builders.lyon()
    run(app, "create", tmp_path / "shop.zip")
    Organisation.update(name="Changed since").execute()
    run(app, "restore", tmp_path / "shop.zip", "--replace")
    before = app.config["SETTINGS"].instance / "shop.db.before-restore"
    with closing(sqlite3.connect(before)) as kept:
        assert kept.execute("SELECT name FROM organisation").fetchone() == ("Changed since",)
    before.unlink()


@pytest.mark.parametrize("member", ["files/", "database"])
def test_what_was_altered_or_left_out_is_named(app, tmp_path, member):
    files.put(LETTER)
    path = tmp_path / "shop.zip"
    run(app, "create", path)
    spoilt = damaged(path, lambda name, content: content[:-1] + b"?" if name.startswith(member) else content)
    found = run(app, "check", spoilt)
    assert found.exit_code == 1 and "was altered" in found.output
    assert run(app, "restore", spoilt, "--replace").exit_code == 1
    short = damaged(path, lambda name, content: None if name.startswith(member) else content)
    assert run(app, "check", short).exit_code == 1


def test_a_chain_rewritten_before_the_backup_is_found_in_it(app, tmp_path):
    append("letter", seller="pa-fr", subject="letter 1", content={"what": "a letter"})
    database.execute_sql("DROP TRIGGER archive_entry_kept_update")
    database.execute_sql("UPDATE archive_entry SET content = '{}' WHERE kind = 'letter'")
    run(app, "create", tmp_path / "shop.zip")
    found = run(app, "check", tmp_path / "shop.zip")
    assert found.exit_code == 1 and "evidence chain of pa-fr" in found.output


def test_no_backup_is_no_backup(app, tmp_path):
    (tmp_path / "text.zip").write_text("hello")
    for name in ("text.zip", "missing.zip"):
        refused = run(app, "check", tmp_path / name)
        assert refused.exit_code == 1 and "Traceback" not in refused.output
    run(app, "create", tmp_path / "shop.zip")
    again = run(app, "create", tmp_path / "shop.zip")
    assert again.exit_code == 1 and "there already" in again.output


def test_a_running_shop_is_not_replaced(app, tmp_path):
    run(app, "create", tmp_path / "shop.zip")
    running = app.config["SETTINGS"].instance / "running.json"
    running.write_text("{}")
    try:
        refused = run(app, "restore", tmp_path / "shop.zip", "--replace")
        assert refused.exit_code == 1 and "stop it first" in refused.output
    finally:
        running.unlink()
