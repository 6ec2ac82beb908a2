"""The translators' desk: what is saved is on the site at once, and nothing unsound or overtaken ever is (19a, 19b)."""

from tests.filled import see
from tests.web.staff.people import staff

from phoenix.translating import sync
from phoenix.translating.models import DONE, MISSING, TextChange, TextUnit
from phoenix.translating.tree import key_of

DESK = "/equipe/traductions"


def address(french: str, domain: str = "messages") -> str:
    return f"{DESK}/{domain}/{key_of(domain, (french,))}"


def test_a_saved_text_is_on_the_page_at_once(client):
    staff(client, "translator")
    assert "Delivery note" not in see(client, "/en-fr/mentions-legales").text
    page = see(client, DESK + "?q=mentions+legales")
    assert "Mentions légales" in page.text
    saved = see(client, address("Mentions légales")).submit("/texte", english="Delivery note")
    assert saved.status == 200 and "le site le montre dès maintenant" in saved.text
    assert "Delivery note" in see(client, "/en-fr/mentions-legales").text
    assert "Mentions légales" in see(client, "/fr-fr/mentions-legales").text
