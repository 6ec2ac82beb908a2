"""Head statements: how far each chain goes, sealed, to be kept where the shop's owners cannot reach (clause 4.3).

Whoever can rewrite a database can rewrite a whole chain with its head. What they cannot rewrite is a
statement that left the house: mailed each day to an address outside, its hash must still be found under
its number. The seal is an HMAC-SHA256 under a key drawn from PHOENIX_SECRET_KEY: Python's own library
makes and checks it without network, and it shows that a statement is ours. It is not what proves the
chain – the comparison is, and anyone can make it from a copy of the archive.
"""

from __future__ import annotations

import hmac
import json
import re
from hashlib import sha256

from phoenix.archive import rules
from phoenix.archive.models import ArchiveEntry, ArchiveHead
from phoenix.config import settings
from phoenix.kernel import clock

FORMAT = "phoenix-archive-statement-1"
FOUND = re.compile(rb'\{"at":"[^"]+","format":"' + FORMAT.encode() + rb'"[^\r\n]*\}')


class NoStatement(ValueError):
    """The file holds no head statement."""


def now() -> str:
    """The statement of this moment: one line of canonical JSON."""
    rows = ArchiveHead.select().order_by(ArchiveHead.seller)
    heads = [{"seller": row.seller, "number": row.number, "sha256": row.sha256} for row in rows]
    said = {"format": FORMAT, "at": clock.now(), "shop": settings().base_url, "heads": heads}
    said = json.loads(rules.canonical(said))
    return rules.canonical({**said, "seal": _seal(said)})


def read(content: bytes) -> dict:
    """The statement in a file, whatever else stands there; NoStatement."""
    found = FOUND.search(content)
    try:
        statement = json.loads(found.group()) if found else None
        if statement and all({"seller", "number", "sha256"} <= set(head) for head in statement["heads"]):
            return statement
    except (ValueError, KeyError, TypeError):
        pass
    raise NoStatement("this file holds no head statement")


def is_sealed(statement: dict) -> bool:
    """Whether the seal is ours."""
    said = {name: value for name, value in statement.items() if name != "seal"}
    return hmac.compare_digest(str(statement.get("seal")).encode(), _seal(said).encode())


def contradictions(statement: dict) -> list[tuple[str, int]]:
    """(seller, number) of each head in the statement that the chain no longer holds."""
    return [(head["seller"], head["number"]) for head in statement["heads"] if not _holds(head)]


def _holds(head: dict) -> bool:
    if head["number"] == 0:
        return head["sha256"] == rules.NOTHING_BEFORE
    kept = ArchiveEntry.select(ArchiveEntry.sha256).where(
        ArchiveEntry.seller == head["seller"], ArchiveEntry.number == head["number"]
    )
    return kept.scalar() == head["sha256"]


def _seal(said: dict) -> str:
    key = sha256(f"{FORMAT}\n{settings().secret_key}".encode()).digest()
    return hmac.new(key, rules.canonical(said).encode(), sha256).hexdigest()
