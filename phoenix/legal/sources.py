"""The texts of the tree, which `db upgrade` publishes: phoenix/legal/texts/<document>/<n>.fr.md."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from phoenix.kernel.values import frozen

TEXTS = Path(__file__).parent / "texts"

DRAFT = "draft"  # instead of a day in versions.toml

# Clause 2c: "terms", "service terms", "specific terms" and "partner agreement" bind;
# "information" does not.
KINDS = {
    "conditions": "terms",
    "conditions-de-service": "service terms",
    "conditions-microsoft": "specific terms",
    "conditions-prestations": "specific terms",
    "accord-partenaires": "partner agreement",
    "confidentialite": "information",
    "cookies": "information",
    "avis-clients": "information",
    "mandat-sepa": "mandate",
}


@frozen
class Source:
    """A version as it stands in the tree."""

    code: str
    kind: str
    number: int
    text: str
    in_force_on: date | None  # None: a draft, written and translated, for an operator to publish
    newest: bool  # of those with a day


class MissingText(FileNotFoundError):
    """versions.toml names a version that has no file, or a file has no entry in it."""


def sources(folder: Path = TEXTS) -> list[Source]:
    """Every version of every document in the tree, in order of number."""
    days = tomllib.loads((folder / "versions.toml").read_text(encoding="utf-8"))
    found = []
    for code, versions in days.items():
        numbers = sorted(int(number) for number in versions)
        _refuse_orphans(folder / code, numbers)
        dated = [number for number in numbers if versions[str(number)] != DRAFT]
        for number in numbers:
            text = (folder / code / f"{number}.fr.md").read_text(encoding="utf-8")
            day = versions[str(number)] if number in dated else None
            kind = KINDS.get(code, "information")
            found.append(Source(code, kind, number, text, day, number == max(dated, default=0)))
    return found


def _refuse_orphans(folder: Path, numbers: list[int]) -> None:
    there = sorted(int(path.name.split(".")[0]) for path in folder.glob("*.fr.md"))
    if there != numbers:
        raise MissingText(f"{folder}: files {there}, but versions.toml says {numbers}")
