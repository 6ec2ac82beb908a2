"""The words of what the software noticed, and the page where it is looked at."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from phoenix.kernel.money import Money
from phoenix.team.models import StaffSignal
from phoenix.web.filters import day, money


def _late_notice(row: StaffSignal) -> str:
    return _(
        "%(number)s : l’avis de renouvellement n’est pas parti à temps (terme le %(end)s). Un client non professionnel peut alors partir à tout moment.",
        number=row.subject.partition(":")[2],
        end=day(date.fromisoformat(row.detail["term_end"])),
    )


def _unpriced(row: StaffSignal) -> str:
    return _(
        "%(number)s : aucun prix pour son échéance, elle n’a pas pu être facturée. Fixez le prix de l’offre.",
        number=row.subject.partition(":")[2],
    )


def _paid_twice(row: StaffSignal) -> str:
    return _(
        "Facture %(number)s : %(amount)s reçus en trop, par une contestation gagnée ou un second paiement. Remboursez le client.",
        number=row.subject.partition(":")[2],
        amount=money(Money(row.detail["amount"], row.detail["currency"])),
    )


SENTENCES = {"late_notice": _late_notice, "unpriced": _unpriced, "paid_twice": _paid_twice}


def sentence_of(row: StaffSignal) -> str:
    """What was noticed, in one sentence that says what to do."""
    return SENTENCES[row.kind](row) if row.kind in SENTENCES else f"{row.kind} {row.subject}"


def link_of(row: StaffSignal) -> str | None:
    """Where the customer concerned is found."""
    number = row.subject.partition(":")[2]
    return f"/equipe/organisations?q={number}" if number else None
