"""Every form that pages of customers and staff hold, sent as it stands there but for one answer: no error of ours."""

from __future__ import annotations

from collections import Counter, deque
from urllib.parse import urljoin, urlsplit

import pytest
from tests.filled import Shown
from tests.web.accounts.people import customer
from tests.web.ordering import bought, sign_in
from tests.web.staff import people
from werkzeug.exceptions import HTTPException
from werkzeug.routing.exceptions import RoutingException

from phoenix.catalogue.models import Plan
from phoenix.database import transaction
from phoenix.operations import load_demo
from phoenix.standing import closing, confirming, noticing

pytestmark = pytest.mark.timeout(600)
PAGES_OF_A_KIND = 2
ANSWERS = {"not sent": None, "sent twice": ["x", "y"], "digits without end": "9" * 5_000, "the last day of all": "9999-12-31"}
NOT_SENT = ("/deconnexion", "/demo/horloge")
STRIPE = "/paiement"  # is away here, and its pages say so (503)


class Undone(Exception):
    """What a form did is taken back."""


def endpoint_of(app, path: str, method: str) -> str | None:
    """Which route an address of ours leads to."""
    if urlsplit(path).netloc not in ("", "localhost"):
        return None
    try:
        return app.url_map.bind("localhost").match(urlsplit(path).path, method=method)[0]
    except (HTTPException, RoutingException):
        return None


def forms_of(app, client, start: str) -> dict[str, tuple[str, dict]]:
    """Each form to send that can be reached by links from a page: its route → its address, what it holds."""
    waiting, seen, kinds, found = deque([start]), set(), Counter(), {}
    while waiting:
        address = waiting.popleft().split("#")[0]
        kind = endpoint_of(app, address, "GET")
        if address in seen or kind is None or kinds[kind] >= PAGES_OF_A_KIND:
            continue
        seen.add(address)
        kinds[kind] += 1
        answer = client.get(address, buffered=True)
        if answer.location:
            waiting.append(urljoin(address, answer.location))
        if answer.location or answer.mimetype != "text/html":
            continue
        page = Shown(client, answer, answer.request.path)
        waiting.extend(urljoin(page.address, link) for link in page.links)
        for form in page.forms:
            target = urljoin(page.address, form["action"] or address)
            if form["method"] == "post" and not any(part in target for part in NOT_SENT):
                found.setdefault(endpoint_of(app, target, "POST"), (target, form))
    return found


def send_and_undo(client, target: str, values: dict) -> int:
    """The status of the answer; what it wrote is taken back."""
    status = []
    try:
        with transaction():
            status.append(client.post(target, data=values, headers={"Sec-Fetch-Site": "same-origin"}).status_code)
            raise Undone
    except Undone:
        return status[0]


def wrong_answers(client, forms: dict) -> list[tuple]:
    """The answers that make an error of ours: (address, field, which answer, status)."""
    wrong = []
    for target, form in forms.values():
        for name in sorted(form["names"] - {"csrf_token"}):
            for told, answer in ANSWERS.items():
                values = {key: value for key, value in {**form["values"], name: answer}.items() if value is not None}
                status = send_and_undo(client, target, values)
                if status >= 500 and not (status == 503 and STRIPE in target):
                    wrong.append((target, name, told, status))
    return wrong


@pytest.fixture
def buyer(app):
    """A customer with a subscription and a service, in a shop with the demo's catalogue."""
    with transaction():
        load_demo()
    buyer = customer()
    plans = {plan.commitment: plan for plan in Plan.select().where(Plan.commitment << ("P1Y", "none"))}
    bought(buyer, *((plan, 12, 2_050) for plan in plans.values()))
    return buyer


def test_no_answer_of_a_customer_makes_an_error_of_ours(app, client, buyer):
    sign_in(client, buyer)
    forms = forms_of(app, client, "/fr-fr/compte")
    assert len(forms) > 30
    assert wrong_answers(client, forms) == []


def test_no_answer_of_the_staff_makes_an_error_of_ours(app, client, buyer):
    noticing.send(buyer.organisation, "Réglez la facture.", "email", "", "key")
    closing.ask(buyer.organisation, buyer)
    confirming.ask(buyer.organisation)
    people.staff(client, "admin")
    forms = forms_of(app, client, "/equipe")
    assert len(forms) > 60
    assert wrong_answers(client, forms) == []
