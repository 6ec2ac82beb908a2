"""How hard a password is to guess, and why (zxcvbn, loaded at its first use)."""

from __future__ import annotations

from enum import StrEnum

from phoenix.accounts.on_demand import library

SHORTEST = 12
LONGEST = 128
GOOD_SCORE = 3
READ_AT_MOST = 72

# Words that guessers of French passwords try first and that the library's lists lack.
FRENCH = tuple(
    "motdepasse motdepass mdp azerty azertyuiop bonjour soleil doudou chouchou loulou marseille "
    "jetaime amour maroc casablanca rabat lyon paris france chocolat nicolas camille isabelle "
    "entreprise societe facture bienvenue vacances printemps automne hiver janvier fevrier mars "
    "avril juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi "
    "vendredi samedi dimanche phoenix phenix alliance taotp microsoft office administrateur".split()
)


class Weakness(StrEnum):
    """Why a password is refused; `words.py` gives each its sentence."""

    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    PERSONAL = "personal"
    COMMON = "common"
    WORD = "word"
    NAME = "name"
    KEYBOARD = "keyboard"
    REPEAT = "repeat"
    SEQUENCE = "sequence"
    DATE = "date"
    GUESSABLE = "guessable"


_PATTERNS = {
    "spatial": Weakness.KEYBOARD,
    "repeat": Weakness.REPEAT,
    "sequence": Weakness.SEQUENCE,
    "regex": Weakness.DATE,
    "date": Weakness.DATE,
}
_DICTIONARIES = {
    "passwords": Weakness.COMMON,
    "surnames": Weakness.NAME,
    "male_names": Weakness.NAME,
    "female_names": Weakness.NAME,
}


def weaknesses(password: str, about: tuple[str, ...] = ()) -> list[Weakness]:
    """Why `password` will not do, [] when it will; `about` is what strangers know of its owner."""
    found = []
    if len(password) < SHORTEST:
        found.append(Weakness.TOO_SHORT)
    if len(password) > LONGEST:
        return [Weakness.TOO_LONG]
    points, sequence = _estimate(password, about)
    if points < GOOD_SCORE:
        found += _reasons(sequence, about)
    elif score(password, about) < GOOD_SCORE:
        found.append(
            Weakness.PERSONAL if _without(_words(about), password) != password.lower() else Weakness.COMMON
        )
    return found


def score(password: str, about: tuple[str, ...] = ()) -> int:
    """0 (guessed at once) to 4 (out of reach).

    zxcvbn rates any four parts as out of reach, `marie.durand2026` of Marie Durand too: so what
    is left without the known words must hold by itself.
    """
    rest = _without([*_words(about), *FRENCH], password)
    points = _estimate(password, about)[0]
    return points if rest == password.lower() else min(points, _estimate(rest, about)[0])


def _without(words: list[str], password: str) -> str:
    rest = password.lower()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "") if len(word) > 3 else rest
    return rest


def _estimate(password: str, about: tuple[str, ...]) -> tuple[int, list[dict]]:
    if not password:
        return 0, []
    known = [*_words(about), *FRENCH]
    result = library("zxcvbn").zxcvbn(password[:READ_AT_MOST], user_inputs=known)
    return result["score"], result["sequence"]


def _reasons(sequence: list[dict], about: tuple[str, ...]) -> list[Weakness]:
    """What makes the longest parts easy, the longest first; at least one reason."""
    personal = set(_words(about))
    found = []
    for match in sorted(sequence, key=lambda each: -len(each["token"])):
        reason = _reason(match, personal)
        if reason and reason not in found:
            found.append(reason)
    return found[:2] or [Weakness.GUESSABLE]


def _reason(match: dict, personal: set[str]) -> Weakness | None:
    if match["pattern"] != "dictionary":
        return _PATTERNS.get(match["pattern"])
    if match["dictionary_name"] == "user_inputs":
        return Weakness.PERSONAL if match["matched_word"] in personal else Weakness.COMMON
    return _DICTIONARIES.get(match["dictionary_name"], Weakness.WORD)


def _words(about: tuple[str, ...]) -> list[str]:
    """The words of personal data, lower case, whole and in parts."""
    found = []
    for text in about:
        whole = text.lower().strip()
        found += [whole, *whole.replace("@", " ").replace(".", " ").replace("-", " ").split()]
    return [word for word in dict.fromkeys(found) if len(word) > 2]
