"""Every kind of evidence that is made from a row: the one table, as reactions.py is for events."""

from __future__ import annotations

from flask import Flask

from phoenix.archive.sources import register
from phoenix.evidence import contract, money, prices, words

AREAS = (contract, money, words, prices)


def init_app(_app: Flask) -> None:
    """Make the kinds known."""
    for area in AREAS:
        for source in area.SOURCES:
            register(source)
