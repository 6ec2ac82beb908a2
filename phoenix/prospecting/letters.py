"""Letters of offers: read from a file, owed to all who allow them, checked once more before each leaves (clause 10.1).

Sending one again goes on where it was cut off and writes to nobody twice.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator

from peewee import fn

from phoenix.accounts.models import ContactPreference, Organisation, Person
from phoenix.accounts.uses import PROSPECTING, restricted_ids
from phoenix.catalogue.models import Product
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES, LANGUAGES
from phoenix.kernel.values import frozen
from phoenix.outbox.service import enqueue
from phoenix.prospecting.models import Campaign
from phoenix.prospecting.service import may_write

JOB = "prospecting.letter"
BATCH = 200
KEY = re.compile(r"[a-z0-9][a-z0-9-]{2,60}")


class WrongLetter(ValueError):
    """The file cannot be sent; the message says what to change."""


@frozen
class Letter:
    """One letter: `texts` by language are (subject, paragraphs); `products` by slug."""

    key: str
    texts: dict[str, tuple[str, list[str]]]
    products: list[str]
    countries: list[str]


def read(source: str) -> Letter:
    """The letter of a TOML file; WrongLetter when something is missing or unknown."""
    try:
        given = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise WrongLetter(f"This is no TOML file: {error}") from None
    key = given.get("key")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise WrongLetter('Give it a key of small letters, digits and hyphens: key = "2026-12-rentree"')
    countries = given.get("countries", list(COUNTRIES))
    if not isinstance(countries, list) or not countries or set(countries) - set(COUNTRIES):
        raise WrongLetter(f"countries are some of {list(COUNTRIES)}")
    texts = {language: _text(given, language) for language in LANGUAGES}
    return Letter(key, texts, _products(given.get("products", [])), countries)


def _text(given: dict, language: str) -> tuple[str, list[str]]:
    text = given.get(language)
    text = text if isinstance(text, dict) else {}
    subject, body = text.get("subject"), text.get("text")
    if not (isinstance(subject, str) and subject.strip() and isinstance(body, str) and body.strip()):
        raise WrongLetter(f"[{language}] needs a subject and a text: who reads {language} gets this letter too.")
    return " ".join(subject.split()), [" ".join(part.split()) for part in body.split("\n\n") if part.strip()]


def _products(slugs) -> list[str]:
    known = {slug for (slug,) in Product.select(Product.slug).where(Product.active).tuples()}
    unknown = [str(slug) for slug in slugs if slug not in known] if isinstance(slugs, list) else [str(slugs)]
    if unknown:
        raise WrongLetter(f"No product on sale is called {', '.join(unknown)}.")
    return list(dict.fromkeys(slugs))


def recipients(countries: list[str]) -> Iterator[Person]:
    """Those to whom a letter would go now, in order of number."""
    after = 0
    while some := list(_asked(countries, after).limit(BATCH)):
        yield from (person for person in some if may_write(person, "email"))
        after = some[-1].id


def _asked(countries: list[str], after: int):
    """Whose last choice for e-mail is yes."""
    later = ContactPreference.alias()
    same = (later.person == ContactPreference.person) & (later.channel == ContactPreference.channel)
    superseded = later.select(later.id).where(same, later.id > ContactPreference.id)
    last_is_yes = ContactPreference.select(ContactPreference.person).where(
        ContactPreference.channel == "email",
        ContactPreference.allowed,
        ~fn.EXISTS(superseded),
    )
    query = Person.select(Person, Organisation).join(Organisation)
    query = query.where(Person.id > after, Person.id.in_(last_is_yes), Organisation.country.in_(countries))
    return query.where(Person.id.not_in(restricted_ids(PROSPECTING))).order_by(Person.id)


def send(letter: Letter, progress: Callable[[int], None] = lambda _count: None) -> int:
    """Owe the letter to all who allow it; how many it was owed to now. WrongLetter when its key was used for another."""
    campaign, sent = _campaign(letter), 0
    while campaign.finished_at is None:
        with transaction():
            some = list(_asked(letter.countries, campaign.asked_up_to).limit(BATCH))
            to = [person for person in some if may_write(person, "email")]
            for person in to:
                payload = {"campaign": campaign.id, "person": person.id}
                enqueue(JOB, payload, key=f"letter:{campaign.id}:{person.id}")
            campaign.asked_up_to = some[-1].id if some else campaign.asked_up_to
            campaign.finished_at = clock.now() if len(some) < BATCH else None
            campaign.save()
        sent += len(to)
        progress(sent)
    return sent


def _campaign(letter: Letter) -> Campaign:
    texts = {language: list(text) for language, text in letter.texts.items()}
    content = {"texts": texts, "products": letter.products, "countries": letter.countries}
    with transaction():
        Campaign.insert(key=letter.key, content=content, created_at=clock.now()).on_conflict_ignore().execute()
        campaign = Campaign.get(Campaign.key == letter.key)
    if campaign.content != content:
        raise WrongLetter(f"The key {letter.key} was used for another letter: give this one its own.")
    return campaign

