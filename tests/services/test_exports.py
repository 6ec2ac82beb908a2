"""`export invoices`: a period handed over as JSON, CSV or a sales journal."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date

import pytest

from phoenix.invoices.credit import issue_credit_note
from phoenix.invoices.jobs import render
from phoenix.invoices.models import Invoice
from phoenix.kernel.money import Money
from tests import payment_world as world
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.services.test_billing_run import at

DECEMBER, JANUARY = date(2026, 12, 15), date(2027, 1, 10)


def bought(front, day, country="fr"):  # noqa: F811
    with at(day):
        who = world.person(world.organisation(country, name="=Atelier\tLumière"))
        world.pay(world.order(who, world.plan()), who, world.card(who, front))
        return Invoice.select().order_by(Invoice.id.desc()).first()


@pytest.fixture
def issued(shop, front):  # noqa: F811
    first, second, third = (bought(front, day) for day in (DECEMBER, DECEMBER, JANUARY))
    with at(JANUARY):
        issue_credit_note(first, Money(100_00, "EUR"), "Geste commercial", JANUARY, refund_key="1")
    return first, second, third


def export(shop, *arguments) -> str:  # noqa: F811
    done = shop.test_cli_runner().invoke(args=["export", "invoices", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def journal(shop, first, last) -> list[dict]:  # noqa: F811
    text = export(shop, "--format", "fec", "--from", str(first), "--to", str(last))
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_journal_is_numbered_by_year_and_the_same_for_any_part_of_it(shop, issued):  # noqa: F811
    whole = journal(shop, "2026-01-01", "2027-12-31")
    assert [(row["PieceRef"], row["EcritureNum"]) for row in whole if row["CompAuxNum"]] == [
        (issued[0].number, "1"),
        (issued[1].number, "2"),
        (issued[2].number, "1"),
        (Invoice.get(Invoice.kind == "credit_note").number, "2"),
    ]
    assert [row for row in journal(shop, JANUARY, JANUARY)] == whole[-6:]
    for side in ("Debit", "Credit"):
        assert sum(int(row[side].replace(",", "")) for row in whole) == sum(each.gross for each in issued) + 100_00


def test_only_the_days_asked_for_are_written(shop, issued):  # noqa: F811
    told = json.loads(export(shop, "--format", "json", "--from", "2026-12-15", "--to", "2026-12-31"))
    assert [row["number"] for row in told] == [issued[0].number, issued[1].number]
    assert told[0]["facts"]["lines"] and told[0]["gross"] == f"{issued[0].gross / 100:.2f}"
    assert json.loads(export(shop, "--format", "json", "--from", "2020-01-01", "--to", "2020-01-02")) == []


def test_a_table_gives_credit_notes_below_zero_and_runs_no_formula(shop, issued):  # noqa: F811
    rows = list(csv.DictReader(io.StringIO(export(shop, "--format", "csv", "--from", "2026-01-01", "--to", "2027-12-31"))))
    assert [row["kind"] for row in rows] == ["invoice", "invoice", "invoice", "credit_note"]
    assert rows[-1]["gross"] == "-100.00" and rows[-1]["corrects"] == issued[0].number
    assert rows[0]["name"].startswith("'=Atelier")


def test_pages_of_the_reading_lose_and_repeat_nothing(shop, issued, monkeypatch):  # noqa: F811
    monkeypatch.setattr("phoenix.invoices.exporting.PAGE", 2)
    rows = list(csv.DictReader(io.StringIO(export(shop, "--format", "csv", "--from", "2026-01-01", "--to", "2027-12-31"))))
    assert [row["number"] for row in rows] == [row.number for row in Invoice.select().order_by(Invoice.id)]


def test_two_companies_have_two_journals(shop, issued, front):  # noqa: F811
    bought(front, JANUARY, "ma")
    asked = ["export", "invoices", "--format", "fec", "--from", "2026-01-01", "--to", "2027-12-31"]
    refused = shop.test_cli_runner().invoke(args=asked)
    assert refused.exit_code != 0 and "--seller" in refused.output
    done = shop.test_cli_runner().invoke(args=[*asked, "--seller", "pa-ma"])
    assert done.exit_code == 0 and "712400" in done.output and "706000" not in done.output


def test_the_electronic_invoices_are_handed_over_with_their_platform_status(shop, issued, tmp_path):  # noqa: F811
    render({"invoice": issued[0].id})
    path = tmp_path / "electronic.zip"
    done = shop.test_cli_runner().invoke(args=["export", "electronic", "--from", "2026-12-01", "--to", "2026-12-31", "--output", str(path)])
    assert done.exit_code == 0, done.output
    package, row = zipfile.ZipFile(path), Invoice.get_by_id(issued[0].id)
    assert package.namelist() == [f"{row.number}.xml", "statuts.csv"]
    assert hashlib.sha256(package.read(f"{row.number}.xml")).hexdigest() == row.xml_sha
    table = list(csv.DictReader(io.StringIO(package.read("statuts.csv").decode())))
    assert [(each["number"], each["platform_status"], each["file"]) for each in table] == [
        (row.number, "not sent", f"{row.number}.xml"),
        (issued[1].number, "not sent", ""),  # its document is still being made
    ]


def test_days_the_wrong_way_round_are_refused(shop):  # noqa: F811
    asked = ["export", "invoices", "--format", "csv", "--from", "2027-01-02", "--to", "2027-01-01"]
    refused = shop.test_cli_runner().invoke(args=asked)
    assert refused.exit_code != 0 and "lies after" in refused.output
