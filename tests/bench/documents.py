"""How fast documents are made, against Typst alone on the same page (python -m tests.bench.documents).

An invoice is measured as the worker makes it: the job claimed, facts read, checks, Factur-X and its
schema, layout, metadata, both files stored, the row marked; the others from facts to bytes. Processor
time, by turns with the bare compile; every document has a number of its own, so that nothing is
remembered.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace

from flask import Flask
from tests import builders
from tests.bench.report import Measure, report
from tests.rules.document_samples import TIMESTAMP, moroccan_invoice, order
from tests.rules.test_document_legal import TERMS

from phoenix import operations, worker
from phoenix.application import create_app
from phoenix.database import database, transaction
from phoenix.gateways import pdf
from phoenix.invoices.documents import invoice_data, invoice_pdf
from phoenix.invoices.facts import InvoiceFacts
from phoenix.invoices.models import Invoice
from phoenix.kernel.events import PaymentConfirmed, emit
from phoenix.legal.documents import legal_data, legal_document_pdf
from phoenix.orders.documents import order_data, order_summary_pdf
from phoenix.outbox.models import Job
from phoenix.outbox.service import run

ROUNDS, WARM_UP = 60, 5
HALF_OF_TYPST = 2
CASES = (
    ("Moroccan invoice", "invoice", moroccan_invoice, invoice_data, invoice_pdf),
    ("order summary", "order", order, order_data, order_summary_pdf),
    ("20 articles", "legal", lambda: TERMS, legal_data, legal_document_pdf),
)


def measures() -> list[Measure]:
    """Our processor time over Typst's own, for each kind of document."""
    return [_in_the_worker(), *(_from_facts(*case) for case in CASES)]


def _in_the_worker() -> Measure:
    """French invoices of two lines: every second one by the worker, the others by Typst alone."""
    with tempfile.TemporaryDirectory() as folder, _shop(folder).app_context():
        operations.upgrade()
        jobs, known = _owed(2 * (WARM_UP + ROUNDS)), worker.handlers()

        def ours(number: int) -> None:
            assert run(jobs[number].id, known), jobs[number].key

        def alone(number: int) -> Callable:
            invoice = Invoice.get_by_id(jobs[number].payload["invoice"])
            return _typst_alone("invoice", invoice_data(InvoiceFacts.from_json(invoice.facts)))

        measure = _compared("French invoice with its electronic one, by the worker", ours, alone)
        database.close()
    return measure


def _shop(folder: str) -> Flask:
    return create_app({"instance": folder, "database_url": f"sqlite:///{folder}/shop.db", "redis_url": None})


def _owed(count: int) -> list[Job]:
    """What the worker owes after so many orders were paid."""
    person = builders.representative(builders.lyon())
    lines = [(builders.plan(), 12, 2_060), (builders.plan(commitment="one_off", billing="once"), 1, 89_000)]
    for _ in range(count):
        paid = builders.accepted_payment(builders.confirmed_order(person, lines))
        with transaction():
            emit(PaymentConfirmed(paid.id))
    return list(Job.select().where(Job.kind == "invoice.render").order_by(Job.id))


def _from_facts(name: str, template: str, sample: Callable, data_of: Callable, render: Callable) -> Measure:
    """A document made from its facts."""
    facts = sample()
    return _compared(
        name,
        lambda number: render(_numbered(facts, number), TIMESTAMP),
        lambda number: _typst_alone(template, data_of(_numbered(facts, number))),
    )


def _numbered(facts, number: int):
    """The same under a number (contract texts: a version) of its own."""
    if isinstance(facts, dict):
        return facts | {"version": str(number)}
    return replace(facts, number=f"B-{number:06d}")


def _typst_alone(template: str, data: dict) -> Callable:
    """A compile of this page by Typst, all else being ready."""
    inputs = {"data": json.dumps(data), "attachments": "[]"}
    path = str(pdf.TEMPLATES / f"{template}.typ")
    compiler = pdf._compiler()
    return lambda: compiler.compile(
        input=path, format="pdf", sys_inputs=inputs, pdf_standards=pdf.STANDARDS, timestamp=TIMESTAMP
    )


def _compared(name: str, ours: Callable, alone: Callable) -> Measure:
    """Both by turns, after a warm-up; the ratio of the medians."""
    pairs = []
    for number in range(0, 2 * (WARM_UP + ROUNDS), 2):
        compile_alone = alone(number + 1)
        pairs.append((_milliseconds(lambda: ours(number)), _milliseconds(compile_alone)))
    made, compiled = (statistics.median(each) for each in zip(*pairs[WARM_UP:], strict=True))
    return Measure(name, made / compiled, HALF_OF_TYPST, detail=f"{made:.1f} ms, {compiled:.1f} ms by Typst alone")


def _milliseconds(action: Callable) -> float:
    """Processor time of all threads."""
    began = time.process_time()
    action()
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    sys.exit(report(measures))
