"""Searches that nobody has made before: words of the catalogue in ever new combinations, as people type them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from urllib.parse import quote_plus

WORDS = (
    "microsoft 365 business premium standard basic apps entreprise exchange online plan teams sharepoint intune "
    "defender copilot power bi pro automate azure windows server office visio project dynamics sales sauvegarde "
    "migration formation audit sécurité antivirus messagerie assistance serveur licence abonnement pack poste"
).split()


def new_searches(path: str) -> Iterator[str]:
    """Addresses of searches, each once: one to three words, one in three with a slip, one in five with a
    number that no offer has."""
    chance, made = random.Random(1), set()
    while True:
        words = chance.sample(WORDS, chance.choice((1, 2, 2, 3)))
        if chance.random() < 1 / 3:
            words[0] = _slip(words[0], chance)
        if chance.random() < 1 / 5:
            words.append(str(chance.randrange(500, 9_999)))
        query = " ".join(words)
        if query not in made:
            made.add(query)
            yield f"{path}?q={quote_plus(query)}"


def _slip(word: str, chance: random.Random) -> str:
    """The word with a letter lost, doubled or swapped with the next."""
    place = chance.randrange(1, len(word)) if len(word) > 2 else 1
    head, letter, tail = word[:place], word[place : place + 1], word[place + 1 :]
    return chance.choice((head + tail, head + letter * 2 + tail, head[:-1] + letter + head[-1:] + tail))
