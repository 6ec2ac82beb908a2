"""What waits for the staff: each provider counts one kind of thing, by an index.

Add a line to PROVIDERS: the roles it concerns, and a function that gives a Todo.
"""

from __future__ import annotations

from datetime import timedelta

import peewee
from flask import url_for
from flask_babel import gettext as _

from phoenix.accounts.on_demand import library
from phoenix.barring import reading as reading_blocks
from phoenix.books.models import OPEN as OPEN_FINDING
from phoenix.books.models import Finding
from phoenix.care import review_reading, rules, service
from phoenix.care.models import Claim, ContactMessage
from phoenix.catalogue import plans
from phoenix.database import UtcField
from phoenix.files import reading as reading_files
from phoenix.contracts.models import UNANSWERED, SupplementaryQuote
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.partners import applying
from phoenix.payments import refunding
from phoenix.payments.models import Refund
from phoenix.privacy.models import OPEN, DataRequest
from phoenix.prospecting import sharing
from phoenix.quotes.models import Quote
from phoenix.quotes.rules import WARNED_BEFORE
from phoenix.staff import money_todos
from phoenix.staff.todo import Todo
from phoenix.standing import reading
from phoenix.subscriptions import force_majeure_reading
from phoenix.team import signals
from phoenix.team.models import StaffMember
from phoenix.team.rules import ACCOUNTING, ADMIN, SALES, SUPPORT, TRANSLATOR


def members_without_password() -> Todo:
    """Links given to new members and not followed."""
    waiting = StaffMember.select(peewee.fn.COUNT(StaffMember.id), peewee.fn.MIN(StaffMember.created_at)).where(
        StaffMember.password_hash.is_null(), StaffMember.disabled_at.is_null()
    )
    count, since = waiting.tuples().get()
    since = StaffMember.created_at.python_value(since)
    return Todo(_("Membres de l’équipe sans mot de passe"), count, url_for("staff_members.view"), since and since.date())


def texts_to_translate() -> Todo:
    """English that is missing."""
    return _texts("missing", _("Textes à traduire"))


def texts_left_behind() -> Todo:
    """English that its French left behind: the page shows the French meanwhile (clause 19b)."""
    return _texts("stale", _("Traductions dépassées par leur français"))


def _texts(state: str, label: str) -> Todo:
    counts = library("phoenix.translating.listing").counts()
    count = sum(many for (_domain, known), many in counts.items() if known == state)
    return Todo(label, count, url_for("staff_translations.view", state=state))


def plans_without_price() -> Todo:
    """Plans on sale that nobody can buy, for want of a price (clause 5a)."""
    days = {code: clock.today(country.timezone) for code, country in COUNTRIES.items()}
    count = plans.count_without_price(days)
    return Todo(_("Formules en vente sans prix"), count, url_for("staff_catalogue.view", state="unpriced"))


def quotes_to_price() -> Todo:
    """Requests for a quote that nobody has priced, the one that waits longest counts (clause 4.1d)."""
    return _quotes(Quote.state == "asked", Quote.created_at, _("Devis à chiffrer"), state="asked", sort="date")


def quotes_to_send() -> Todo:
    """Quotes that are priced and not sent."""
    return _quotes(Quote.state == "priced", Quote.created_at, _("Devis chiffrés à envoyer"), state="priced", sort="date")


def quote_questions() -> Todo:
    """Questions on quotes without an answer."""
    return _quotes(Quote.asked_since.is_null(False), Quote.asked_since, _("Questions sur des devis"), question="open")


def quotes_ending() -> Todo:
    """Quotes whose validity ends within days, without a word from the customer."""
    today = clock.today("Europe/Paris")
    soon = (Quote.state == "sent") & (Quote.valid_until <= today + timedelta(days=WARNED_BEFORE))
    count, first = Quote.select(peewee.fn.COUNT(Quote.id), peewee.fn.MIN(Quote.valid_until)).where(soon).tuples().get()
    return Todo(_("Devis bientôt expirés sans réponse"), count, url_for("staff_quote_list.view", state="sent"), due=Quote.valid_until.python_value(first))


def _quotes(waiting, since: UtcField, label: str, **chosen) -> Todo:
    count, first = Quote.select(peewee.fn.COUNT(Quote.id), peewee.fn.MIN(since)).where(waiting).tuples().get()
    first = since.python_value(first)
    return Todo(label, count, url_for("staff_quote_list.view", **chosen), first and first.date())


