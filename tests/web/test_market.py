"""The market in the address; switches keep the page, whatever the query says."""

import pytest

from phoenix.web.market import switch_url


def test_a_switch_keeps_the_page_and_its_query(app):
    with app.test_request_context("/fr-fr/a-propos?q=caf%C3%A9&page=2"):
        app.preprocess_request()
        assert switch_url(language="en") == "/en-fr/a-propos?q=caf%C3%A9&page=2"
        assert switch_url(country="ma") == "/fr-ma/a-propos?q=caf%C3%A9&page=2"


@pytest.mark.parametrize("query", ["_scheme=javascript&_external=1", "market=x", "_anchor=%22%3E", "endpoint=x"])
def test_a_query_never_bends_the_switch(app, query):
    with app.test_request_context(f"/fr-fr/a-propos?{query}"):
        app.preprocess_request()
        assert switch_url(language="en").startswith("/en-fr/a-propos?")


def test_a_page_outside_the_markets_switches_to_the_home_page(app):
    with app.test_request_context("/demo/mails/"):
        app.preprocess_request()
        assert switch_url(country="ma") == "/fr-ma/"


@pytest.mark.parametrize("prefix", ["de-fr", "fr-be", "FR-fr", "fr_fr"])
def test_other_markets_do_not_exist(client, prefix):
    assert client.get(f"/{prefix}/").status_code == 404


@pytest.mark.parametrize("host", ("localhost", "evil.example"))
def test_an_address_put_right_names_no_host(client, host):
    answer = client.get("/fr-fr?q=été", headers={"Host": host})
    assert answer.status_code == 308 and answer.headers["Location"] == "/fr-fr/?q=%C3%A9t%C3%A9"
