"""From « Confirmer et payer » to the confirmation page, the worker stopped (python -m tests.bench.checkout).

Nobody makes PDFs or sends mails here: the page comes all the same, and the work is left in the outbox.
Stripe is localstripe, whose own time counts, for a customer waits for it too.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import tempfile
import time
from urllib.parse import urlencode

from tests.bench import shop
from tests.bench.report import Measure, report
from tests.bench.server import Visitor
from tests.gateways.fixtures import CARDS, browser_card
from tests.gateways.stripe_process import localstripe

ORDERS = 5
JSON = {**shop.FORM, "Accept": "application/json"}
LEFT = (
    "from app import app; app.app_context().push(); from phoenix.outbox.models import Job; "
    "from phoenix.messages.models import Message; "
    "print(Job.select().where(Job.done_at.is_null()).count(), Message.select().count())"
)


def measures() -> list[Measure]:
    """Seconds of the last click, and the work that nobody has done meanwhile."""
    with tempfile.TemporaryDirectory() as folder, localstripe() as stripe:
        values = {**shop.new_shop(folder), "PHOENIX_STRIPE_API_BASE": stripe}
        with shop.serve(values, workers=2) as (port, _):
            buyer, token = shop.customer(port, cart=False)
            seconds = [_order(buyer, token, stripe) for _ in range(ORDERS)]
        left, mails = map(int, shop.run(values, "-c", LEFT).split())
    return [
        Measure("« Confirmer et payer » to the confirmation page", statistics.median(seconds), 1, "s", "worker stopped"),
        Measure("PDFs and mails left to the worker", left, ORDERS, "", f"{ORDERS} orders, {mails} mails made", least=True),
    ]


def _order(buyer: Visitor, token: str, stripe: str) -> float:
    """An order up to its last click with a new card; seconds from there to the confirmation page."""
    assert shop.send(buyer, f"{shop.CART}/lignes", {"plan_id": 1, "quantity": 12}, token) == 303
    review = shop.page(buyer, "/fr-fr/commande")
    looked_at = re.search(r'name="looked_at"[^>]* value="([^"]*)"', review)[1]
    body = urlencode({"csrf_token": token, "looked_at": looked_at})
    status, headers, _ = buyer.ask("/fr-fr/commande", "POST", body, shop.FORM)
    assert status == 303, status
    address = headers["Location"]
    form = {"csrf_token": token, "documents": _documents(shop.page(buyer, address)), "means": "card"}
    told = _send(buyer, f"{address}/moyen", form)
    browser_card(stripe, told["client_secret"], CARDS["good"])
    began = time.perf_counter()
    done = _send(buyer, f"{address}/confirmation", {**form, "setup": told["setup"]})
    assert "commande" in shop.page(buyer, done["redirect"])
    return time.perf_counter() - began


def _documents(text: str) -> list[str]:
    """The documents to tick."""
    inputs = re.findall(r"<input[^>]*>", text)
    return [re.search(r'value="(\d+)"', each)[1] for each in inputs if 'name="documents"' in each]


def _send(buyer: Visitor, path: str, fields: dict) -> dict:
    """What payment.js sends, and the answer that it reads."""
    status, headers, content = buyer.ask(path, "POST", urlencode(fields, doseq=True), JSON)
    text = shop.plain(content, headers.get("Content-Encoding"))
    assert status == 200, (path, status, text[:300])
    return json.loads(text)


if __name__ == "__main__":
    sys.exit(report(measures))