def data_requests() -> Todo:
    """Requests about personal data that wait for an answer: the one with the least time left counts (clause 9.3)."""
    waiting = DataRequest.select(peewee.fn.COUNT(DataRequest.id), peewee.fn.MIN(DataRequest.due_on)).where(
        DataRequest.state == OPEN
    )
    count, first = waiting.tuples().get()
    return Todo(_("Demandes sur les données sans réponse"), count, url_for("staff_data.view"), due=DataRequest.due_on.python_value(first))


def things_noticed() -> Todo:
    """What the software noticed and nobody has looked at."""
    count, since = signals.count_open()
    return Todo(_("Signalements à examiner"), count, url_for("staff_signals.view"), since and since.date())


def force_majeure_ripe() -> Todo:
    """Services that could not be given for more than thirty days: either side may end by letter (clause 13c)."""
    count, since = force_majeure_reading.count_ripe()
    return Todo(_("Force majeure de plus de trente jours"), count, url_for("staff_force_majeure.view"), since)


def addresses_stopped() -> Todo:
    """Addresses that the software blocked by itself: somebody may have to let one in again (clause 14b)."""
    count, since = reading_blocks.count_automatic()
    return Todo(_("Adresses bloquées automatiquement"), count, url_for("staff_blocks.view"), since and since.date())


def closures_asked() -> Todo:
    """Customers who asked for their closure."""
    count, since = reading.count_closures()
    return Todo(_("Clôtures à confirmer"), count, url_for("staff_closures.view"), since and since.date())


def refunds_refused() -> Todo:
    """Refunds that Stripe finally refused and that nobody tried again or paid otherwise (clause 5d)."""
    rows = refunding.refused().select(peewee.fn.COUNT(Refund.id), peewee.fn.MIN(Refund.created_at))
    count, since = rows.tuples().get()
    since = Refund.created_at.python_value(since)
    return Todo(_("Remboursements refusés par Stripe"), count, url_for("staff_refused_refunds.view"), since and since.date())


def supplements_unanswered() -> Todo:
    """Supplementary quotes that ended without an answer: staff decide what becomes of the order (clause 5d)."""
    rows = SupplementaryQuote.select(peewee.fn.COUNT(SupplementaryQuote.id), peewee.fn.MIN(SupplementaryQuote.asked_at))
    count, since = rows.where(SupplementaryQuote.state == UNANSWERED).tuples().get()
    since = SupplementaryQuote.asked_at.python_value(since)
    return Todo(_("Devis complémentaires sans réponse"), count, url_for("staff_supplements.view"), since and since.date())


def notices_unreceived() -> Todo:
    """Notices whose receipt nobody has confirmed."""
    count, since = reading.count_unreceived()
    return Todo(_("Mises en demeure dont la réception est à constater"), count, url_for("staff_notices.view"), since)


def notices_ripe() -> Todo:
    """Notices that had their five days without effect."""
    count, since = reading.count_ripe(clock.today("Europe/Paris"))
    return Todo(_("Mises en demeure restées sans effet"), count, url_for("staff_notices.view"), since)


def confirmations_late() -> Todo:
    """Data that were not confirmed in time."""
    count, since = reading.count_late(clock.today("Europe/Paris"))
    return Todo(_("Données non confirmées à temps"), count, url_for("staff_confirmations.view"), due=since)


def withdrawals_to_tell() -> Todo:
    """People whose consent ended and whom a partner still has (clause 10.2)."""
    count, since = sharing.waiting()
    return Todo(_("Retraits à signaler aux partenaires"), count, url_for("staff_partner_shares.view"), since and since.date())


def partner_applications() -> Todo:
    """Organisations that want to be partners and wait for an answer (clause 2c)."""
    count, since = applying.waiting()
    return Todo(_("Candidatures de partenaires"), count, url_for("staff_partners.applications"), since and since.date())


def claims_to_answer() -> Todo:
    """Claims that wait for an answer, by the day that it is due (clause 11a)."""
    waiting = Claim.select(peewee.fn.COUNT(Claim.id), peewee.fn.MIN(Claim.due_on)).where(Claim.state == rules.OPEN)
    count, due = waiting.tuples().get()
    return Todo(_("Réclamations sans réponse"), count, url_for("staff_claims.view"), due=Claim.due_on.python_value(due))


