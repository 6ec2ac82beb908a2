"""`archive verify` over a million entries: linear, flat in memory, quick (python -m tests.bench archive).

PHOENIX_BENCH_ENTRIES sets how many; the smaller run has a tenth. File contents are left aside.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile

from tests.bench import shop
from tests.bench.report import Measure, report

ENTRIES = int(os.environ.get("PHOENIX_BENCH_ENTRIES", "1000000"))


def measures() -> list[Measure]:
    """The chain alone, on SQLite, in one process."""
    few, many = _verified(ENTRIES // 10), _verified(ENTRIES)
    told = f"{few['seconds']:.1f} s for {ENTRIES // 10:,}, {many['seconds']:.1f} s for {ENTRIES:,}"
    rate = ENTRIES / many["seconds"]
    return [
        Measure("archive verify: 10 × the entries", many["seconds"] / few["seconds"], 11, "×", told),
        Measure("archive entries verified per second of processor time", rate, 50_000, "", "without file contents", least=True),
        Measure("memory of archive verify", many["peak_mb"], 100, "MB", f"{few['peak_mb']:.0f} MB with a tenth"),
    ]


def _verified(count: int) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        values = {"PHOENIX_INSTANCE": folder, "PHOENIX_DATABASE_URL": f"sqlite:///{folder}/shop.db"}
        shop.run(values, "-m", "flask", "--app", "app", "db", "upgrade")
        shop.run(values, "-m", "tests.bench.archive_worker", "fill", str(count))
        found = json.loads(shop.run(values, "-m", "tests.bench.archive_worker", "verify", str(count)))
    return found


if __name__ == "__main__":
    sys.exit(report(measures))
