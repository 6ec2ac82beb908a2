"""The visit's cookie: read as long as it is ours, also when it was written compressed."""

from __future__ import annotations

import time

import pytest
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature, SignatureExpired

from phoenix.web.visit import VisitCookie
from tests import builders
from tests.web.ordering import SAME_ORIGIN, add

VISIT = {"cart": "k" * 32, "csrf_token": "a" * 40, "added": 7, "_flashes": [("info", "Vu")]}


@pytest.fixture
def written(app):
    return VisitCookie().get_signing_serializer(app).dumps(VISIT)


def test_what_is_written_is_read_again(app, written):
    assert VisitCookie().get_signing_serializer(app).loads(written) == VISIT


def test_flask_and_we_read_each_other(app, written):
    theirs = SecureCookieSessionInterface().get_signing_serializer(app)
    assert theirs.loads(written) == VISIT
    long = {"text": "mot " * 200}
    assert VisitCookie().get_signing_serializer(app).loads(theirs.dumps(long)) == long


def test_a_cookie_read_before_still_expires(app, written, monkeypatch):
    serializer = VisitCookie().get_signing_serializer(app)
    first = serializer.loads(written, max_age=60)
    first["cart"] = "changed by its reader"
    assert serializer.loads(written, max_age=60) == VISIT
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(SignatureExpired):
        serializer.loads(written, max_age=60)


def test_a_cookie_read_before_must_be_the_same_to_the_last_sign(app, written):
    serializer = VisitCookie().get_signing_serializer(app)
    serializer.loads(written, max_age=60)
    with pytest.raises(BadSignature):
        serializer.loads(written[:-2] + ("AA" if written[-2:] != "AA" else "BB"), max_age=60)


def test_a_changed_cookie_is_a_new_visit(app, client, written):
    client.set_cookie("phoenix", written[:10] + "x" + written[11:])
    client.get("/fr-fr/contact")
    with client.session_transaction() as session:
        assert "cart" not in session


def test_only_the_visit_s_own_token_is_accepted_however_often_it_was_seen(app, client):
    plan = builders.plan()
    add(client, plan)
    assert add(client, plan).status_code == 303
    for token in ("", "x", "é", "a.b.c"):
        form = {"plan_id": plan.id, "csrf_token": token}
        assert client.post("/fr-fr/panier/lignes", data=form, headers=SAME_ORIGIN).status_code == 403
