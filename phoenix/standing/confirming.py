"""Data that the customer is asked to confirm: fifteen days, one click, a history (clause 3.1e)."""

from __future__ import annotations

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from phoenix.accounts.models import Organisation, Person
from phoenix.care import service as care
from phoenix.care.models import ContactMessage
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.standing import mails, rules
from phoenix.standing.closing import today
from phoenix.standing.evidence import keep, subject_of
from phoenix.standing.models import DataConfirmation
from phoenix.team import audit


def ask(organisation: Organisation, partner: str = "", message: ContactMessage | None = None) -> DataConfirmation:
    """Ask for a confirmation within fifteen days, for us or for a partner; while one is open, that one. AlreadyClosed.

    `message` is what the partner wrote, if it did in its pages.
    """
    with transaction():
        locked = for_update(Organisation.select().where(Organisation.id == organisation.id)).get()
        if locked.closed_at is not None:
            raise rules.AlreadyClosed()
        known = DataConfirmation.get_or_none(DataConfirmation.open_of == locked.id)
        if known is not None:
            return known
        due_on = rules.confirm_by(today(locked))
        act = audit.record("confirmation_asked", subject_of(locked), after={"due_on": due_on.isoformat(), "partner": partner})
        row = DataConfirmation.create(
            organisation=locked, open_of=locked.id, partner=partner, message=message, asked_at=clock.now(), asked_by=act.by, due_on=due_on
        )
        Organisation.update(confirm_by=due_on).where(Organisation.id == locked.id).execute()
        mails.confirm_data(row)
        keep("confirmation.asked", locked, {"confirmation": row.id, "due_on": due_on.isoformat()}, {"partner": partner})
        return row


def ask_for_partner(organisation: Organisation, message: ContactMessage) -> DataConfirmation:
    """Do what a partner asked for in its pages, and tell it; it learns the answer later, nothing else. AlreadyClosed."""
    with transaction():
        row = ask(organisation, message.organisation_name, message)
        _tell(message, f"confirmation:{message.id}:asked", _ASKED)
        return row


def asked_by(message: ContactMessage) -> list[DataConfirmation]:
    """What was asked of customers because of a partner's message, with the customers."""
    mine = DataConfirmation.select(DataConfirmation, Organisation).join(Organisation)
    return list(mine.where(DataConfirmation.message == message).order_by(DataConfirmation.id))


def _tell(message: ContactMessage, key: str, words) -> None:
    with force_locale(message.language):
        care.tell(message, key, str(words))


_ASKED = _l("Votre demande est transmise au client que vous avez nommé : il a quinze jours pour confirmer ses données. Vous apprendrez sa réponse.")
_CONFIRMED = _l("Le client que vous avez nommé a confirmé que ses données sont exactes.")


def confirm(organisation: Organisation, person: Person, address: str) -> bool:
    """The customer says that the data are right; whether that was still asked. Late counts too."""
    with transaction():
        row = DataConfirmation.get_or_none(DataConfirmation.open_of == organisation.id)
        if row is None:
            return False
        said = {"open_of": None, "confirmed_at": clock.now(), "confirmed_by": person, "address": address}
        DataConfirmation.update(**said).where(DataConfirmation.id == row.id).execute()
        Organisation.update(confirm_by=None).where(Organisation.id == organisation.id).execute()
        if row.message is not None:
            _tell(row.message, f"confirmation:{row.message_id}:given:{row.id}", _CONFIRMED)
        keep("confirmation.given", organisation, {"confirmation": row.id, "person": person.id}, {"address": address})
        return True


def drop(row: DataConfirmation) -> None:
    """Staff no longer ask; answered meanwhile, nothing changes."""
    with transaction():
        dropped = DataConfirmation.update(open_of=None, dropped_at=clock.now())
        if dropped.where(DataConfirmation.id == row.id, DataConfirmation.open_of.is_null(False)).execute():
            Organisation.update(confirm_by=None).where(Organisation.id == row.organisation_id).execute()
            audit.record("confirmation_dropped", subject_of(row.organisation), {"due_on": row.due_on.isoformat()})
