"""The desk's list, its products and its files on PostgreSQL: the same as on SQLite."""

import pytest
from tests import builders
from tests.desk_world import DESK, _read, address
from tests.filled import see
from tests.web.staff.people import staff
from tests.web.staff.test_translation_files import bring, changed, exported

from phoenix.catalogue.models import Product
from phoenix.catalogue.service import change_texts
from phoenix.translating import listing, tree

pytestmark = pytest.mark.postgresql


@pytest.fixture
def client(postgresql_app, monkeypatch):
    monkeypatch.setattr(tree, "read", _read)
    browser = postgresql_app.test_client()
    staff(browser, "translator")
    return browser


def test_from_the_list_to_the_site(client):
    product = builders.product(limits_fr="Trois au plus.")
    builders.plan(of=product)
    change_texts(product, summary_fr="Tout neuf.")
    for domain in ("", "messages", "legal", "products"):
        for state in ("", "missing", "stale", "done"):
            assert see(client, f"{DESK}?domain={domain}&state={state}&q=tests").status == 200
    counts = listing.counts()
    assert (counts["products", "stale"], counts["products", "missing"]) == (1, 1)
    see(client, f"{DESK}/products/p{product.id}-summary").submit("/texte", english="Brand new.")
    assert Product.get_by_id(product.id).stale_en == {}
    assert "Brand new." in see(client, f"/en-fr/catalogue/{product.slug}").text
    see(client, address("Mentions légales")).submit("/texte", english="Imprint")
    page = bring(client, changed(exported(client), "Mentions légales", "Colophon"))
    assert "1 texte différent" in page.text
    page.submit("/application")
    assert "Colophon" in see(client, "/en-fr/mentions-legales").text
    see(client, address("Mentions légales")).submit("/retour/0")
    assert "Legal notice" in see(client, "/en-fr/mentions-legales").text
