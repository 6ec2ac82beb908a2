"""The translators' desk: what is saved is on the site at once; nothing unsound or overtaken ever is (19a, 19b)."""

import re

import pytest
from tests import builders
from tests.desk_world import DESK, address, desk, legal_tree, unit_of  # noqa: F401
from tests.filled import see
from tests.web.staff.people import staff

from phoenix.catalogue.service import change_family_texts, change_texts
from phoenix.i18n import checks
from phoenix.outbox.models import Job
from phoenix.team.models import StaffAct
from phoenix.translating import service
from phoenix.translating.models import TextChange, TextUnit
from phoenix.web.models import SavedText, current_texts
from phoenix.web.words import saved

@pytest.fixture
def aicha(client, desk):
    return staff(client, "translator")


@pytest.fixture
def other(app, desk):
    """A second translator's browser."""
    browser = app.test_client()
    staff(browser, "translator")
    return browser


def text_with_placeholder() -> TextUnit:
    return TextUnit.select().where(TextUnit.domain == "messages", TextUnit.words.contains("number s")).first()


def test_a_saved_text_is_on_the_page_at_once_and_its_history_told(client, aicha):
    assert "Delivery note" not in see(client, "/en-fr/mentions-legales").text
    shown = see(client, address("Mentions légales")).submit("/texte", english="Delivery note")
    assert shown.status == 200 and "le site le montre dès maintenant" in shown.text
    assert "Delivery note" in see(client, "/en-fr/mentions-legales").text
    assert "Delivery note" in see(client, "/en-ma/a-propos").text  # in the footer, which is kept
    assert "Delivery note" not in see(client, "/fr-fr/mentions-legales").text
    assert aicha.name in shown.text and "Texte d’origine" in shown.text
    act = StaffAct.get(StaffAct.act == "text_saved")
    assert (act.member_id, act.before, act.after) == (aicha.id, ["Legal notice"], ["Delivery note"])


def test_words_of_the_code_follow_too(client, aicha):
    """What Python says by gettext, not only templates."""
    builders.plan(of=builders.product())
    builders.plan(of=builders.product())
    english = unit_of(service.find, "messages", "Notre ordre").english[0]
    assert english in see(client, "/en-fr/catalogue").text
    see(client, address("Notre ordre")).submit("/texte", english="As we like it")
    shown = see(client, "/en-fr/catalogue").text
    assert "As we like it" in shown and english not in shown


def test_the_list_filters_searches_and_counts(client, aicha):
    key = unit_of(service.find, "messages", "Mentions légales").key
    TextUnit.update(state="missing", english=[]).where(TextUnit.key == key).execute()
    assert "Mentions légales" in see(client, f"{DESK}?state=missing").text
    assert "Aucun texte ne correspond" in see(client, f"{DESK}?state=stale").text
    found = see(client, f"{DESK}?domain=messages&q=LEGALES+mentions")
    assert "Mentions légales" in found.text and len([f for f in found.forms if "/texte" in f["action"]]) < 20
    assert see(client, f"{DESK}?page=99999").status == 200
    assert see(client, f"{DESK}?page=abc&state=nonsense&domain=nonsense&q=%25").status == 200


def test_a_row_of_the_list_is_saved_where_it_stands(client, aicha):
    page = see(client, f"{DESK}?domain=messages&q=mentions+legales")
    key = re.search(r'id="text-(\w+)"', page.response.text)[1]
    saved_page = page.submit(f"{key}/texte", english="Imprint", follow=False)
    assert saved_page.status == 303
    assert saved_page.response.headers["Location"].endswith(f"?domain=messages&q=mentions+legales#text-{key}")
    form = see(client, f"{DESK}?domain=messages&q=mentions+legales").form(f"{key}/texte")
    assert form["values"]["english"].strip() == "Imprint"
    answer = client.post(form["action"], data={**form["values"], "english": "Legal notice"},
                         headers={"HX-Request": "true"})
    assert answer.status_code == 200 and answer.text.lstrip().startswith(f'<li class="desk-text" id="text-{key}"')


def test_placeholders_that_differ_are_refused_and_the_text_is_kept(client, aicha):
    unit = text_with_placeholder()
    before, stamp = unit.english, current_texts()
    page = see(client, f"{DESK}/messages/{unit.key}")
    assert "%(number)s" in page.text
    refused = page.submit("/texte", english="Some words with %(nombre)s")
    assert refused.status == 422
    assert "Reprenez exactement les valeurs à remplacer" in refused.text
    assert "Some words with %(nombre)s" in refused.form("/texte")["values"]["english"]
    assert TextUnit.get_by_id(unit.id).english == before
    assert (TextChange.select().count(), current_texts()) == (0, stamp)


