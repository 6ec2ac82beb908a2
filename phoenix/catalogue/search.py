"""Search: one interface, two engines; the number of ranked matches is capped (house.md)."""

from __future__ import annotations

from array import array
from dataclasses import field
from itertools import islice

from phoenix.catalogue.cache import Kept
from phoenix.catalogue.search_index import vocabulary_rows
from phoenix.catalogue.search_rules import Understood, Vocabulary, normalise, ranking, understand, vocabulary
from phoenix.catalogue.sold import sold_today
from phoenix.database import database, is_sqlite
from phoenix.database_rows import read
from phoenix.kernel.values import frozen

MOST_RANKED = 300
MOST_READ = 600  # some of it is not sold here today
MOST_KEPT = {"names": 4_000, "fr": 500, "en": 500}
MOST_ALIKE = 12
BEGINNING = "*"
SAID = {
    "names": "SELECT product_id, ' ' || names || ' ' FROM search_text WHERE product_id IN ({ids})",
    "fr": "SELECT product_id, ' ' || text_fr FROM search_text WHERE product_id IN ({ids})",
    "en": "SELECT product_id, ' ' || text_en FROM search_text WHERE product_id IN ({ids})",
}
_vocabularies = Kept(capacity=4)
_texts = Kept(capacity=3)
_found = Kept(capacity=100)


@frozen
class Found:
    """What a search found, best first; `understood` is None when nothing was asked.

    `loose`: no offer has every word, these have some of them or look alike.
    """

    ids: tuple[int, ...] = ()
    understood: Understood | None = None
    loose: bool = False
    capped: bool = field(default=False)


def known_words(language: str) -> Vocabulary:
    """The vocabulary of the catalogue in `language`, kept until the catalogue changes."""
    return _vocabularies.get(language, lambda: vocabulary(vocabulary_rows(language)))


def find(query: str, language: str, country: str) -> Found:
    """The offers that answer `query`, best first; at most MOST_RANKED of them."""
    return find_among(sold_today(country), query, language, country)


def named(query: str) -> list[int]:
    """Products, sold or not, whose names or reference have every word of the query; at most MOST_READ."""
    understood = understand(query, known_words("fr"))
    if understood is None or len(understood.known) < len(understood.groups):
        return []
    return _engine(understood.known, "fr", "all", names_only=True)


def find_among(sold: dict, query: str, language: str, country: str) -> Found:
    """The same where it is known what is sold today in this country."""
    understood = understand(query, known_words(language))
    if understood is None:
        return Found()
    every_word = len(understood.known) == len(understood.groups)
    ids = _matches(understood, language, sold, "all") if every_word else []
    loose = not ids
    if loose and understood.known:
        ids = _matches(understood, language, sold, "any")
    ids = ids or _alike(query, country)
    return Found(tuple(ids), understood, loose, len(ids) >= MOST_RANKED)


def _matches(understood: Understood, language: str, sold: dict, mode: str) -> list[int]:
    """What is sold and has these words, ranked by how well the name answers; names first where that is too much."""
    ids = _having(understood.known, language, mode)
    if len(ids) > MOST_RANKED:
        ids = dict.fromkeys([*_engine(understood.known, language, mode, names_only=True), *ids])
    ids = list(islice(filter(sold.__contains__, ids), MOST_RANKED))
    by_names, by_text = ranking(understood.groups)
    scores = {each: by_names(said) for each, said in _said(ids, "names").items()}
    unnamed = [each for each, score in scores.items() if score is None]
    scores.update((each, by_text(said)) for each, said in _said(unnamed, language).items())
    return sorted(sorted(scores), key=scores.__getitem__, reverse=True)


def _having(groups, language: str, mode: str) -> list[int]:
    """What has all or any of these words: put together from what has each, where that is known whole."""
    each = [_having_one(group, language) for group in groups]
    if any(len(ids) == MOST_READ for ids in each):
        return _engine(groups, language, mode)
    return sorted(set(each[0]).intersection(*each[1:]) if mode == "all" else set().union(*each))


def _having_one(group: tuple[str, ...], language: str) -> array:
    """What has a word, at most MOST_READ of it; kept, for words come back in many searches."""
    return _found.get((group, language), lambda: array("q", _engine([group], language, "any")))


def _engine(groups, language: str, mode: str, names_only: bool = False) -> list[int]:
    """What the database's own index finds of words of this language, at most MOST_READ."""
    whole = known_words(language).whole
    wanted = [
        [term for beginning in group for term in whole(beginning) or (beginning + BEGINNING,)] for group in groups
    ]
    return (_sqlite if is_sqlite() else _postgresql)(wanted, language, mode, names_only)


def _said(ids: list[int], where: str) -> dict[int, str]:
    """What the names of these products say, or their text in a language, as words between spaces."""
    known = _texts.get(where, dict)
    found = {each: known.get(each) for each in ids}
    if missing := [each for each, said in found.items() if said is None]:
        if len(known) > MOST_KEPT[where]:
            known.clear()
        rows = dict(read(SAID[where], missing))
        known.update(rows)
        found.update(rows)
    return {each: said for each, said in found.items() if said is not None}


def _sqlite(groups: list[list[str]], language: str, mode: str, names_only: bool) -> list[int]:
    """FTS5: words, or with a star what they begin with."""
    columns = "names" if names_only else f"names text_{language}"
    joined = f" {'AND' if mode == 'all' else 'OR'} ".join(
        "(" + " OR ".join(f'"{term}"'.replace('*"', '"*') for term in group) + ")" for group in groups
    )
    sql = "SELECT rowid FROM search_index WHERE search_index MATCH ? LIMIT ?"
    rows = database.execute_sql(sql, (f"{{{columns}}} : ({joined})", MOST_READ))
    return [row[0] for row in rows.fetchall()]


def _postgresql(groups: list[list[str]], language: str, mode: str, names_only: bool) -> list[int]:
    """Full text over the same normalised words, with the same meaning."""
    searched = "names" if names_only else f"names || ' ' || text_{language}"
    joined = (" & " if mode == "all" else " | ").join(
        "(" + " | ".join(term.replace(BEGINNING, ":*") for term in group) + ")" for group in groups
    )
    rows = database.execute_sql(
        f"""SELECT product_id FROM search_text
        WHERE to_tsvector('simple', {searched}) @@ to_tsquery('simple', %s) LIMIT %s""",
        (joined, MOST_READ),
    )
    return [row[0] for row in rows.fetchall()]


def _alike(query: str, country: str) -> list[int]:
    """Where PostgreSQL has trigrams: the names most like the query when no word was found."""
    if is_sqlite() or not _has_trigrams():
        return []
    text = normalise(query)
    rows = database.execute_sql(
        f"""SELECT product_id FROM search_text JOIN product ON product.id = product_id
        WHERE %s <%% names AND product.active AND product.sold_{country}
        ORDER BY %s <<-> names LIMIT %s""",
        (text, text, MOST_ALIKE),
    )
    return [row[0] for row in rows.fetchall()]


def _has_trigrams() -> bool:
    sql = "SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'"
    return database.execute_sql(sql).fetchone() is not None
