"""Everything held of a person or organisation: one table of tables, read by the page, the export and a guard.

A table that leads to a person and stands neither here nor in EXEMPT fails
tests/guards/test_personal_data.py (clauses 9.1, 9.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import peewee

from phoenix.accounts import models as accounts
from phoenix.accounts.models import Organisation, Person
from phoenix.barring import models as barring
from phoenix.care import models as care
from phoenix.care import review_models as reviews
from phoenix.cart import models as cart
from phoenix.contracts import models as contracts
from phoenix.database import Model
from phoenix.files import models as files
from phoenix.invoices import models as invoices
from phoenix.legal import models as legal
from phoenix.messages import models as messages
from phoenix.orders import models as orders
from phoenix.partners import models as partners
from phoenix.payments import models as payments
from phoenix.privacy import models as privacy
from phoenix.quotes import models as quotes
from phoenix.standing import models as standing
from phoenix.prospecting import models as prospecting
from phoenix.subscriptions import models as subscriptions

AT_ONCE = 500


class Whose(NamedTuple):
    """Whose data: an account's, or those that only carry an address of somebody without account."""

    organisation_id: int | None
    emails: tuple[str, ...]


class Held(NamedTuple):
    """A table: the group that it is shown in, the column that leads to its owner, what is never given out."""

    model: type[Model]
    group: str
    owner: peewee.Field
    secret: tuple[str, ...] = ()
    by_email: bool = False


FILE_SECRETS = ("key", "store")
QUOTE_SECRETS = ("key", "network", "email_key", "edition")
CLAIM_SECRETS = ("key", "network")
REVIEW_SECRETS = ("key", "open_of", "decided_by", "refused_by")
PERSON_SECRETS = ("password_hash", "totp_secret", "totp_last_step", "username_key", "email_key")
BLOCK_SECRETS = ("open_key", "began_by", "lifted_by")
STAFF_NAMES = ("open_of", "key", "sent_by", "received_by", "settled_by")

