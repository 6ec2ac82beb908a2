"""Nobody reaches what is another's: every route that names a row is walked by a stranger (clause 14b)."""

import io

import pytest
from tests import payment_world as world
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401

from phoenix.accounts.models import LoginSession
from phoenix.accounts.session import Visit
from phoenix.care import claims, reviews, settlements
from phoenix.cart.models import Cart, CartItem
from phoenix.files import service as files
from phoenix.files.models import StoredFile
from phoenix.catalogue.models import Plan
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.markets import market_of
from phoenix.payments.models import PaymentMethod
from phoenix.privacy import service as privacy
from phoenix.privacy.service import Asked
from phoenix.quotes import asking
from phoenix.subscriptions.models import Lot, Subscription

OPEN_TO_ALL = ("legal.", "catalogue.", "reviews.", "third_party.", "demo_mailbox.", "staff_")
BY_MAIL = ("token",)


@pytest.fixture
def owned(shop, front):  # noqa: F811
    """What a customer in Lyon owns, by the name of the argument that a route gives it."""
    lyon = world.person(world.organisation("fr"))
    card = world.card(lyon, front)
    paid = world.order(lyon, world.plan())
    world.pay(paid, lyon, card)
    waiting = world.order(lyon, world.plan())
    Invoice.update(pdf_sha="0" * 64).execute()
    LoginSession.create(person=lyon, token_hash="lyon")
    asked = privacy.ask(lyon, Asked("access", "key"), Visit("192.0.2.1", "Firefox"))
    return {
        "orders": [paid.number, waiting.number],
        "invoices": [Invoice.get().number],
        "subscriptions": [Subscription.get().number],
        "lot_id": [Lot.get().id],
        "item": [CartItem.get().id],
        "method_id": [card.id],
        "session_id": [LoginSession.get().id],
        "position": [1],
        "reference": [asked.reference],
        "claim": [_claim(lyon).reference],
        "quotes": [asking.start(lyon, "Aïcha").number],
        "version": [1],
        "file": [_paper(lyon, paid).key],
        "review": [_review(lyon).reference],
    }


def _paper(person, order):
    """A paper that they sent about an order."""
    checked = files.check(io.BytesIO(b"Deux pages."), "mot.txt")
    sender = files.Sender(person.organisation, person)
    return files.receive(checked, files.Subject("order", order.number, "fr"), sender)


def _claim(person):
    """A complaint with its record."""
    written = {"key": "lyon", "subject": "order", "title": "Sièges", "body": "Il en manque deux."}
    row = claims.receive(written, market_of("fr", "fr"), person=person)
    draft = {**dict.fromkeys(settlements.WRITTEN), "offered": "", "terms": "", **settlements.draft(row)}
    settlements.record(row.id, row.version, draft, "Aïcha")
    return row


def _review(person):
    """What the customer thinks of what was paid."""
    today = clock.today("Europe/Paris")
    written = {"key": "lyon", "rating": 4, "title": "Bien", "body": "Rien à dire.", "experienced_on": today, "shown_as": "initials"}
    return reviews.write(person, Plan.get().product, written, "fr")


def test_a_stranger_finds_nothing_of_anothers(shop, owned):  # noqa: F811
    client = shop.test_client()
    stranger = world.person(world.organisation("fr", "Autre Maison"))
    world.sign_in(client, stranger)
    Cart.create(key="stranger", organisation=stranger.organisation_id, country="fr")
    walked = 0
    for rule in shop.url_map.iter_rules():
        names = rule.arguments - {"market"}
        if not names or names & set(BY_MAIL) or rule.endpoint.startswith(OPEN_TO_ALL):
            continue
        for method in rule.methods & {"GET", "POST"}:
            for address in _addresses(shop, rule, names, owned):
                status = client.open(address, method=method, data=_token(client)).status_code
                assert status == 404, f"{method} {address} answers {status}"
                walked += 1
    assert walked >= 35
    assert CartItem.select().exists()
    assert PaymentMethod.get().removed_at is None
    assert StoredFile.select().exists()
    assert LoginSession.get(LoginSession.token_hash == "lyon").ended_at is None


def _addresses(app, rule, names, owned):
    known = dict(owned)
    kinds = {"invoice": "invoices", "subscription": "subscriptions", "quotes.": "quotes"}
    kind = next((owned[name] for word, name in kinds.items() if word in rule.endpoint), owned["orders"])
    known["number"] = kind
    missing = names - set(known)
    assert not missing, f"{rule.endpoint}: say whose {missing} is"
    with app.test_request_context("/fr-fr/"):
        for number in range(max(len(known[name]) for name in names)):
            values = {name: known[name][min(number, len(known[name]) - 1)] for name in names}
            yield app.url_for(rule.endpoint, **values)


def _token(client) -> dict:
    page = client.get("/fr-fr/compte/preferences").get_data(as_text=True)
    return {"csrf_token": page.split('name="csrf_token" value="')[1].split('"')[0]}
