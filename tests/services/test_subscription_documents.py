"""The documents of due dates: each renders, valid as a file and as an electronic invoice (clauses 4.3, 6.2a)."""

from datetime import date

from phoenix.gateways import files
from phoenix.invoices.jobs import render
from phoenix.invoices.models import Invoice
from phoenix.subscriptions import changing, force_majeure
from phoenix.subscriptions.models import Lot
from tests import payment_world as world
from tests import subscription_world as life
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.rules.document_checks import pdf_failures, rule_failures, text_of
from tests.subscription_world import at, lived, lyon  # noqa: F401


def documents() -> list[tuple[str, list[str], list[str]]]:
    """Kind, what PDF profiles hold against it, what e-invoicing rules hold against it."""
    found = []
    for row in Invoice.select().order_by(Invoice.id):
        render({"invoice": row.id})
        row = life.now(row)
        found.append((row.kind, pdf_failures(files.get(row.pdf_sha)), rule_failures(files.get(row.xml_sha))))
    return found


def text(of: Invoice) -> str:
    return text_of(files.get(life.now(of).pdf_sha))


def test_periods_additions_paused_days_and_credits_are_valid_documents(lyon, front):  # noqa: F811
    row = life.bought(lyon, world.card(lyon, front), life.windowed(commitment="none"))
    with at(date(2026, 2, 10)):
        added = changing.add_seats(row, 3, life.actor(lyon), world.version_ids(row), "once")
        credit = changing.shrink(row, Lot.get(Lot.key == "once").id, 1, life.actor(lyon))
        force_majeure.declare(row.plan.product, "fr", "Incendie")
    lived(date(2026, 2, 28))
    paused = life.last_invoice()
    lived(date(2026, 3, 31))
    nothing = life.last_invoice()
    with at(date(2026, 4, 2)):
        force_majeure.end(row, "RAR 1", "customer", life.actor(lyon))

    kinds, pdfs, rules = zip(*documents())
    assert kinds.count("credit_note") >= 2 and nothing.gross == 0
    assert set(map(tuple, pdfs)) == {()}
    assert set(map(tuple, rules)) == {()}
    assert "18 jours sur 28" in text(added)
    assert "force majeure" in text(paused)
    assert added.number in text(credit)


def test_one_day_and_one_seat_are_no_plural(lyon, front):  # noqa: F811
    row = life.bought(lyon, world.card(lyon, front), life.windowed(commitment="none"))
    with at(date(2026, 2, 26)):
        changing.add_seats(row, 3, life.actor(lyon), world.version_ids(row), "once")
        credit = changing.shrink(row, Lot.get(Lot.key == "once").id, 1, life.actor(lyon))
    with at(date(2026, 2, 27)):
        added = changing.add_seats(row, 1, life.actor(lyon), world.version_ids(row), "last")
    documents()
    assert "1 jour sur 28" in text(added)
    assert "1 utilisateur en moins le 26 février 2026 : 1 jour sur 28 à rendre" in text(credit)


def test_a_debit_to_come_names_its_day_and_mandate(lyon, front):  # noqa: F811
    life.bought(lyon, world.account(lyon, front))
    lived(date(2026, 2, 14))
    lived(date(2026, 2, 28))
    assert [(pdf, rule) for _kind, pdf, rule in documents()][1] == ([], documents()[0][2])
    printed = text(life.last_invoice())
    assert "28/02/2026" in printed or "28 février 2026" in printed
    assert "2606" in printed
