"""One structured line per request; names, keys and tokens never enter it."""

import json
import logging
from dataclasses import replace

import pytest


@pytest.fixture
def lines(app, caplog, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], log_requests=True))
    caplog.set_level(logging.INFO, "phoenix.request")
    return lambda: [json.loads(r.message) for r in caplog.records if r.name == "phoenix.request"]


def test_a_request_leaves_one_line_with_its_id(client, lines):
    answer = client.get("/fr-fr/contact")
    (line,) = lines()
    assert line["request"] == answer.headers["X-Request-Id"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/fr-fr/contact", 200)


def test_what_people_type_never_enters_the_log(client, lines, caplog):
    client.post(
        "/fr-fr/contact?email=camille@demo.example",
        data={"name": "Camille Démo", "email": "camille@demo.example", "body": "secret"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    client.get("/fr-fr/catalogue?q=camille")
    assert lines()
    assert "camille" not in caplog.text.lower()


def test_long_secrets_in_an_address_are_left_out(client, lines, caplog):
    token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9abcdef"
    client.get(f"/fr-fr/inscription/confirmation/{token}")
    assert lines()
    assert token not in caplog.text