def reviews_to_read() -> Todo:
    """Reviews that nobody has decided on, by the day that a decision is due (clause 12b)."""
    count, due = review_reading.count_submitted()
    return Todo(_("Avis à lire"), count, url_for("staff_reviews.view"), due)


def reviews_reported() -> Todo:
    """Reports of reviews without a decision."""
    count, due = review_reading.count_reported()
    return Todo(_("Avis signalés à relire"), count, url_for("staff_reviews.view", state="reported"), due)


def messages_to_answer() -> Todo:
    """Messages of the contact form without an answer (clause 1a)."""
    return _messages(service.OPEN, _("Messages sans réponse"))


def messages_held() -> Todo:
    """Messages that look like a robot's: somebody should look."""
    return _messages(service.HELD, _("Messages retenus à vérifier"))


def _messages(state: str, label: str) -> Todo:
    columns = peewee.fn.COUNT(ContactMessage.id), peewee.fn.MIN(ContactMessage.id)
    count, oldest = ContactMessage.select(*columns).where(ContactMessage.state == state).tuples().get()
    row = ContactMessage.get_or_none(ContactMessage.id == oldest) if count else None
    return Todo(label, count, url_for("staff_messages.view", state=state), row and row.created_at.date())


def bulky_papers() -> Todo:
    """Orders whose papers are too many to check at the price paid (clause 5d)."""
    count, since = reading_files.bulky()
    return Todo(_("Papiers volumineux"), count, url_for("staff_files.view", view="bulky"), since and since.date())


def files_unscanned() -> Todo:
    """Files that the scanner has not looked at: it is away, or slow."""
    count, since = reading_files.waiting(clock.now())
    return Todo(_("Documents qui attendent l’antivirus"), count, url_for("staff_files.view", view="waiting"), since and since.date())


def to_reconcile() -> Todo:
    """Payments, invoices and Stripe that do not agree, and that nobody has explained."""
    open_ones = Finding.select(peewee.fn.COUNT(Finding.id), peewee.fn.MIN(Finding.day)).where(Finding.state == OPEN_FINDING)
    count, first = open_ones.tuples().get()
    return Todo(_("À rapprocher"), count, url_for("staff_reconciliation.view"), Finding.day.python_value(first))


PROVIDERS = (
    ((SUPPORT, ACCOUNTING), things_noticed),
    ((SUPPORT,), addresses_stopped),
    ((SUPPORT, ACCOUNTING), force_majeure_ripe),
    ((SUPPORT,), closures_asked),
    ((SUPPORT, ACCOUNTING), notices_ripe),
    ((SUPPORT, ACCOUNTING), notices_unreceived),
    ((ACCOUNTING,), refunds_refused),
    ((SUPPORT, ACCOUNTING), money_todos.overdue),
    ((SUPPORT, ACCOUNTING), money_todos.refused),
    ((ACCOUNTING,), money_todos.stuck),
    ((SALES, SUPPORT), money_todos.at_the_publisher),
    ((ADMIN,), money_todos.company_data),
    ((ACCOUNTING,), money_todos.certificates_missing),
    ((ACCOUNTING,), money_todos.certificates_to_check),
    ((TRANSLATOR,), texts_left_behind),
    ((SALES, SUPPORT, ACCOUNTING), supplements_unanswered),
    ((SALES, SUPPORT, ACCOUNTING), confirmations_late),
    ((ADMIN,), members_without_password),
    ((SALES,), plans_without_price),
    ((TRANSLATOR,), texts_to_translate),
    ((SALES,), partner_applications),
    ((SALES, SUPPORT), withdrawals_to_tell),
    ((SUPPORT,), claims_to_answer),
    ((SALES,), quotes_to_price),
    ((SALES,), quotes_to_send),
    ((SALES, SUPPORT), quote_questions),
    ((SALES,), quotes_ending),
    ((SUPPORT,), reviews_to_read),
    ((SUPPORT,), reviews_reported),
    ((SALES, SUPPORT), bulky_papers),
    ((ACCOUNTING,), to_reconcile),
    ((ADMIN, SUPPORT), files_unscanned),
    ((SUPPORT,), data_requests),
    ((SALES, SUPPORT, ACCOUNTING), messages_to_answer),
    ((SALES, SUPPORT, ACCOUNTING), messages_held),
)
