"""Every route has said who may use it, and changes come by POST to addresses of their own."""

import pytest

from phoenix.web import access

KNOWN = {access.PUBLIC, access.SIGNED_IN, access.MACHINE, access.STAFF}


def views(app):
    """Each endpoint with its view."""
    return sorted(app.view_functions.items())


def test_every_route_declares_who_may_use_it(app):
    undecided = [name for name, view in views(app) if getattr(view, "access", None) not in KNOWN]
    assert not undecided


def test_only_the_webhook_and_one_click_unsubscription_are_for_machines(app):
    machines = [name for name, view in views(app) if view.access == access.MACHINE]
    assert machines == ["prospecting.one_click", "stripe.webhook"]


def test_my_account_is_for_signed_in_customers_only(app):
    rules = [rule for rule in app.url_map.iter_rules() if "/compte" in rule.rule]
    assert rules
    assert all(app.view_functions[rule.endpoint].access == access.SIGNED_IN for rule in rules)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_changes_come_by_post_only(app, method):
    assert not [rule.rule for rule in app.url_map.iter_rules() if method in rule.methods]
