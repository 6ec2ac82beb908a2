"""Texts as .po files: taken away, brought back, compared, all or nothing (clause 19b)."""

import io
import re

import pytest
from babel.messages.pofile import read_po
from tests import builders
from tests.desk_world import DESK, address, desk, unit_of  # noqa: F401
from tests.filled import Shown, see
from tests.web.staff.people import staff

from phoenix.catalogue.models import Product
from phoenix.catalogue.service import change_texts
from phoenix.i18n import catalogues
from phoenix.translating import service
from phoenix.translating.models import TextChange, TextFile, TextUnit
from phoenix.web.models import SavedText

FILES = f"{DESK}/fichiers"


@pytest.fixture
def aicha(client, desk):
    return staff(client, "translator")


def exported(client, domain: str = "messages") -> str:
    answer = client.get(f"{FILES}/{domain}.po")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    return answer.text


def changed(content: str, french: str, english: str) -> str:
    """The file with other English for a text of one line."""
    pattern = rf'(msgid "{re.escape(french)}"\nmsgstr ")[^"]*"'
    found, count = re.subn(pattern, lambda match: f'{match[1]}{english}"', content)
    assert count == 1
    return found


def bring(client, content: str | bytes, domain: str = "messages", name: str = "messages-en.po") -> Shown:
    values = see(client, FILES).form("/depot")["values"]
    body = content if isinstance(content, bytes) else content.encode()
    values = {**values, "domain": domain, "file": (io.BytesIO(body), name)}
    answer = client.post(f"{FILES}/depot", data=values, content_type="multipart/form-data", follow_redirects=True)
    return Shown(client, answer, answer.request.path)


def english(french: str) -> str:
    return unit_of(service.find, "messages", french).english[0]


def test_what_goes_out_is_what_the_site_says(client, aicha):
    see(client, address("Mentions légales")).submit("/texte", english="Imprint")
    TextUnit.update(state="stale", english=[], old_french=["Le panier"], old_english=["The cart"]).where(
        TextUnit.key == unit_of(service.find, "messages", "Panier").key).execute()
    catalogue = catalogues.with_previous(read_po(io.StringIO(exported(client))))
    assert catalogue.get("Mentions légales").string == "Imprint"
    assert (catalogue.locale.language, catalogue.num_plurals) == ("en", 2)
    assert catalogue.get("Panier").fuzzy and list(catalogue.get("Panier").previous_id) == ["Le panier"]
    assert catalogue.get(("%(num)s offre", "%(num)s offres")).string == ("%(num)s offer", "%(num)s offers")
    assert len(catalogue) == TextUnit.select().where(TextUnit.domain == "messages", TextUnit.in_use).count()


def test_a_file_brought_back_unchanged_changes_nothing(client, aicha):
    page = bring(client, exported(client))
    assert page.status == 200 and "0 textes différents" in page.text
    assert not TextChange.select().exists()


def test_a_file_is_looked_at_first_and_then_applied_whole(client, aicha):
    content = changed(exported(client), "Mentions légales", "Imprint")
    page = bring(client, content)
    assert "1 texte différent" in page.text and "Imprint" in page.text and "Legal notice" in page.text
    assert "Imprint" not in see(client, "/en-fr/mentions-legales").text
    assert "1 texte changé" in page.submit("/application").text
    assert "Imprint" in see(client, "/en-fr/mentions-legales").text
    change = TextChange.get()
    assert (change.cause, change.by) == ("import", aicha.name)
    again = see(client, f"{FILES}/{TextFile.get().id}")
    assert "0 textes différents" in again.text


def test_what_changed_here_since_is_a_conflict_that_somebody_decides(client, aicha):
    content = changed(changed(exported(client), "Mentions légales", "Imprint"), "Panier", "Basket")
    see(client, address("Mentions légales")).submit("/texte", english="Legal stuff")
    see(client, address("Notre ordre")).submit("/texte", english="As we like it")  # the file is older here: no change
    page = bring(client, content)
    assert "2 textes différents" in page.text and "dont 1 conflit" in page.text
    undecided = page.submit("/application")
    assert undecided.status == 422 and "Choisissez un texte pour chaque conflit" in undecided.text
    assert (english("Panier"), english("Mentions légales")) == ("Cart", "Legal stuff")
    key = unit_of(service.find, "messages", "Mentions légales").key
    undecided.submit("/application", **{f"choice-{key}": "site"})
    assert (english("Panier"), english("Mentions légales"), english("Notre ordre")) == ("Basket", "Legal stuff", "As we like it")
    see(client, f"{FILES}/{TextFile.get().id}").submit("/application", **{f"choice-{key}": "file"})
    assert english("Mentions légales") == "Imprint"


