"""From the application to the accepted agreement: asked, approved or refused, accepted (clauses 2c, 2e)."""

from __future__ import annotations

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.service import may_order
from phoenix.accounts.session import Visit
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.legal import service as legal
from phoenix.legal.models import DocumentVersion
from phoenix.partners import admitting, mails, rules, service
from phoenix.partners.evidence import keep, subject_of
from phoenix.partners.models import (
    ACCEPTED,
    APPROVED,
    ASKED,
    OPEN,
    REFUSED,
    WITHDRAWN,
    PartnerApplication,
    Partnership,
)
from phoenix.team import audit

AGREED = "partner agreement"  # what an acceptance outside of an order is about


def apply(organisation: Organisation, person: Person, **words: str) -> PartnerApplication:
    """Ask to be admitted (article 2.1), with `activity`, `customers`, `website` and `message`.

    NotProfessional, MayNotBind, AlreadyPartner; AlreadyAsked while an application is open.
    """
    with transaction():
        locked = _locked(organisation)
        check_may_ask(locked, person)
        row = PartnerApplication.create(
            organisation=locked, open_of=locked.id, person=person, asked_at=clock.now(), **words
        )
        mails.asked(row)
        keep("asked", locked, {"application": row.id, "person": person.id}, dict(words))
        return row


def check_may_ask(organisation: Organisation, person: Person) -> None:
    """A Refused that says why this person may not ask now; nothing when they may."""
    if organisation.kind != "professional":
        raise rules.NotProfessional()
    _check_may_bind(organisation, person)
    if service.partnership_of(organisation) is not None:
        raise rules.AlreadyPartner()
    if service.application_of(organisation) is not None:
        raise rules.AlreadyAsked()


def withdraw(application: PartnerApplication) -> None:
    """The customer takes the application back; NotOpen when it was decided against or accepted."""
    with transaction():
        _settle(application, OPEN, state=WITHDRAWN, open_of=None, settled_at=clock.now())
        keep("withdrawn", application.organisation, {"application": application.id})


def approve(application: PartnerApplication, level: str) -> None:
    """Staff admit the organisation at a level, once it has accepted the agreement; NotOpen."""
    rules.check_level(level)
    with transaction():
        organisation = application.organisation
        act = audit.record("partner_approved", subject_of(organisation), after={"application": application.id, "level": level})
        _settle(application, (ASKED,), state=APPROVED, level=level, decided_at=clock.now(), decided_by=act.by)
        mails.approved(application)
        keep("approved", organisation, {"application": application.id, "level": level}, {"by": act.by})


def refuse(application: PartnerApplication, reason: str) -> None:
    """Staff refuse, with the reason that the organisation is told in writing (article 2.1); NotOpen."""
    with transaction():
        organisation, now = application.organisation, clock.now()
        act = audit.record("partner_refused", subject_of(organisation), after={"application": application.id, "reason": reason})
        _settle(
            application, (ASKED, APPROVED),
            state=REFUSED, open_of=None, reason=reason, decided_at=now, decided_by=act.by, settled_at=now,
        )
        mails.refused(application, reason)
        keep("refused", organisation, {"application": application.id}, {"by": act.by, "reason": reason})


def agreement() -> list[DocumentVersion]:
    """The version of the partner agreement in force, as the acceptance takes it."""
    return legal.versions_in_force([legal.PARTNER_AGREEMENT])


def accept(
    application: PartnerApplication, person: Person, version_ids: list[int], language: str, visit: Visit
) -> Partnership:
    """The representative accepts the very version shown: only now is the organisation a partner (clause 2e).

    AgreementChanged when another one is in force, NotOpen, MayNotBind.
    """
    with transaction():
        organisation = _locked(application.organisation)
        _check_may_bind(organisation, person)
        _settle(application, (APPROVED,), state=ACCEPTED, open_of=None, settled_at=clock.now())
        version = _record(organisation, person, version_ids, language, visit)
        level = PartnerApplication.get_by_id(application.id).level
        row = admitting.begin(organisation, level, application)
        keep("accepted", organisation, {"application": application.id, "sha256": version.sha256, "person": person.id})
        mails.welcome(row)
        return row


def accept_again(partnership: Partnership, person: Person, version_ids: list[int], language: str, visit: Visit) -> None:
    """A partner accepts a version that came after the one it knows; AgreementChanged, MayNotBind, NotPartner."""
    with transaction():
        organisation = _locked(partnership.organisation)
        _check_may_bind(organisation, person)
        if service.partnership_of(organisation) is None:
            raise rules.NotPartner()
        _record(organisation, person, version_ids, language, visit)


def _record(organisation, person: Person, version_ids: list[int], language: str, visit: Visit) -> DocumentVersion:
    versions = agreement()
    if not legal.are_these(versions, version_ids):
        raise rules.AgreementChanged()
    legal.record_acceptance(
        versions,
        person_id=person.id,
        organisation_id=organisation.id,
        order_id=None,
        language=language,
        address=visit.address,
        user_agent=visit.user_agent,
        subject=AGREED,
    )
    return versions[0]


def _check_may_bind(organisation: Organisation, person: Person) -> None:
    if organisation.closed_at or organisation.suspended_at or not may_order(person):
        raise rules.MayNotBind()


def _settle(application: PartnerApplication, states: tuple[str, ...], **values) -> None:
    """Change an application that stands in one of these states; NotOpen when somebody was quicker."""
    mine = (PartnerApplication.id == application.id) & (PartnerApplication.state << states)
    if not PartnerApplication.update(**values).where(mine).execute():
        raise rules.NotOpen()


def _locked(organisation: Organisation) -> Organisation:
    return for_update(Organisation.select().where(Organisation.id == organisation.id)).get()


def waiting():
    """How many applications wait for staff, and since when the oldest does."""
    columns = peewee.fn.COUNT(PartnerApplication.id), peewee.fn.MIN(PartnerApplication.asked_at)
    count, since = PartnerApplication.select(*columns).where(PartnerApplication.state == ASKED).tuples().get()
    return count, PartnerApplication.asked_at.python_value(since)
