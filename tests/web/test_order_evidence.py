"""The evidence file of an order: all pieces, a page to read, a checker that needs only Python (clause 4.3)."""

import copy
import dataclasses
import io
import json
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from flask import current_app

from phoenix import worker
from phoenix.archive.models import ArchiveHead
from phoenix.archive.service import append
from phoenix.evidence.package import package
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.messages.models import Message
from phoenix.orders.models import Order
from phoenix.outbox.service import run_due
from tests import payment_world as world
from tests import subscription_world as life
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import casablanca, live_until, lyon  # noqa: F401


@pytest.fixture
def paid(shop, lyon, front, run_outbox):  # noqa: F811
    """An order of Lyon, paid by debit, with its mandate, its documents and its mails."""
    with life.at(life.ANCHOR):
        life.bought(lyon, world.account(lyon, front), world.plan())
    papers_made(run_outbox)
    return Order.get()


def papers_made(run_outbox) -> None:
    """Everything owed is done, the documents of the installation too, which are of today."""
    for days in (1, 2):
        with clock.frozen(datetime.now(UTC) + timedelta(days=days)):
            run_outbox()


def zipped(order: Order, language: str = "fr") -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(made(order, language)))


def made(order: Order, language: str = "fr") -> bytes:
    with current_app.test_request_context("/fr-fr/"):
        return package(order, language).read()


def checked(source: zipfile.ZipFile, tmp_path, changes: dict | None = None, way: str = "folder"):
    """What the checker of the ZIP says, run by itself, after some files were changed (None: removed)."""
    folder = tmp_path / "unpacked"
    source.extractall(folder)
    for name, content in (changes or {}).items():
        path = folder / name
        path.unlink(missing_ok=True)
        if content is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    arguments = [] if way == "folder" else [str(tmp_path / "again.zip")]
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "verifier.py"), *arguments], capture_output=True, check=False, cwd="/"
    )
    assert done.stderr == b"", done.stderr.decode()
    return done.returncode, done.stdout.decode()


def manifest(source: zipfile.ZipFile) -> dict:
    return json.loads(source.read("chain.json"))


def test_every_piece_is_there_and_proven(paid, tmp_path):
    source = zipped(paid)
    names = set(source.namelist())
    invoice = Invoice.get()
    number = paid.number
    assert {f"pieces/{number}/{number}.json", f"pieces/{number}/{number}.pdf", "index.html", "verifier.py"} <= names
    assert {f"pieces/factures/{invoice.number}.{kind}" for kind in ("json", "pdf", "xml")} <= names
    assert {"pieces/documents/conditions-1.txt", "pieces/documents/conditions-1.fr.pdf"} <= names
    assert [name for name in names if name.startswith("pieces/mandats/")]
    assert len([name for name in names if name.endswith(".eml")]) >= 3
    kinds = {entry["kind"] for entry in manifest(source)["entries"]}
    assert {"order.confirmed", "document.accepted", "document.published", "invoice.issued", "invoice.filed", "payment.event",
            "mandate.given", "message.sent", "subscription.event", "order.summary"} <= kinds  # fmt: skip
    status, said = checked(source, tmp_path)
    assert status == 0, said
    assert "Prouvé" in said and "Non prouvé" in said


def test_later_invoices_and_notices_join(shop, paid, run_outbox, tmp_path):  # noqa: F811
    live_until(life.date(2026, 3, 2))
    papers_made(run_outbox)
    source = zipped(paid)
    assert len([name for name in source.namelist() if name.startswith("pieces/factures/") and name.endswith(".json")]) == 2
    assert "notice.debit" in {entry["kind"] for entry in manifest(source)["entries"]}
    assert checked(source, tmp_path)[0] == 0


def test_the_zip_itself_can_be_checked_and_in_english(paid, tmp_path):
    content = made(paid, "en")
    (tmp_path / "again.zip").write_bytes(content)
    status, said = checked(zipfile.ZipFile(io.BytesIO(content)), tmp_path, way="zip")
    assert status == 0 and "Proven" in said
    page = zipfile.ZipFile(io.BytesIO(content)).read("index.html").decode()
    assert '<html lang="en">' in page and "Evidence file of order" in page


def test_the_head_that_it_leads_to_is_that_of_the_archive(paid, tmp_path):
    append("test.later", seller="pa-fr", subject="later", content={})
    head = ArchiveHead.get(ArchiveHead.seller == "pa-fr")
    status, said = checked(zipped(paid), tmp_path)
    assert status == 0
    assert f"entrée {head.number}, d’empreinte {head.sha256}" in said


def test_each_piece_altered_removed_or_added_is_named(paid, tmp_path):
    source = zipped(paid)
    for place, name in enumerate(each["path"] for each in manifest(source)["pieces"]):
        status, said = checked(source, tmp_path / f"a{place}", {name: source.read(name) + b" "})
        assert status == 1 and f"MODIFIÉE : la pièce {name}" in said
        status, said = checked(source, tmp_path / f"b{place}", {name: None})
        assert status == 1 and f"MANQUE : la pièce {name}" in said
    status, said = checked(source, tmp_path / "c", {"pieces/autre.pdf": b"%PDF"})
    assert status == 1 and "AJOUTÉ : le fichier pieces/autre.pdf" in said


