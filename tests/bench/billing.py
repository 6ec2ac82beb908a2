"""A billing day with many due subscriptions: invoices a second, linear time, flat memory, charges apart.

    python -m tests.bench billing

PHOENIX_BENCH_DUE sets how many are due (100,000); the smaller run has a tenth.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile

from tests.bench import shop
from tests.bench.charges import charging
from tests.bench.report import Measure, report

DUE = int(os.environ.get("PHOENIX_BENCH_DUE", "100000"))


def measures() -> list[Measure]:
    """Issuing without rendering, on SQLite, in one process."""
    few, many = _day(DUE // 10), _day(DUE)
    rate = many["counts"]["invoiced"] / many["seconds"]
    told = f"{few['seconds']:.1f} s for {DUE // 10:,}, {many['seconds']:.1f} s for {DUE:,}"
    return [
        Measure("a billing day: 10 × the subscriptions", many["seconds"] / few["seconds"], 11, "×", told),
        Measure("invoices issued per second of processor time", rate, 400, "", "SQLite, not rendered", least=True),
        Measure("memory of a billing day", many["peak_mb"], 300, "MB", f"{few['peak_mb']:.0f} MB with a tenth"),
        *charging(),
    ]


def _day(count: int) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        values = {"PHOENIX_INSTANCE": folder, "PHOENIX_DATABASE_URL": f"sqlite:///{folder}/shop.db"}
        shop.run(values, "-m", "flask", "--app", "app", "db", "upgrade")
        shop.run(values, "-m", "tests.bench.subscriptions_fill", folder, str(count))
        found = json.loads(shop.run(values, "-m", "tests.bench.billing_worker", folder))
    assert found["counts"] == {"invoiced": count}, found
    return found


if __name__ == "__main__":
    sys.exit(report(measures))
