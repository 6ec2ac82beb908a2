"""Legal texts as plain values (clauses 2b, 19b)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from phoenix.legal import rules
from phoenix.legal.facts import legal_facts
from phoenix.legal.sources import sources

TEXT = "# Titre\n\n## 1. Objet\n\nÀ %(publisher)s.\n\n- un ;\n\n- deux.\n\n> Dit.\n\n## 2. Fin\n\nFin.\n"


@dataclass(frozen=True)
class Version:
    number: int
    in_force_on: date


def test_a_text_is_a_title_and_numbered_articles():
    text = rules.parse(TEXT)
    assert text.title.text == "Titre"
    assert [(s.number, s.heading.text, s.anchor) for s in text.sections] == [
        (1, "Objet", "article-1"),
        (2, "Fin", "article-2"),
    ]
    assert [block.kind for block in text.sections[0].blocks] == ["p", "li", "li", "box"]
    assert [kind for kind, _ in text.sections[0].groups()] == ["p", "li", "box"]


@pytest.mark.parametrize(
    "broken",
    ["", "Sans titre\n", "# T\n\nAvant tout article.\n", "# T\n\n## 1. A\n\n## 2. B\n\nx\n",
     "# T\n\n## 2. A\n\nx\n", "# T\n\n## 1. A\n\n x\n", "# T\n\n## 1. A\n\n### x\n", "# T\n\n# U\n"],
)
def test_what_leaves_the_subset_is_refused(broken):
    with pytest.raises(rules.MalformedText):
        rules.parse(broken)


def test_every_block_is_a_unit_at_its_line():
    assert rules.units(TEXT)[:3] == [(1, "Titre"), (3, "Objet"), (5, "À %(publisher)s.")]
    assert len(rules.units(TEXT)) == 8


def test_the_hash_moves_with_a_word_or_a_fact_and_not_with_line_ends():
    facts = {"publisher": "X"}
    first = rules.sha256_of(rules.canonical(TEXT, facts))
    assert rules.sha256_of(rules.canonical(TEXT.replace("\n", "\r\n"), facts)) == first
    assert rules.sha256_of(rules.canonical(TEXT, {"publisher": "Y"})) != first
    assert rules.sha256_of(rules.canonical(TEXT.replace("Dit", "dit"), facts)) != first


def test_an_unknown_fact_is_refused():
    with pytest.raises(rules.UnknownFact):
        rules.canonical(TEXT, {})


def test_a_block_without_translation_stays_french():
    """clause 19b"""
    shown = rules.localise(rules.parse(TEXT), "en", {"Fin": "End"}, {"publisher": "X"})
    assert [(b.text, b.lang) for b in shown.blocks() if "Fin" in b.text or b.text == "End"] == [
        ("End", "en"),
        ("Fin.", "fr"),
    ]
    assert shown.sections[0].blocks[0].text == "À X."


def test_the_latest_version_whose_day_has_come_is_in_force():
    """clause 2b"""
    versions = [Version(2, date(2026, 3, 1)), Version(1, date(2026, 1, 1)), Version(3, date(2026, 9, 1))]
    assert rules.in_force(versions, date(2026, 2, 28)).number == 1
    assert rules.in_force(versions, date(2026, 3, 1)).number == 2
    assert rules.in_force(versions, date(2027, 1, 1)).number == 3
    assert rules.in_force(versions, date(2025, 1, 1)).number == 1
    assert rules.in_force([], date(2025, 1, 1)) is None


def test_the_terms_have_the_twenty_articles_of_the_ledger_in_its_order():
    terms = next(source for source in sources() if source.code == "conditions" and source.newest)
    headings = [section.heading.text for section in rules.parse(terms.text).sections]
    assert len(headings) == 20
    wanted = {1: "Objet", 3: "Comptes", 6: "Paiement", 12: "Avis", 17: "Nullité", 19: "Langue", 20: "Droit"}
    for number, beginning in wanted.items():
        assert headings[number - 1].startswith(beginning)


def test_every_text_of_the_tree_parses_and_knows_its_facts():
    for source in sources():
        rules.parse(source.text)
        rules.canonical(source.text, legal_facts())