def test_a_file_that_says_no_date_conflicts_with_whatever_was_changed_here(client, aicha):
    content = re.sub(r'"X-Phoenix-Change: \d+\\n"\n', "", changed(exported(client), "Mentions légales", "Imprint"))
    see(client, address("Mentions légales")).submit("/texte", english="Legal stuff")
    assert "dont 1 conflit" in bring(client, content).text


def test_lines_that_would_break_a_page_are_refused_with_their_number(client, aicha):
    content = changed(changed(exported(client), "Mentions légales", "<b>Imprint</b>"), "Panier", "Basket")
    line = content[: content.index('msgid "Mentions légales"')].count("\n") + 1
    page = bring(client, content)
    assert "1 ligne refusée" in page.text and f"Ligne {line}" in page.text and "balises HTML" in page.text
    refused = page.submit("/application")
    assert refused.status == 422 and english("Panier") == "Cart" and not SavedText.select().exists()
    refused.submit("/application", skip_refused="y")
    assert (english("Panier"), english("Mentions légales")) == ("Basket", "Legal notice")


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"%PDF-1.7", 'msgid "Panier\nmsgstr ""'.encode(), b'msgid "a"\nmsgstr[x] "b"\n']
)
def test_what_is_no_po_file_is_refused_in_words(client, aicha, content):
    page = bring(client, content)
    assert page.status in (200, 422)
    if page.status == 200:  # readable, and of no use
        assert "0 textes différents" in page.text
    else:
        assert "n’est pas un fichier .po lisible" in page.text
        assert not TextFile.select().exists()


def test_no_file_at_all_is_refused_in_words(client, aicha):
    page = see(client, FILES).submit("/depot")
    assert page.status == 422 and "Choisissez un fichier .po." in page.text


def test_a_file_of_another_site_is_left_aside(client, aicha):
    page = bring(client, 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Bonjour"\nmsgstr "Hello"\n')
    assert "0 textes différents" in page.text and "1 texte inconnu" in page.text


def test_texts_of_products_come_and_go_too(client, aicha):
    product = builders.product(description_fr=["Un.", ["deux"]], description_en=["One.", ["two"]])
    builders.plan(of=product)
    change_texts(product, summary_fr="Tout neuf.")
    content = exported(client, "products")
    catalogue = read_po(io.StringIO(content))
    assert catalogue.get("Tout neuf.", f"p{product.id}-summary").fuzzy
    content = content.replace("#, fuzzy\n", "").replace('"For tests."', '"Brand new."').replace("- two", "- two, and more")
    page = bring(client, content, "products", "products-en.po")
    assert "2 textes différents" in page.text
    page.submit("/application")
    row = Product.get_by_id(product.id)
    assert (row.summary_en, row.stale_en, row.description_en) == ("Brand new.", {}, ["One.", ["two, and more"]])
    assert "Brand new." in see(client, f"/en-fr/catalogue/{product.slug}").text


def test_an_unknown_file_or_domain_is_not_found(client, aicha):
    assert client.get(f"{FILES}/999").status_code == 404
    assert client.get(f"{FILES}/nonsense.po").status_code == 404


def test_commands_bring_the_tree_up_and_files_in(app, desk, tmp_path, monkeypatch):
    """`i18n export` writes the tree's own files; `i18n import` says first what would change."""
    folder = tmp_path / "translations"
    real = catalogues.po_path
    target = {domain: folder / f"{domain}.po" for domain in catalogues.DOMAINS}
    folder.mkdir()
    for domain, path in target.items():
        path.write_bytes(real(domain).read_bytes())
    monkeypatch.setattr(catalogues, "po_path", lambda domain, *_: target[domain])
    run = app.test_cli_runner().invoke
    exchange_file = tmp_path / "messages.po"
    assert run(args=["i18n", "export", "--to", str(tmp_path)]).exit_code == 0
    exchange_file.write_text(changed(exchange_file.read_text(), "Mentions légales", "Imprint"))
    dry = run(args=["i18n", "import", str(exchange_file), "--domain", "messages"])
    assert dry.exit_code == 0 and "1 differ" in dry.output and english("Mentions légales") == "Legal notice"
    assert "1 texts changed" in run(args=["i18n", "import", str(exchange_file), "--domain", "messages", "--apply"]).output
    assert english("Mentions légales") == "Imprint" and TextChange.get().by == "i18n import"
    done = run(args=["i18n", "export"])
    assert "messages: 1 texts" in done.output
    assert catalogues.read(target["messages"]).get("Mentions légales").string == "Imprint"
