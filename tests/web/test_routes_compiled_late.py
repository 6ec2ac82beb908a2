"""A route's writer of addresses is compiled at its first address, and writes what Werkzeug's writes."""

import pytest
from flask import Flask, url_for
from phoenix.web import routes


def an_app(late: bool) -> Flask:
    app = Flask(__name__)
    if late:
        routes.init_app(app)
    for rule in ("/", "/a/<int:number>", "/a/<int:number>/<path:rest>", "/<name>/fin/"):
        app.add_url_rule(rule, f"page {rule}", lambda **_: "")
    return app


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("/", {}),
        ("/", {"q": "été & neige"}),
        ("/a/<int:number>", {"number": 3}),
        ("/a/<int:number>", {"number": 3, "page": 2}),
        ("/a/<int:number>/<path:rest>", {"number": 3, "rest": "x/é"}),
        ("/<name>/fin/", {"name": "deux mots", "_anchor": "bas"}),
    ],
)
def test_addresses_are_the_same_at_the_first_and_the_second_time(rule, values):
    late, early = an_app(late=True), an_app(late=False)
    with early.test_request_context():
        expected = url_for(f"page {rule}", **values)
    with late.test_request_context():
        assert [url_for(f"page {rule}", **values) for _ in range(2)] == [expected, expected]


def test_every_route_of_the_shop_is_such_a_one(app):
    assert all(isinstance(rule, routes.Route) for rule in app.url_map.iter_rules())
