"""The one letter of this room: offers, with the link that ends them (clause 10.1)."""

from __future__ import annotations

from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.service import home_market
from phoenix.catalogue.cards import cards
from phoenix.catalogue.models import Product
from phoenix.config import settings
from phoenix.kernel.formats import amount
from phoenix.kernel.markets import Market
from phoenix.messages.service import send
from phoenix.partners.service import discounts
from phoenix.prospecting import links
from phoenix.prospecting.models import Campaign
from phoenix.prospecting.service import may_profile, may_write


def letter(payload: dict) -> None:
    """Outbox handler: the letter of offers, unless it is no longer wanted."""
    campaign = Campaign.get_by_id(payload["campaign"])
    person = Person.select(Person, Organisation).join(Organisation).where(Person.id == payload["person"]).first()
    if person is None or not may_write(person, "email"):
        return
    market = home_market(person)
    subject, paragraphs = campaign.content["texts"][market.language]
    send(
        "prospecting.letter",
        to=person.email,
        language=market.language,
        country=person.organisation.country,
        context={
            "name": person.full_name,
            "title": subject,
            "paragraphs": paragraphs,
            "offers": _offers(campaign.content["products"], person, market),
            "unsubscribe_url": links.unsubscribe_url(person, "email", market),
            "preferences_url": f"{settings().base_url}/{market.prefix}/compte/preferences",
        },
        organisation_id=person.organisation_id,
        key=f"letter:{campaign.id}:{person.id}",
    )


def _offers(slugs: list[str], person: Person, market: Market) -> list[dict]:
    """The letter's products with their lowest price, to a partner its own; their links tell of being opened for
    consenters only."""
    ids = dict(Product.select(Product.slug, Product.id).where(Product.slug.in_(slugs)).tuples())
    watched = may_profile(person)
    plain = f"{settings().base_url}/{market.prefix}/catalogue/"
    return [
        {
            "name": card.name,
            "summary": card.summary,
            "price": amount(card.price.minor, card.price.currency, market.language),
            "monthly": card.cheapest.commitment != "one_off",
            "url": links.offer_url(person, card.slug, market) if watched else plain + card.slug,
        }
        for card in cards([ids[slug] for slug in slugs if slug in ids], market, discounts(person.organisation))
    ]
