"""Charges at a Stripe that takes its time: made side by side, within the set rate, and slowing nothing else."""

from __future__ import annotations

import json
import tempfile

from tests.bench import shop
from tests.bench.report import Measure

DUE = 400
SLOW = 0.4  # seconds for an answer
AT_ONCE_AT_LEAST = 4


def charging() -> list[Measure]:
    """A run with charges, Stripe answering at once and after SLOW seconds."""
    quick, slow = _run(0), _run(SLOW)
    one_by_one = DUE * SLOW
    return [
        Measure(
            "charges at a slow Stripe, against one after another",
            slow["charging"] / one_by_one,
            1 / AT_ONCE_AT_LEAST,
            "×",
            f"{DUE} charges of {SLOW} s in {slow['charging']:.0f} s",
        ),
        Measure("charges a second at a quick Stripe", DUE / quick["charging"], 20.5, "", "set to 20"),
        Measure(
            "issuing beside a slow Stripe",
            slow["issuing"] / quick["issuing"],
            1.5,
            "×",
            f"{quick['issuing']:.2f} s, {slow['issuing']:.2f} s of processor time",
        ),
    ]


def _run(delay: float) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        values = {"PHOENIX_INSTANCE": folder, "PHOENIX_DATABASE_URL": f"sqlite:///{folder}/shop.db"}
        shop.run(values, "-m", "flask", "--app", "app", "db", "upgrade")
        shop.run(values, "-m", "tests.bench.subscriptions_fill", folder, str(DUE))
        found = json.loads(shop.run(values, "-m", "tests.bench.charges_worker", folder, str(delay)))
    assert found["counts"]["charged"] == DUE, found
    return found
