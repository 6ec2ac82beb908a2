"""A measure beside its budget, printed as a Markdown table with the machine it was made on."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure and what it must keep to (None: shown for what it is); `least` where more is better; `detail` says what it is made of."""

    name: str
    value: float
    budget: float | None
    unit: str = "×"
    detail: str = ""
    least: bool = False

    @property
    def kept(self) -> bool:
        """Whether the budget holds."""
        if self.budget is None:
            return True
        return self.value >= self.budget if self.least else self.value <= self.budget

    def row(self) -> str:
        """Its line of the table."""
        digits = 2 if self.unit in ("×", "s") else 0 if self.unit == "" else 1
        sign = "≥" if self.least else "≤"
        budget = "–" if self.budget is None else f"{sign} {self.budget:g} {self.unit}".strip()
        missed = "" if self.kept else " **missed**"
        figure = f"{self.value:.{digits}f} {self.unit}".strip()
        return f"| {self.name} | {figure}{missed} | {budget} | {self.detail} |"


def machine() -> str:
    """Cores and processor."""
    names = [line.split(":")[1].strip() for line in _processor() if line.startswith("model name")]
    model = names[0] if names else platform.machine()
    return f"{os.cpu_count()} cores ({model}), Python {platform.python_version()}"


def _processor() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def table(measures: list[Measure]) -> str:
    """The Markdown table."""
    head = ["| measure | here | budget | |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *(each.row() for each in measures)])


def report(measure: Callable[[], list[Measure]]) -> int:
    """Measure, print, and give the status for the shell: 1 when a budget is missed."""
    found = measure()
    print(table(found))
    print(f"\n{machine()}")
    return 0 if all(each.kept for each in found) else 1
