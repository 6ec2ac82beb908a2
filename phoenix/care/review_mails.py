"""The mails of reviews: the invitation, what became of one, what became of a report (clauses 12a, 12b)."""

from __future__ import annotations

from flask_babel import force_locale

from phoenix.accounts.models import Person
from phoenix.accounts.service import home_market
from phoenix.care.review_models import Review, ReviewEntry, ReviewReport
from phoenix.care.review_words import GROUNDS
from phoenix.catalogue.models import Product
from phoenix.config import settings
from phoenix.messages.service import send
from phoenix.prospecting import links


def invite(person: Person, products: list[Product], key: str) -> None:
    """Ask a customer what they think of what they bought: once, no reward, with the link that ends such mails."""
    market = home_market(person)
    context = {
        "name": person.full_name,
        "products": [{"name": str(each.name(market.language)), "slug": each.slug} for each in products],
        "unsubscribe_url": links.unsubscribe_url(person, "email", market),
        "preferences_url": f"{settings().base_url}/{market.prefix}/compte/preferences",
    }
    whose = person.organisation_id
    country = person.organisation.country
    send("care.review_invitation", person.email, market.language, country, context, key=key, organisation_id=whose)


def tell_author(row: Review, entry: ReviewEntry) -> None:
    """What became of a review: published, refused, withdrawn, kept after a report, answered."""
    person = row.person
    if person is None or row.organisation.closed_at is not None:
        return
    language = person.language
    context = {
        "name": person.full_name,
        "kind": entry.kind,
        "product": str(row.product.name(language)),
        "slug": row.product.slug,
        "title": row.title,
        "reference": row.reference,
        "ground": ground_in(language, entry.ground),
        "body": entry.body,
        "contestable": row.contested_at is None,
    }
    key, whose = f"review:{row.id}:author:{entry.id}", row.organisation_id
    send("care.review_news", person.email, language, row.country, context, key=key, organisation_id=whose)


def tell_reporter(row: Review, report: ReviewReport, kind: str, body: str, ground: str = "") -> None:
    """What became of a report: "kept", "withdrawn", or "gone" when the author deleted the review meanwhile."""
    if not report.email:
        return
    context = {
        "kind": kind,
        "product": str(row.product.name(report.language)),
        "slug": row.product.slug,
        "title": row.title,
        "ground": ground_in(report.language, ground),
        "body": body,
    }
    send(
        "care.review_report",
        report.email,
        report.language,
        report.country,
        context,
        key=f"review-report:{report.id}:{kind}",
        organisation_id=report.organisation_id,
    )


def ground_in(language: str, ground: str) -> str:
    """The published words of a ground."""
    with force_locale(language):
        return str(GROUNDS.get(ground, ""))