def altered(said: dict, entry: int, **values) -> dict:
    said["entries"][entry].update(values)
    return said


def spoilt(said: dict) -> dict:
    """Name of a way to alter the manifest → what it makes of it, and what must be said."""
    def way(change):
        mine = copy.deepcopy(said)
        change(mine)
        return mine

    def swap(mine):
        mine["entries"][1], mine["entries"][2] = mine["entries"][2], mine["entries"][1]

    return {
        "content": (way(lambda m: altered(m, 1, content='{"gross":1}')), "MODIFIÉE : l’entrée"),
        "subject": (way(lambda m: altered(m, 1, subject="order:another")), "MODIFIÉE : l’entrée"),
        "number": (way(lambda m: altered(m, 1, number=99999)), "MODIFIÉE : l’entrée"),
        "order": (way(swap), "DÉPLACÉE : l’entrée"),
        "links": (way(lambda m: m["links"]["parts"].__setitem__(3, "0" * 64)), "ROMPUE : la chaîne"),
        "links cut": (way(lambda m: m["links"]["parts"].__delitem__(slice(3, None))), "NON RELIÉE"),
        "head": (way(lambda m: m["statement"]["heads"][0].update(sha256="0" * 64)), "ne mène pas à l’état"),
        "unproven": (way(lambda m: m["pieces"][0].update(path="index.html")), ""),
    }


def test_each_way_of_altering_the_entries_is_named(paid, tmp_path):
    source = zipped(paid)
    for name, (said, words) in spoilt(manifest(source)).items():
        status, told = checked(source, tmp_path / name, {"chain.json": json.dumps(said).encode()})
        assert status == 1 and words in told, (name, told)


def test_a_detail_altered_is_named_and_one_erased_is_not_held_against_it(paid, tmp_path):
    source = zipped(paid)
    said = manifest(source)
    place = next(n for n, entry in enumerate(said["entries"]) if entry["detail"])
    status, told = checked(source, tmp_path / "a", {"chain.json": json.dumps(altered(said, place, detail='{"address":"x"}')).encode()})
    assert status == 1 and "son détail" in told
    status, _told = checked(source, tmp_path / "b", {"chain.json": json.dumps(altered(said, place, detail=None)).encode()})
    assert status == 0


@pytest.mark.parametrize("content", [b"", b"{}", b"not json", None])
def test_without_a_readable_chain_there_is_nothing_to_check(paid, tmp_path, content):
    status, said = checked(zipped(paid), tmp_path, {"chain.json": content})
    assert status == 2 and "Rien à vérifier" in said


def test_the_page_is_escaped_and_loads_nothing(paid):
    Message.update(subject="<script>alert(1)</script>").execute()
    source = zipped(paid)
    page = source.read("index.html").decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page and "http" not in page.replace('http-equiv="Content-Security-Policy"', "")
    assert paid.number in page


def test_the_customer_finds_it_on_the_order_and_a_stranger_does_not(shop, paid, lyon, casablanca):  # noqa: F811
    client = shop.test_client()
    address = f"/fr-fr/compte/commandes/{paid.number}/preuves.zip"
    assert client.get(address).status_code == 302 or client.get(address).status_code == 303
    world.sign_in(client, lyon)
    assert address in client.get(f"/fr-fr/compte/commandes/{paid.number}").get_data(as_text=True)
    answer = client.get(address)
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=preuves-{paid.number}.zip"
    assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
    stranger = shop.test_client()
    world.sign_in(stranger, casablanca)
    assert stranger.get(address).status_code == 404


def test_an_order_of_morocco_has_its_own_chain(shop, casablanca, front, run_outbox, tmp_path):  # noqa: F811
    with life.at(life.ANCHOR):
        life.bought(casablanca, world.card(casablanca, front))
    papers_made(run_outbox)
    order = Order.get()
    source = zipped(order)
    assert manifest(source)["seller"] == "pa-ma"
    status, said = checked(source, tmp_path)
    assert status == 0, said


@pytest.mark.postgresql
def test_it_is_the_same_on_postgresql(postgresql_app, front, tmp_path):  # noqa: F811
    before = postgresql_app.config["SETTINGS"]
    postgresql_app.config["SETTINGS"] = dataclasses.replace(before, stripe_api_base=front.base)
    buyer = world.person(world.organisation("fr"))
    life.bought(buyer, world.account(buyer, front), world.plan())
    with clock.frozen(datetime.now(UTC) + timedelta(days=1)):
        run_due(worker.handlers())
    status, said = checked(zipped(Order.get()), tmp_path)
    assert status == 0, said
    result = postgresql_app.test_cli_runner().invoke(args=["archive", "verify"])
    assert result.exit_code == 0, result.output