HELD = (
    Held(Organisation, "account", Organisation.id),
    Held(Person, "account", Person.organisation, PERSON_SECRETS),
    Held(accounts.PendingSignUp, "account", accounts.PendingSignUp.email_key, ("key_hash",), by_email=True),
    Held(accounts.ProfileChange, "account", accounts.ProfileChange.organisation),
    Held(accounts.ContactPreference, "choices", accounts.ContactPreference.person),
    Held(accounts.Restriction, "choices", accounts.Restriction.person),
    Held(prospecting.Interest, "choices", prospecting.Interest.person),
    Held(prospecting.PartnerShare, "choices", prospecting.PartnerShare.person),
    Held(accounts.LoginSession, "security", accounts.LoginSession.person, ("token_hash",)),
    Held(accounts.SignIn, "security", accounts.SignIn.person, ("account_key", "network")),
    Held(accounts.RecoveryCode, "security", accounts.RecoveryCode.person, ("code_hash",)),
    Held(privacy.LastSign, "security", privacy.LastSign.organisation),
    Held(privacy.IdleWarning, "security", privacy.IdleWarning.organisation),
    Held(cart.Cart, "orders", cart.Cart.organisation, ("key",)),
    Held(cart.CartItem, "orders", cart.CartItem.cart),
    Held(orders.Order, "orders", orders.Order.organisation, ("key",)),
    Held(orders.OrderLine, "orders", orders.OrderLine.order),
    Held(quotes.Quote, "quotes", quotes.Quote.organisation, QUOTE_SECRETS),
    Held(quotes.Quote, "quotes", quotes.Quote.email_key, QUOTE_SECRETS, by_email=True),
    Held(quotes.AskedLine, "quotes", quotes.AskedLine.quote),
    Held(quotes.AskedLine, "quotes", quotes.AskedLine.quote, by_email=True),
    Held(quotes.QuoteVersion, "quotes", quotes.QuoteVersion.quote, ("by",)),
    Held(quotes.QuoteVersion, "quotes", quotes.QuoteVersion.quote, ("by",), by_email=True),
    Held(quotes.QuoteLine, "quotes", quotes.QuoteLine.version),
    Held(quotes.QuoteLine, "quotes", quotes.QuoteLine.version, by_email=True),
    Held(quotes.QuoteEntry, "quotes", quotes.QuoteEntry.quote, ("key",)),
    Held(quotes.QuoteEntry, "quotes", quotes.QuoteEntry.quote, ("key",), by_email=True),
    Held(orders.ServiceDelivery, "orders", orders.ServiceDelivery.order_line, ("open_of", "key", "recorded_by", "undone_by")),
    Held(orders.OrderCancellation, "orders", orders.OrderCancellation.order, ("by",)),
    Held(contracts.SupplementaryQuote, "orders", contracts.SupplementaryQuote.order, ("open_of", "key", "by")),
    Held(legal.Acceptance, "documents", legal.Acceptance.organisation_id),
    Held(subscriptions.Subscription, "subscriptions", subscriptions.Subscription.organisation),
    Held(subscriptions.Term, "subscriptions", subscriptions.Term.subscription),
    Held(subscriptions.Lot, "subscriptions", subscriptions.Lot.subscription, ("key",)),
    Held(subscriptions.Period, "subscriptions", subscriptions.Period.subscription),
    Held(subscriptions.SubscriptionEvent, "subscriptions", subscriptions.SubscriptionEvent.subscription),
    Held(subscriptions.RenewalNotice, "subscriptions", subscriptions.RenewalNotice.subscription),
    Held(subscriptions.VendorTask, "subscriptions", subscriptions.VendorTask.subscription),
    Held(subscriptions.RemainingDue, "subscriptions", subscriptions.RemainingDue.organisation),
    Held(invoices.Invoice, "invoices", invoices.Invoice.organisation),
    Held(invoices.InvoiceLine, "invoices", invoices.InvoiceLine.invoice),
    Held(invoices.InvoiceEvent, "invoices", invoices.InvoiceEvent.invoice, ("key",)),
    Held(payments.StripeCustomer, "payments", payments.StripeCustomer.organisation),
    Held(payments.PaymentMethod, "payments", payments.PaymentMethod.organisation, ("fingerprint",)),
    Held(payments.Mandate, "payments", payments.Mandate.organisation),
    Held(payments.Payment, "payments", payments.Payment.organisation),
    Held(payments.Attempt, "payments", payments.Attempt.payment, ("key",)),
    Held(payments.Refund, "payments", payments.Refund.payment, ("key_of_credit", "form_key", "decided_by")),
    Held(payments.PaymentEvent, "payments", payments.PaymentEvent.payment),
    Held(payments.Collection, "payments", payments.Collection.organisation),
    Held(payments.DebitNotice, "payments", payments.DebitNotice.organisation),
    Held(payments.Withholding, "payments", payments.Withholding.organisation, ("open_of", "settled_by")),
    Held(payments.WithholdingChoice, "payments", payments.WithholdingChoice.organisation, ("open_of",)),
    Held(messages.Message, "messages", messages.Message.organisation_id, ("key",)),
    Held(messages.Message, "messages", messages.Message.to_address, ("key",), by_email=True),
    Held(care.ContactMessage, "messages", care.ContactMessage.email, ("key",), by_email=True),
    Held(care.ContactReply, "messages", care.ContactReply.message, ("key",), by_email=True),
    Held(care.Claim, "claims", care.Claim.organisation, CLAIM_SECRETS),
    Held(care.Claim, "claims", care.Claim.email, CLAIM_SECRETS, by_email=True),
    Held(care.ClaimEntry, "claims", care.ClaimEntry.claim, ("key",)),
    Held(care.ClaimEntry, "claims", care.ClaimEntry.claim, ("key",), by_email=True),
    Held(care.ClaimWait, "claims", care.ClaimWait.claim),
    Held(care.ClaimWait, "claims", care.ClaimWait.claim, by_email=True),
    Held(care.Settlement, "claims", care.Settlement.claim),
    Held(care.Settlement, "claims", care.Settlement.claim, by_email=True),
    Held(reviews.Review, "reviews", reviews.Review.organisation, REVIEW_SECRETS),
    Held(reviews.ReviewEntry, "reviews", reviews.ReviewEntry.review, ("key",)),
    Held(reviews.ReviewInvitation, "reviews", reviews.ReviewInvitation.organisation),
    Held(reviews.ReviewReport, "reviews", reviews.ReviewReport.organisation, ("key", "network")),
    Held(reviews.ReviewReport, "reviews", reviews.ReviewReport.email, ("key", "network"), by_email=True),
    Held(files.StoredFile, "files", files.StoredFile.organisation, FILE_SECRETS),
    Held(files.StoredFile, "files", files.StoredFile.email, FILE_SECRETS, by_email=True),
    Held(privacy.DataRequest, "requests", privacy.DataRequest.organisation, ("key", "email_hash")),
    Held(privacy.DataRequest, "requests", privacy.DataRequest.email, ("key", "email_hash"), by_email=True),
    Held(partners.PartnerApplication, "partners", partners.PartnerApplication.organisation, ("open_of", "decided_by")),
    Held(partners.Partnership, "partners", partners.Partnership.organisation, ("open_of", "end_by")),
    Held(partners.PartnerRate, "partners", partners.PartnerRate.organisation, ("set_by",)),
    Held(standing.Closure, "standing", standing.Closure.organisation, ("open_of", "settled_by")),
    Held(standing.FormalNotice, "standing", standing.FormalNotice.organisation, STAFF_NAMES),
    Held(standing.Suspension, "standing", standing.Suspension.organisation, ("open_of", "began_by", "lifted_by")),
    Held(barring.Block, "standing", barring.Block.organisation, BLOCK_SECRETS),
    Held(barring.Block, "standing", barring.Block.person, BLOCK_SECRETS),
    Held(standing.DataConfirmation, "standing", standing.DataConfirmation.organisation, ("open_of", "asked_by", "message")),
    Held(privacy.DataRequestEvent, "requests", privacy.DataRequestEvent.request),
)

