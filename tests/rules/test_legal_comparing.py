"""Two versions compared: nothing is lost, nothing is invented, and what changed is named (clause 2b)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from phoenix.legal.comparing import ADDED, CHANGED, REMOVED, SAME, compare, words
from phoenix.legal.rules import parse
from phoenix.legal.sources import TEXTS

SENTENCES = st.text(alphabet="ab c’é.,\u00a0", max_size=60)
BLOCKS = st.lists(st.sampled_from(["Un prix.", "Deux prix fixes.", "Trois.", "- point", "> encadré", "Un prix ferme."]), min_size=1, max_size=8)


def text(*blocks: str, heading: str = "1. Objet"):
    return parse("\n\n".join(("# Titre", f"## {heading}", *blocks)))


def read(runs, without: str) -> str:
    return "".join(run.text for run in runs if run.state != without)


@given(SENTENCES, SENTENCES)
def test_words_that_went_make_the_old_sentence_and_those_that_came_the_new_one(old, new):
    runs = words(old, new)
    assert read(runs, ADDED) == old
    assert read(runs, REMOVED) == new


@given(BLOCKS, BLOCKS)
def test_every_paragraph_of_both_versions_is_told_once(old, new):
    rows = [row for article in compare(text(*old), text(*new)) for row in article.rows]
    before = [read(r.runs, ADDED) if r.state == CHANGED else r.text for r in rows if r.state != ADDED]
    after = [r.text for r in rows if r.state != REMOVED]
    assert before == [block.text for block in text(*old).sections[0].blocks]
    assert after == [block.text for block in text(*new).sections[0].blocks]


def test_a_reworded_sentence_is_one_that_changed():
    (title, article) = compare(text("Le prix est dû en totalité."), text("Le prix est dû dès la commande."))
    (row,) = article.rows
    assert row.state == CHANGED and not title.touched
    assert [run for run in row.runs if run.state == REMOVED][0].text == "en totalité"


def test_another_sentence_is_one_that_went_and_one_that_came():
    article = compare(text("Le prix est dû."), text("Aucun avis n’est publié sans lecture."))[1]
    assert sorted(row.state for row in article.rows) == [ADDED, REMOVED]


def test_an_article_renamed_keeps_its_paragraphs_together():
    article = compare(text("Un.", "Deux."), text("Un.", "Deux.", heading="1. But"))[1]
    assert article.heading.state in (CHANGED, ADDED)
    assert "Objet" not in article.heading.text


def test_the_same_text_twice_has_nothing_to_tell():
    source = parse((TEXTS / "conditions" / "1.fr.md").read_text(encoding="utf-8"))
    articles = compare(source, source)
    assert len(articles) == 21 and not any(article.touched for article in articles)
    assert [state for state, _rows in articles[1].stretches()] == [SAME]
