"""Search: one interface, two engines; the number of ranked matches is capped (house.md)."""

from __future__ import annotations

from array import array
from dataclasses import field

from phoenix.catalogue.cache import Kept
from phoenix.catalogue.models import SearchText
from phoenix.catalogue.search_index import vocabulary_rows
from phoenix.catalogue.search_rules import Understood, Vocabulary, normalise, ranked, ranking, understand, vocabulary
from phoenix.catalogue.sold import sold_today
from phoenix.database import database, is_sqlite
from phoenix.kernel.values import frozen

MOST_RANKED = 300
MOST_READ = 600  # some of it is not sold here today
MOST_KEPT = 1_000
MOST_ALIKE = 12
_vocabularies = Kept(capacity=4)
_texts = Kept(capacity=2)
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
    return _engine(understood.known, None, "all")


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
        ids = dict.fromkeys([*_engine(understood.known, None, mode), *ids])
    ids = [each for each in ids if each in sold][:MOST_RANKED]
    score = ranking(understood.groups)
    scored = [(-score(*said), each) for each, said in _said(ids, language).items()]
    scored.sort()
    return [each for _, each in scored]


def _having(groups, language: str, mode: str) -> list[int]:
    """What has all or any of these words: put together from what has each, where that is known whole."""
    each = [_having_one(group, language) for group in groups]
    if any(len(ids) == MOST_READ for ids in each):
        return _engine(groups, language, mode)
    return sorted(set(each[0]).intersection(*each[1:]) if mode == "all" else set().union(*each))


def _having_one(group: tuple[str, ...], language: str) -> array:
    """What has a word, at most MOST_READ of it; kept, for words come back in many searches."""
    return _found.get((group, language), lambda: array("q", _engine([group], language, "any")))


def _engine(groups, language: str | None, mode: str) -> list[int]:
    """What the database's own index finds, at most MOST_READ; `language` None looks into names only."""
    return (_sqlite if is_sqlite() else _postgresql)(groups, language, mode)


def _said(ids: list[int], language: str) -> dict[int, tuple[str, str, int]]:
    """What these products are ranked by: their names and text, as searched."""
    known = _texts.get(language, dict)
    found = {each: known.get(each) for each in ids}
    if missing := [each for each, said in found.items() if said is None]:
        if len(known) > MOST_KEPT:
            known.clear()
        read = _read_texts(missing, language)
        known.update(read)
        found.update(read)
    return found


def _read_texts(ids: list[int], language: str) -> dict[int, tuple[str, str, int]]:
    text = SearchText.text_en if language == "en" else SearchText.text_fr
    rows = SearchText.select(SearchText.product, SearchText.names, text).where(SearchText.product.in_(ids))
    return {product: ranked(names, said) for product, names, said in rows.tuples()}


def _sqlite(groups, language: str | None, mode: str) -> list[int]:
    """FTS5: each word is the beginning of a word."""
    columns = "names" if language is None else f"names text_{language}"
    joined = f" {'AND' if mode == 'all' else 'OR'} ".join(
        "(" + " OR ".join(f'"{beginning}"*' for beginning in group) + ")" for group in groups
    )
    sql = "SELECT rowid FROM search_index WHERE search_index MATCH ? LIMIT ?"
    rows = database.execute_sql(sql, (f"{{{columns}}} : ({joined})", MOST_READ))
    return [row[0] for row in rows.fetchall()]


def _postgresql(groups, language: str | None, mode: str) -> list[int]:
    """Full text over the same normalised words, with the same meaning."""
    searched = "names" if language is None else f"names || ' ' || text_{language}"
    joined = (" & " if mode == "all" else " | ").join(
        "(" + " | ".join(f"{beginning}:*" for beginning in group) + ")" for group in groups
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
