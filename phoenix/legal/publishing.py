"""Publishing a new version as an operator's act with a date (clause 2b); the tree's dated texts come by themselves."""

from __future__ import annotations

from datetime import date

from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.kernel.values import frozen
from phoenix.legal import rules, service
from phoenix.legal.models import Document, DocumentVersion, versions_of
from phoenix.legal.sources import KINDS, sources
from phoenix.web.models import bump_stamp


class NotPublishable(Exception):
    """Nothing was published; `why` is "unknown", "nothing", "past", "before", "same", "taken" or "text", `detail` more."""

    def __init__(self, why: str, detail: str = ""):
        super().__init__(why, detail)
        self.why, self.detail = why, detail


@frozen
class Next:
    """The version that would be published: its number, its text, and the newest before it."""

    code: str
    number: int
    text: str
    before: DocumentVersion | None


def draft(code: str, text: str | None = None) -> Next:
    """What would be published next of a document: this text, or the tree's draft of that number."""
    if code not in KINDS:
        raise NotPublishable("unknown", code)
    before = next(iter(versions_of(code)), None)
    number = before.number + 1 if before else 1
    if text is None:
        text = next((each.text for each in sources() if (each.code, each.number) == (code, number)), None)
    if text is None:
        raise NotPublishable("nothing", str(number))
    _check_text(text, before)
    return Next(code, number, text, before)


def drafts() -> list[Next]:
    """The tree's drafts that wait to be published, the next one of each document."""
    waiting = {each.code for each in sources() if each.in_force_on is None}
    found = []
    for code in KINDS:
        try:
            found += [draft(code)] if code in waiting else []
        except NotPublishable:
            continue
    return found


def check_day(coming: Next, on: date) -> None:
    """A version comes into force today or later, and never before the one it follows."""
    if on < clock.today(service.LEGAL_ZONE):
        raise NotPublishable("past")
    if coming.before and on < coming.before.in_force_on:
        raise NotPublishable("before", coming.before.in_force_on.isoformat())


def publish_next(code: str, on: date, text: str | None = None, number: int | None = None) -> DocumentVersion:
    """Publish the next version of a document, in force on a day; those under contract are told (clause 2b).

    `number`: what the one who asks saw. Asked twice, it is published once; another text of that number
    is refused as taken.
    """
    with transaction():
        document, _new = Document.get_or_create(code=code, defaults={"kind": KINDS.get(code, "information")})
        for_update(Document.select().where(Document.id == document.id)).get()
        known = service.version_numbered(code, number) if number is not None else None
        if known:
            return _the_same(known, on, text)
        coming = draft(code, text)
        if number not in (None, coming.number):
            raise NotPublishable("taken", str(coming.number - 1))
        check_day(coming, on)
        version = service.write(document, coming.number, coming.text, on)
        service.owe_pdfs(version)
        if coming.before:
            service.owe_word(version)
        bump_stamp()
        return version


def _the_same(known: DocumentVersion, on: date, text: str | None) -> DocumentVersion:
    """A version that is there already, when it is what was asked for."""
    if known.in_force_on != on or text not in (None, known.source):
        raise NotPublishable("taken", str(known.number))
    return known


def _check_text(text: str, before: DocumentVersion | None) -> None:
    try:
        rules.parse(text)
        facts = service.facts_used(text)
    except rules.MalformedText as fault:
        raise NotPublishable("text", str(fault)) from fault
    except rules.UnknownFact as fault:
        raise NotPublishable("text", f"%({fault.args[0]})s") from fault
    if before and rules.canonical(text, facts) == before.text:
        raise NotPublishable("same", str(before.number))
