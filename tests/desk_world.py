"""The translators' desk in tests: texts of the tree read once for all, and a tree of contract texts that may change."""

from __future__ import annotations

import copy
import shutil
from datetime import date
from functools import cache

import pytest

from phoenix.i18n import catalogues
from phoenix.legal import service as legal
from phoenix.legal.sources import TEXTS, sources
from phoenix.translating import sync, tree
from phoenix.translating.tree import key_of
from phoenix.translating.units import Editor, Unit

DESK = "/equipe/traductions"
AICHA, BRUNO = Editor(1, "Aïcha Martin"), Editor(2, "Bruno Petit")


@cache
def _messages():
    return list(tree._of_domain("messages"))


def _read():
    """As the tree's own reading, but what takes time is read once."""
    return [*copy.deepcopy(_messages()), *tree._of_domain("legal")]


@pytest.fixture
def desk(app, monkeypatch):
    """The desk's list, brought up to the tree."""
    monkeypatch.setattr(tree, "read", _read)
    sync.bring_up()


@pytest.fixture
def legal_tree(app, tmp_path, monkeypatch):
    """The contract texts in a folder of the test's own; call it with (document, changes) to add a version."""
    folder = tmp_path / "texts"
    shutil.copytree(TEXTS, folder)
    for module in (legal, catalogues, tree):
        monkeypatch.setattr(module, "sources", lambda: sources(folder))

    def revise(code: str, before: str, after: str) -> int:
        """A new version in force today, in which one sentence reads otherwise; its number."""
        number = max(int(path.name.split(".")[0]) for path in (folder / code).glob("*.fr.md"))
        text = (folder / code / f"{number}.fr.md").read_text(encoding="utf-8")
        assert before in text
        (folder / code / f"{number + 1}.fr.md").write_text(text.replace(before, after), encoding="utf-8")
        days = (folder / "versions.toml").read_text(encoding="utf-8")
        today = f"{number + 1} = {date.today():%Y-%m-%d}"
        (folder / "versions.toml").write_text(days.replace(f"[{code}]\n", f"[{code}]\n{today}\n"), encoding="utf-8")
        legal.publish()
        return number + 1

    return revise


def address(french: str, domain: str = "messages") -> str:
    """The screen of a text of one form."""
    return f"{DESK}/{domain}/{key_of(domain, (french,))}"


def unit_of(find, domain: str, *french: str) -> Unit:
    """The text with these forms, by a service's `find`."""
    return find(domain, key_of(domain, french))
