"""Stripe's answer is lost: the page waits by itself, and moves on once the sweep has settled it."""

import re
import threading
from datetime import timedelta

import pytest
from werkzeug.serving import make_server

from phoenix.kernel import clock
from phoenix.payments import rules, sweep
from phoenix.payments.models import Payment
from tests import payment_world as world
from tests.payment_world import _front, front, localstripe_base  # noqa: F401
from tests.payment_world import shop as shop_on_front  # noqa: F401


@pytest.fixture
def address(shop_on_front):  # noqa: F811
    """This very shop, listening."""
    server = make_server("localhost", 0, shop_on_front, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


def test_the_page_waits_and_then_shows_the_confirmation(shop_on_front, address, front, chromium):  # noqa: F811
    lyon = world.person(world.organisation("fr"))
    card, order = world.card(lyon, front), world.order(lyon, world.plan())
    browser = shop_on_front.test_client()
    world.sign_in(browser, lyon)
    cookie = browser.get_cookie("phoenix")
    context = chromium.new_context(base_url=address)
    context.add_cookies([{"name": "phoenix", "value": cookie.value, "url": address}])
    page = context.new_page()
    page.goto(world.at(order))
    for box in page.locator("input[name=documents]").all():
        box.check()
    page.check(f"#means-stored-{card.id}")
    before = len(front.charges())
    front.fault("/v1/payment_intents", "lost")
    page.click("#payment-form button[type=submit]")
    page.wait_for_url("**/paiement/etat")
    assert page.inner_text("h1") == "Vérification de votre paiement"

    with clock.frozen(clock.now() + timedelta(minutes=2)):
        sweep.sweep()

    page.wait_for_url(re.compile(rf"/commande/{order.number}$"), timeout=10_000)
    assert page.inner_text("h1") == "Merci, votre commande est payée"
    assert Payment.get().state == rules.SUCCEEDED
    assert len(front.charges()) == before + 1
    context.close()
