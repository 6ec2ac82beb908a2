"""No input, however wrong, makes an error of ours: every POST route is fed with it."""

import re

import pytest

from tests.web.accounts import people

NASTY = {
    "nothing": "",
    "text": "<script>alert(1)</script>' OR 1=1 --",
    "long": "x" * 20_000,
    "number": "99999999999999999999999",
    "negative": "-1",
    "decimal": "1.5",
    "unicode": "\u202e\ufeff\U0001f600é\u0000"[:-1],
    "spaces": " \t\n ",
}
# Stripe is away in this test, and these addresses say so.
NEEDS_STRIPE = ("/fr-fr/compte/paiement/preparation",)
FIELDS = (
    "plan_id quantity email username password name organisation_name siren siret vat_number ice rc tax_id phone "
    "postal_code city country kind subject body key code token next line position item method method_id iban holder "
    "setup_intent documents versions terms reference purchase_reference language first_name last_name address_line1 until "
    "title about wanted website shown rating experienced_on shown_as reason ground version request "
    "lines-0-what lines-0-quantity lines-0-unit lines-0-percent lines-0-agreed "
    "refusal-reason refusal-version renewal-body renewal-key percent wished valid_until message"
).split()


def posts(app):
    """Every POST route outside the webhook, with arguments that might exist."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "POST" in rule.methods and rule.endpoint not in ("stripe.webhook", "accounts.sign_out"):
            known = {"market": "fr-fr", "number": "CF-2026-000001"}
            yield rule, {name: known.get(name, "1") for name in rule.arguments}


def addresses(app):
    """The address of each POST route."""
    found = []
    for rule, arguments in posts(app):
        path = rule.rule
        for name in rule.arguments:
            converters = [part for part in path.split("<") if part.split(">")[0].split(":")[-1] == name]
            path = path.replace(f"<{converters[0].split('>')[0]}>", str(arguments[name]))
        found.append(path)
    return found


def token_of(client) -> str:
    """The token of the session, as the contact form shows it."""
    text = client.get("/fr-fr/contact").text
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)[1]


def wrongs(app, client, kind: str) -> list:
    """The POST routes that answer this input with an error of ours."""
    wrong = []
    for path in addresses(app):
        data = {**dict.fromkeys(FIELDS, NASTY[kind]), "csrf_token": token_of(client)}
        answer = client.post(path, data=data, headers={"Sec-Fetch-Site": "same-origin"})
        if answer.status_code >= 500 and not (answer.status_code == 503 and path in NEEDS_STRIPE):
            wrong.append((path, answer.status_code))
    return wrong


@pytest.mark.parametrize("kind", NASTY)
def test_no_bad_input_of_a_visitor_makes_an_error_of_ours(app, client, kind):
    assert len(addresses(app)) > 10
    assert wrongs(app, client, kind) == []


@pytest.mark.parametrize("kind", NASTY)
def test_no_bad_input_of_a_customer_makes_an_error_of_ours(app, client, kind):
    people.sign_in(client, people.customer())
    assert wrongs(app, client, kind) == []


@pytest.mark.postgresql
def test_nor_on_postgresql(postgresql_app):
    client = postgresql_app.test_client()
    people.sign_in(client, people.customer())
    for kind in NASTY:
        assert wrongs(postgresql_app, client, kind) == []


@pytest.mark.parametrize("kind", NASTY)
def test_no_bad_query_makes_an_error_of_ours(app, client, kind):
    wrong = []
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments - {"market"}:
            path = rule.rule.replace("<market:market>", "en-ma")
            query = dict.fromkeys(("q", "famille", "editeur", "page", "tri", "type", "next", "from", "to", "annee"), NASTY[kind])
            answer = client.get(path, query_string=query)
            if answer.status_code >= 500:
                wrong.append((path, answer.status_code))
    assert not wrong


def test_a_nul_character_is_refused(client):
    assert client.get("/fr-fr/catalogue?q=%00").status_code == 400


def test_a_number_beyond_any_row_is_not_found(client):
    assert client.get(f"/demo/mails/{10**30}").status_code == 404
