"""A sentence of a template without English is French on the English page, and marked where it is text (clause 19b)."""

import pytest
from babel.support import Translations
from jinja2 import DictLoader, Environment

from phoenix.web import translated_templates
from phoenix.web.words import Saved


@pytest.fixture
def written(app, tmp_path):
    """What a template makes of sentences, of which « Panier » and « Prix » have English."""
    words = Saved(Translations(), {("Panier",): ("Cart",), ("Prix",): ("Price",), ("Bonjour %(name)s",): ("Hello %(name)s",)})

    def write(source: str, language: str = "en", name: str = "page.html", **values) -> str:
        main = Environment(loader=DictLoader({name: source}), autoescape=lambda name: name.endswith(".html"))
        main.globals["_"] = lambda text, **values: text % values
        cache = translated_templates.Compiled(tmp_path / language, source.encode())
        return translated_templates._environment(main, words, cache, language).get_template(name).render(**values)

    return write


def test_english_stands_in_the_place_of_french(written):
    assert written('<p>{{ _("Panier") }}</p><p>{{ _("Bonjour %(name)s", name="<Zoé>") }}</p>') == "<p>Cart</p><p>Hello &lt;Zoé&gt;</p>"


def test_french_that_stands_as_text_says_that_it_is_french(written):
    assert written('<p class="{{ x }}">{{ _("Livraison") }}</p>') == '<p class=""><span lang="fr">Livraison</span></p>'
    assert written('<p>{{ _("Prix") }} {{ _("Au revoir %(name)s", name="<Zoé>") }}</p>') == (
        '<p>Price <span lang="fr">Au revoir &lt;Zoé&gt;</span></p>'
    )


@pytest.mark.parametrize(
    "source",
    ['<a title="{{ _("Livraison") }}">x</a>', "<title>{{ _(\"Livraison\") }}</title>", '<option value="1">{{ _("Livraison") }}</option>',
     '<textarea>{{ _("Livraison") }}</textarea>', '{% set x = _("Livraison") %}<p>{{ x }}</p>'],
)
def test_where_no_element_may_stand_there_is_none(written, source):
    assert "Livraison" in written(source) and "span" not in written(source)


def test_neither_french_pages_nor_plain_text_are_marked(written):
    assert written('<p>{{ _("Livraison") }}</p>', "fr") == "<p>Livraison</p>"
    assert written('<p>{{ _("Livraison") }}</p>', name="mail.txt") == "<p>Livraison</p>"
