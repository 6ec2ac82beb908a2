"""The copy of one's data: memory of the process that streams 500 invoices, against 5 (python -m tests.bench personal_copy).

Each in a process of its own, which opens the shop, makes the ZIP and drops every piece as the browser
would take it; the highest resident size of the process is compared.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from tests import builders
from tests.bench.report import Measure, report

from phoenix import operations
from phoenix.accounts.models import Organisation
from phoenix.application import create_app
from phoenix.database import database, transaction
from phoenix.gateways import files
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.messages.models import Message
from phoenix.privacy import export, held

FEW, MANY = 5, 500
PDF_BYTES = 150_000
FLAT = 1.1
ROOT = Path(__file__).resolve().parents[2]


def measures() -> list[Measure]:
    """The highest memory with 500 invoices over that with 5, and how much was sent."""
    few, many = (_in_a_process(count) for count in (FEW, MANY))
    detail = f"{few[0]:.1f} MB to send {few[1]:.1f} MB, {many[0]:.1f} MB to send {many[1]:.1f} MB"
    return [Measure(f"copy of one's data, {MANY} invoices against {FEW}: peak memory", many[0] / few[0], FLAT, "×", detail)]


def _in_a_process(count: int) -> tuple[float, float]:
    """(highest resident megabytes, megabytes sent) of a copy with so many invoices."""
    with tempfile.TemporaryDirectory() as folder:
        _filled(folder, count)
        asked = [sys.executable, "-m", "tests.bench.personal_copy", folder]
        told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True, env=os.environ).stdout.split()
    return float(told[0]), float(told[1])


def _shop(folder: str):
    return create_app({"instance": folder, "database_url": f"sqlite:///{folder}/shop.db", "redis_url": None})


def _filled(folder: str, count: int) -> None:
    """An account with so many invoices, each with its documents and the mail that took it."""
    with _shop(folder).app_context():
        operations.upgrade()
        person = builders.representative(builders.lyon())
        order = builders.confirmed_order(person, [(builders.plan(), 12, 2_050)])
        with transaction():
            for number in range(count):
                _invoice(order, number)
        database.close()


def _invoice(order, number: int) -> None:
    pdf, raw = (files.put(os.urandom(PDF_BYTES)) for _each in range(2))
    day = date(2026, 1, 1) + timedelta(days=number)
    Invoice.create(
        number=f"FR-{number:06d}", seller_code="pa-fr", kind="invoice", organisation=order.organisation_id, order=order,
        issued_on=day, due_on=day, currency="EUR", net=order.net, vat=order.vat, gross=order.gross, state="paid",
        facts=order.facts, pdf_sha=pdf, xml_sha=files.put(order.facts.encode() + str(number).encode()),
    )
    Message.create(
        key=f"invoice:{number}", kind="invoices.invoice", organisation_id=order.organisation_id, to_address="x@y.example",
        language="fr", country="fr", context={}, raw_sha256=raw, sent_at=clock.now(),
    )


def _stream(folder: str) -> None:
    """Make the copy and print the highest memory and the sum of what was sent, in megabytes."""
    app = _shop(folder)
    with app.test_request_context("/fr-fr/"):
        sent = sum(len(piece) for piece in export.stream(held.whose(Organisation.get())))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak / 1024, sent / 1e6)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _stream(sys.argv[1])
    else:
        sys.exit(report(measures))
