"""Keeps the words of products up to date, in the transaction that changes them."""

from __future__ import annotations

from collections import Counter

import peewee

from phoenix.catalogue.models import Family, Product, Publisher, SearchText, SearchWord
from phoenix.catalogue.search_rules import LONGEST_WORD, normalise
from phoenix.database import database

LANGUAGES = ("fr", "en")


def _distinct(*texts: str) -> str:
    """The words of several texts, each once, in order."""
    return " ".join(dict.fromkeys(normalise(" ".join(texts)).split()))


def _flat(blocks) -> str:
    return " ".join(" ".join(block) if isinstance(block, list) else block for block in blocks)


def _own_text(product: Product, language: str) -> str:
    """What the product's page says in `language`, with its family, publisher and keywords."""
    return _distinct(
        product.text("summary", language),
        _flat(product.text("description", language)),
        product.keywords,
        product.family.name(language),
        product.publisher.name,
    )


def _row(product: Product) -> dict:
    return {
        "product": product.id,
        "names": _distinct(product.name_fr, product.name_en, product.reference),
        "text_fr": _own_text(product, "fr"),
        "text_en": _own_text(product, "en"),
        "sort_fr": normalise(product.name_fr),
        "sort_en": normalise(product.name_en),
    }


def _words(row: dict) -> Counter:
    """(language, word) once for each language in which a product uses it."""
    found = Counter()
    for language in LANGUAGES:
        words = set(f"{row['names']} {row[f'text_{language}']}".split())
        found.update((language, word) for word in {word[:LONGEST_WORD] for word in words})
    return found


def index_products(product_ids: list[int]) -> None:
    """Write the searched words of these products anew, and count them in the vocabulary."""
    kept = SearchText.select().where(SearchText.product.in_(product_ids)).dicts()
    before = sum((_words(row) for row in kept), Counter())
    products = (
        Product.select(Product, Family, Publisher)
        .join(Family)
        .switch(Product)
        .join(Publisher)
        .where(Product.id.in_(product_ids))
    )
    rows = [_row(product) for product in products]
    SearchText.delete().where(SearchText.product.in_(product_ids)).execute()
    for batch in peewee.chunked(rows, 100):
        SearchText.insert_many(batch).execute()
    after = sum((_words(row) for row in rows), Counter())
    after.subtract(before)
    _count(after)


def _count(changes: Counter) -> None:
    """Add the changes to the vocabulary; words that nobody uses any more leave it."""
    rows = [(language, word, uses) for (language, word), uses in sorted(changes.items()) if uses]
    for batch in peewee.chunked(rows, 200):
        insert = SearchWord.insert_many(
            batch, fields=[SearchWord.language, SearchWord.word, SearchWord.uses]
        )
        insert.on_conflict(
            conflict_target=[SearchWord.language, SearchWord.word],
            update={SearchWord.uses: SearchWord.uses + peewee.EXCLUDED.uses},
        ).execute()
    if any(uses < 0 for _, _, uses in rows):
        SearchWord.delete().where(SearchWord.uses <= 0).execute()


def vocabulary_rows(language: str) -> list[tuple[str, int]]:
    """(word, uses) of the words used in `language`."""
    return (
        SearchWord.select(SearchWord.word, SearchWord.uses)
        .where(SearchWord.language == language)
        .tuples()
        .execute(database)
    )