# Tables that lead to a person and are not handed out, with the reason.
EXEMPT = {
    "archive_entry": "proof by hashes; what it proves is handed out from its own tables",
    "erasure": "made when there is nobody left to hand it to",
    "opposition": "a keyed hash that names nobody; the choice itself is handed out with the preferences",
    "cookie_choice": "names nobody: the number of the proof is in the browser only, which shows it",
    **dict.fromkeys(
        ("staff_member", "staff_session", "staff_code", "staff_act"), "our own people and their acts, not customers’ data"
    ),
}

GROUPS = tuple(dict.fromkeys(each.group for each in HELD))


def whose(organisation: Organisation) -> Whose:
    """All that belongs to an account: its people's addresses lead to what carries no other name."""
    rows = Person.select(Person.email, Person.email_key).where(Person.organisation == organisation).tuples()
    return Whose(organisation.id, tuple(sorted({email for row in rows for email in row})))


def counts(who: Whose) -> dict[str, int]:
    """How many rows of each group are held."""
    found = dict.fromkeys(GROUPS, 0)
    for each in HELD:
        if (mine := condition(each, who)) is not None:
            found[each.group] += each.model.select().where(mine).count()
    return found


def rows(each: Held, who: Whose) -> Iterator[dict]:
    """The rows of one table, a few hundred at a time, without their secrets."""
    mine = condition(each, who)
    last = 0
    while mine is not None:
        found = list(each.model.select().where(mine, each.model.id > last).order_by(each.model.id).limit(AT_ONCE).dicts())
        for row in found:
            yield {name: value for name, value in row.items() if name not in each.secret}
        if len(found) < AT_ONCE:
            return
        last = found[-1]["id"]


def condition(each: Held, who: Whose):
    """What makes a row of this table theirs; None where nothing can."""
    if each.by_email:
        return _addressed(each, who)
    if who.organisation_id is None:
        return None
    return _owned(each.owner, who.organisation_id)


def _addressed(each: Held, who: Whose):
    """What carries one of their addresses, or leads to a row that does."""
    if isinstance(each.owner, peewee.ForeignKeyField):
        parent = next(other for other in HELD if other.model is each.owner.rel_model and other.by_email)
        above = condition(parent, who)
        return None if above is None else each.owner.in_(parent.model.select(parent.model.id).where(above))
    theirs = each.owner.in_(who.emails) if who.emails else None
    return _not_twice(each, theirs, who)


def _not_twice(each: Held, theirs, who: Whose):
    """What an address leads to, without what the account leads to already."""
    direct = next((other for other in HELD if other.model is each.model and not other.by_email), None)
    if theirs is None or direct is None or who.organisation_id is None:
        return theirs
    return theirs & (direct.owner.is_null() | (direct.owner != who.organisation_id))


def _owned(field: peewee.Field, organisation_id: int):
    """A column that is the organisation's number, or leads to a row that is the organisation's."""
    if isinstance(field, peewee.ForeignKeyField) and field.rel_model is not Organisation:
        parent = next(other for other in HELD if other.model is field.rel_model and not other.by_email)
        return field.in_(parent.model.select(parent.model.id).where(_owned(parent.owner, organisation_id)))
    return field == organisation_id