def test_empty_words_and_markup_are_refused(client, aicha):
    for english in ("", "   ", "<script>alert(1)</script>", 'x" onclick="alert(1)', "100%"):
        refused = see(client, address("Mentions légales")).submit("/texte", english=english)
        assert refused.status == 422, english
    assert "Legal notice" in see(client, "/en-fr/mentions-legales").text


def test_every_plural_form_is_asked_for(client, aicha):
    unit = unit_of(service.find, "messages", "%(num)s offre", "%(num)s offres")
    page = see(client, f"{DESK}/messages/{unit.key}")
    assert "Anglais, singulier" in page.text and "Anglais, pluriel" in page.text
    form = page.form("/texte")
    one_form = {**form["values"], "english": ["%(num)s deal"]}
    assert client.post(form["action"], data=one_form).status_code == 422
    both = {**form["values"], "english": ["%(num)s deal", "%(num)s deals"]}
    assert client.post(form["action"], data=both).status_code == 303
    assert unit_of(service.find, "messages", *unit.french).english == ("%(num)s deal", "%(num)s deals")
    builders.plan(of=builders.product())
    assert "1 deal" in see(client, "/en-fr/catalogue").text


def test_the_second_of_two_translators_is_told_and_loses_nothing(client, aicha, other):
    mine, theirs = see(client, address("Mentions légales")), see(other, address("Mentions légales"))
    assert theirs.submit("/texte", english="Imprint").status == 200
    told = mine.submit("/texte", english="Legal information")
    assert told.status == 422 and "Quelqu’un a changé ce texte" in told.text and "Imprint" in told.text
    assert told.form("/texte")["values"]["english"].strip() == "Legal information"
    assert "Imprint" in see(client, "/en-fr/mentions-legales").text
    assert told.submit("/texte").status == 200  # having seen it, they insist
    assert "Legal information" in see(client, "/en-fr/mentions-legales").text
    assert [change.after for change in TextChange.select().order_by(TextChange.id)] == [["Imprint"], ["Legal information"]]


def test_the_same_words_twice_are_one_change(client, aicha, other):
    mine, theirs = see(client, address("Mentions légales")), see(other, address("Mentions légales"))
    assert mine.submit("/texte", english="Imprint").status == 200
    assert mine.submit("/texte", english="Imprint").status == 200
    assert theirs.submit("/texte", english="Imprint").status == 200
    assert TextChange.select().count() == 1


def test_an_earlier_text_comes_back_in_one_click(client, aicha):
    see(client, address("Mentions légales")).submit("/texte", english="Imprint")
    page = see(client, address("Mentions légales")).submit("/texte", english="Legal stuff")
    first = TextChange.select().order_by(TextChange.id).first()
    back = page.submit(f"/retour/{first.id}")
    assert "L’ancien texte est revenu" in back.text
    assert "Imprint" in see(client, "/en-fr/mentions-legales").text
    see(client, address("Mentions légales")).submit("/retour/0")
    assert "Legal notice" in see(client, "/en-fr/mentions-legales").text
    assert SavedText.select().count() == 0  # as the tree says it
    assert [change.cause for change in TextChange.select().order_by(TextChange.id)] == ["edit", "edit", "undo", "undo"]


def test_an_overtaken_undo_is_told(client, aicha, other):
    page = see(client, address("Mentions légales")).submit("/texte", english="Imprint")
    see(other, address("Mentions légales")).submit("/texte", english="Legal stuff")
    told = page.submit("/retour/0")
    assert told.status == 422 and "Legal stuff" in see(client, "/en-fr/mentions-legales").text


def test_a_text_of_nowhere_is_not_found(client, aicha):
    for path in ("messages/0000", "nonsense/0000", "products/p999999-name", "products/p1-slug", "products/x",
                 "products/p99999999999999999999-name"):
        assert client.get(f"{DESK}/{path}").status_code == 404, path


def test_a_translator_reaches_nothing_else(client, aicha):
    assert client.get(DESK).status_code == 200
    assert client.get("/equipe/membres").status_code == 403
    assert client.get("/equipe/journal").status_code == 403
    assert client.get("/fr-fr/compte").status_code == 303


