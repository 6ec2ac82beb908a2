"""Every staff route × every role × not signed in: allowed or refused as the table says."""

import pytest
from tests.guards.staff_table import ALL, DOOR, ROUTES
from tests.web.staff import people

from phoenix.web import access

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def rules(app):
    """The routes below /equipe."""
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/equipe")]


def requests(app, endpoints):
    """(endpoint, method, address) of each of these routes; what an address names does not exist."""
    with app.test_request_context("/"):
        for rule in rules(app):
            if rule.endpoint in endpoints:
                values = {name: 1 if "int:" in rule.rule else "C-000000" for name in rule.arguments}
                address = app.url_for(rule.endpoint, **values)
                yield from ((rule.endpoint, method, address) for method in sorted(rule.methods & {"GET", "POST"}))


def test_the_table_is_complete(app):
    assert {rule.endpoint for rule in rules(app)} == set(ROUTES) | DOOR


def test_only_staff_pages_are_for_the_staff(app):
    staff = {name for name, view in app.view_functions.items() if view.access == access.STAFF}
    assert staff == set(ROUTES)
    assert all(rule.rule.startswith("/equipe") for rule in app.url_map.iter_rules() if rule.endpoint in staff)


def test_the_code_declares_what_the_table_says(app):
    for endpoint, roles in ROUTES.items():
        declared = set(app.view_functions[endpoint].roles)
        assert (declared | {"admin"} if declared else ALL) == roles, endpoint


def test_strangers_are_sent_to_the_door(app):
    for endpoint, method, address in requests(app, ROUTES):
        answer = app.test_client().open(address, method=method, headers=SAME_ORIGIN)
        assert answer.status_code == 303, endpoint
        assert answer.headers["Location"].startswith("/equipe/connexion"), endpoint


def test_half_way_in_nothing_is_open(app):
    client = app.test_client()
    people.give_password(client, people.member("admin"))
    token = _token(client)
    for endpoint, method, address in requests(app, ROUTES):
        assert _sent_to_the_door(_ask(client, token, method, address)), endpoint


@pytest.mark.parametrize("role", sorted(ALL))
def test_each_role_opens_what_the_table_says_and_nothing_else(app, role):
    client = app.test_client()
    people.staff(client, role)
    token = _token(client)
    for endpoint, method, address in requests(app, set(ROUTES) - {"staff_entrance.sign_out"}):
        answer = _ask(client, token, method, address)
        if role in ROUTES[endpoint]:
            assert answer.status_code in (200, 303, 404, 422), f"{method} {address}: {answer.status_code}"
            assert not _sent_to_the_door(answer), f"{method} {address} ends the session"
        else:
            assert answer.status_code == 403, f"{method} {address}: {answer.status_code}"


def _ask(client, token: str, method: str, address: str):
    return client.open(address, method=method, data={"csrf_token": token} if method == "POST" else None, headers=SAME_ORIGIN)


def _sent_to_the_door(answer) -> bool:
    return answer.status_code == 303 and "/equipe/connexion" in answer.headers["Location"]


def _token(client) -> str:
    """The token of the browser's session, which no page changes."""
    page = client.get("/fr-fr/contact").text
    return page.split('name="csrf_token" value="')[1].split('"')[0]
