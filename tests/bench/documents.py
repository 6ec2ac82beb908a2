"""How fast documents are made, against Typst alone on the same page.

    python -m tests.bench.documents

The ratio is our time (facts to bytes: checks, formatting, Factur-X, metadata) over the time of
the bare Typst compile inside it; it hardly moves from one machine to another.
"""

import statistics
import time

import typst
from tests.rules.document_samples import TIMESTAMP, invoice, moroccan_invoice, order
from tests.rules.test_document_legal import TERMS

from phoenix.gateways import pdf
from phoenix.invoices.documents import invoice_data, invoice_pdf
from phoenix.legal.documents import legal_data, legal_document_pdf
from phoenix.orders.documents import order_data, order_summary_pdf

ROUNDS = 60
CASES = (
    ("French invoice", "invoice", invoice, invoice_data, invoice_pdf),
    ("Moroccan invoice", "invoice", moroccan_invoice, invoice_data, invoice_pdf),
    ("order summary", "order", order, order_data, order_summary_pdf),
    ("20 articles", "legal", lambda: TERMS, legal_data, legal_document_pdf),
)


def median_ms(make) -> float:
    """The median time of `make(round)` in milliseconds, after a warm-up."""
    times = []
    for count in range(ROUNDS + 5):
        start = time.perf_counter()
        make(count)
        times.append((time.perf_counter() - start) * 1_000)
    return statistics.median(times[5:])


def bare(template: str, data: dict):
    """A compile by Typst alone; the number changes, so that nothing is remembered."""
    compiler: typst.Compiler = pdf._compiler()
    path = str(pdf.TEMPLATES / f"{template}.typ")

    def make(count: int) -> None:
        shown = data | {"document": data["document"] | {"reference": f"B-{count:06d}"}}
        inputs = {"data": pdf.json.dumps(shown), "attachments": "[]"}
        compiler.compile(
            input=path, format="pdf", sys_inputs=inputs, pdf_standards=pdf.STANDARDS, timestamp=TIMESTAMP
        )

    return make


def whole(facts, render):
    """Our way from facts to bytes, the number changing too."""

    def make(count: int) -> None:
        changed = facts | {"version": str(count)} if isinstance(facts, dict) else None
        render(changed or _numbered(facts, count), TIMESTAMP)

    return make


def _numbered(facts, count: int):
    return type(facts)(**(vars(facts) | {"number": f"B-{count:06d}"}))


def main() -> None:
    print(f"{'document':<18}{'ours ms':>9}{'per s':>8}{'Typst ms':>10}{'ratio':>8}")
    for name, template, sample, data_of, render in CASES:
        facts = sample()
        typst_ms = median_ms(bare(template, data_of(facts)))
        ours_ms = median_ms(whole(facts, render))
        row = f"{name:<18}{ours_ms:>9.1f}{1_000 / ours_ms:>8.0f}"
        print(f"{row}{typst_ms:>10.1f}{ours_ms / typst_ms:>8.2f}")


if __name__ == "__main__":
    main()