def test_a_contract_paragraph_that_changed_is_french_until_redone(client, aicha, legal_tree):
    """clause 19b, from the new French to the mended English, and `check` says so on the way."""
    before, after = "de connaître nos activités, nos produits", "de découvrir nos activités, nos produits"
    number = legal_tree("conditions", before, after)
    english = client.get("/en-fr/conditions").text
    assert re.search(r'lang="fr"[^>]*>de découvrir nos activités', english)
    assert 'lang="fr"' not in client.get("/fr-fr/conditions").text.split("<main")[1]
    assert any("no English" in fault and "découvrir" in fault for fault in checks.everything(saved={"legal": saved("legal")}))
    waiting = see(client, f"{DESK}?domain=legal&state=stale")
    assert "de découvrir nos activités" in waiting.text
    french = TextUnit.get(TextUnit.domain == "legal", TextUnit.state == "stale").french[0]
    screen = see(client, address(french, "legal"))
    assert "Français d’avant" in screen.text and before.split(",")[0] in screen.text
    assert f"/en-fr/conditions/{number}" in screen.response.text
    proposed = screen.form("/texte")["values"]["english"].strip()
    assert proposed  # the English of the sentence before
    Job.delete().execute()
    screen.submit("/texte", english="discover what we do, our products and our services;")
    english = client.get("/en-fr/conditions").text
    assert "discover what we do" in english and "de découvrir" not in english
    assert checks.everything(saved={"legal": saved("legal")}) == []
    assert "Aucun texte ne correspond" in see(client, f"{DESK}?domain=legal&state=stale").text
    assert "en" in [job.payload["language"] for job in Job.select().where(Job.kind == "legal.pdf")]


def test_a_product_text_whose_french_changed_is_shown_in_french_until_redone(client, aicha):
    """clause 19b"""
    product = builders.product(summary_fr="Pour les essais.", summary_en="For trials.")
    builders.plan(of=product)
    path = f"/en-fr/catalogue/{product.slug}"
    assert "For trials." in see(client, path).text
    change_texts(product, summary_fr="Pour les grands essais.")
    shown = client.get(path).text
    assert '<p class="lead"><span lang="fr">Pour les grands essais.</span></p>' in shown and "For trials." not in shown
    assert '<span lang="fr">Pour les grands essais.</span>' in client.get("/en-fr/catalogue").text
    assert 'lang="fr">Pour les grands' not in client.get(path.replace("en-fr", "fr-fr")).text
    assert "Pour les grands essais." in see(client, f"{DESK}?domain=products&state=stale").text
    screen = see(client, f"{DESK}/products/p{product.id}-summary")
    assert "Français d’avant" in screen.text and "Pour les essais." in screen.text
    assert "À revoir" in screen.text and screen.form("/texte")["values"]["english"].strip() == "For trials."
    screen.submit("/texte", english="For great trials.")
    assert "For great trials." in see(client, path).text
    assert "Aucun texte ne correspond" in see(client, f"{DESK}?domain=products&state=stale").text
    assert "For great trials." in see(client, "/en-fr/catalogue?q=great+trials").text


def test_texts_of_families_and_descriptions_are_translated_too(client, aicha):
    product = builders.product(description_fr=["Un.", ["deux", "trois"]], description_en=["One.", ["two"]])
    builders.plan(of=product)
    change_family_texts(product.family, intro_fr="Une famille.", intro_en="")
    page = see(client, f"{DESK}?domain=products&state=missing")
    assert "Une famille." in page.text
    screen = see(client, f"{DESK}/products/p{product.id}-description")
    assert screen.form("/texte")["values"]["english"].strip() == "One.\n\n- two"
    screen.submit("/texte", english="One.\r\n\r\n- two\r\n- three")
    assert type(product).get_by_id(product.id).description_en == ["One.", ["two", "three"]]
    assert "<li>three</li>" in client.get(f"/en-fr/catalogue/{product.slug}").text
    too_long = see(client, f"{DESK}/products/p{product.id}-name").submit("/texte", english="x" * 300)
    assert too_long.status == 422 and "trop long" in too_long.text


def test_the_next_text_to_translate_follows(client, aicha):
    names = ("Mentions légales", "Propriété intellectuelle")
    TextUnit.update(state="missing", english=[]).where(
        TextUnit.domain == "legal", TextUnit.key.in_([unit_of(service.find, "legal", names[1]).key])).execute()
    waiting = TextUnit.get(TextUnit.state == "missing")
    TextUnit.update(state="stale", english=[], old_english=["x"]).where(
        TextUnit.domain == "legal", TextUnit.position == waiting.position + 1).execute()
    page = see(client, f"{DESK}/legal/{waiting.key}")
    form = page.form("/texte")
    answer = client.post(form["action"], data={**form["values"], "english": "Intellectual property", "then": "next"})
    following = TextUnit.get(TextUnit.state == "stale")
    assert f"/legal/{following.key}" in answer.headers["Location"]


def test_the_list_returns_to_itself_only(client, aicha):
    page = see(client, address("Mentions légales") + "?back=https://evil.example/")
    assert "evil.example" not in page.response.text
    form = page.form("/texte")
    answer = client.post(form["action"], data={**form["values"], "row": "1", "back": "//evil.example", "english": "Imprint"})
    assert answer.headers["Location"].startswith(DESK)


def test_a_number_of_texts_is_written_with_its_thousands_apart(client, aicha):
    text = client.get(DESK).get_data(as_text=True)
    written = re.search(r"(\d+\u202f\d{3}) textes", text)[1]
    assert int(written.replace("\u202f", "")) == TextUnit.select().count()
