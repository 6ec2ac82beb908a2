"""Untranslated, unsound or hard-coded words fail the build, and the check can really fail."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog
from jinja2 import Environment

from phoenix.i18n import catalogues, checks, hard_coded, typesetting, typography


def french(*msgids) -> Catalog:
    catalogue = Catalog()
    for msgid in msgids:
        catalogue.add(msgid)
    return catalogue


def english(**_no) -> Catalog:
    return Catalog(locale="en")


def faults(msgid, msgstr, **flags) -> list[str]:
    known = english()
    known.add(msgid, msgstr, **flags)
    return checks.translation_faults("messages", french(msgid), known)


def test_the_words_of_the_tree_are_complete_and_sound():
    assert checks.everything() == []


def test_missing_english_is_seen():
    assert "no English" in checks.translation_faults("messages", french("Panier"), english())[0]
    assert "no English" in faults("Panier", "")[0]
    assert "no English" in faults(("un siège", "des sièges"), ("one seat", ""))[0]


def test_fuzzy_english_is_seen():
    assert "fuzzy" in faults("Panier", "Basket", flags=["fuzzy"])[0]


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [
        ("Bonjour %(name)s", "Hello"),
        ("Bonjour %(name)s", "Hello %(nom)s"),
        ("Bonjour %(name)s", "Hello %(name)d"),
        (("%(num)s siège de %(name)s", "%(num)s sièges de %(name)s"), ("%(num)s seat", "%(num)s seats")),
    ],
)
def test_placeholders_that_differ_are_seen(msgid, msgstr):
    assert any("placeholders" in fault for fault in faults(msgid, msgstr))


def test_a_singular_may_leave_out_its_number():
    assert faults(("un siège", "%(num)s sièges"), ("one seat", "%(num)s seats")) == []


def test_tags_that_differ_are_seen():
    assert faults("<b>Total</b>", "<b>Total</b>") == []
    assert "tags" in faults("<b>Total</b>", "<i>Total</i>")[0]


def test_a_percent_sign_that_breaks_formatting_is_seen():
    assert "%" in faults("20 % de %(sum)s", "20 % of %(sum)s")[0]
    assert faults("20 %", "20%") == []


@pytest.mark.parametrize(
    "sentence",
    ["L'offre", "Total : 3", "Vraiment ?", "Total: 3", "Vraiment?", "« oui\u00a0»", "«\u00a0oui »", "«oui»"],
)
def test_bad_french_typography_is_seen(sentence):
    assert typography.faults(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["L’offre", "Total\u00a0: 3", "Vraiment\u202f?", "«\u00a0oui\u00a0»", "à 12:30", "https://taotp.store/?q=a",
     '<a href="x?y=1;z">ici</a>', "Quoi\u00a0?!"],
)
def test_good_french_typography_passes(sentence):
    assert typography.faults(sentence) == []


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Bonjour</p>",
        "<p>{{ n }} articles</p>",
        '<img alt="Le logo">',
        '<a title="Voir {{ x }}">{{ y }}</a>',
        '<input placeholder="Chercher">',
        '<button aria-label="Fermer"></button>',
        '<meta name="description" content="Une boutique">',
        "{% if a %}oui{% endif %}",
    ],
)
def test_hard_coded_words_are_seen(markup):
    assert hard_coded.in_markup(markup)


@pytest.mark.parametrize(
    "markup",
    [
        '<p>{{ _("Bonjour") }} {# un mot #}</p>',
        '<img alt="{{ _("Le logo") }}" src="logo.svg">',
        "<p>PHOENIX ALLIANCE · SIREN {{ siren }}, 12 €</p>",
        '<meta name="viewport" content="width=device-width">',
        '<script type="application/ld+json">{"name": "Boutique"}</script>',
        '<h{{ level }} class="title">{{ title }}</h{{ level }}>',
        "{% block body_class %}account-page{% endblock %}",
        "{% trans %}Bonjour{% endtrans %}",
    ],
)
def test_what_is_no_hard_coded_word_passes(markup):
    assert hard_coded.in_markup(markup) == []


def test_words_of_a_text_mail_are_seen():
    assert hard_coded.in_markup("{{ _('Bonjour') }},\n\nMerci\n", ".txt") == [(3, "Merci")]


def test_sentences_inside_expressions_are_seen():
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    assert hard_coded.in_expressions('{{ submit("Payer maintenant") }}', environment)
    assert hard_coded.in_expressions('{{ "Réglé" if paid }}', environment)
    assert not hard_coded.in_expressions('{{ submit(_("Payer maintenant")) }}', environment)
    assert not hard_coded.in_expressions('{{ icon("cart", "icon big") }}', environment)


def test_the_typography_of_msgids_is_held():
    assert checks.typography_faults("messages", french("L'offre : oui"))


def test_every_msgid_of_python_templates_and_texts_is_extracted():
    messages, legal = catalogues.extract("messages"), catalogues.extract("legal")
    assert messages.get("Mentions légales")
    assert legal.get("Propriété intellectuelle")
    assert len(legal) > 200


def test_an_update_takes_in_what_a_translator_delivers(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "TRANSLATIONS", tmp_path)
    monkeypatch.setattr(catalogues, "po_path", lambda domain: tmp_path / f"{domain}.po")
    monkeypatch.setattr(catalogues, "extract", lambda _domain: french("Panier", "Prix"))
    delivery = Catalog(locale="en")
    delivery.add("Panier", "Cart")
    catalogues.write(delivery, tmp_path / "delivery.po")
    catalogues.update("messages", [tmp_path / "delivery.po"])
    known = catalogues.read(tmp_path / "messages.po")
    assert (known.get("Panier").string, known.get("Prix").string) == ("Cart", "")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('_("L\'offre : « oui » ?")', '_("L’offre\u00a0: «\u00a0oui\u00a0»\u00a0?")'),
        ("_l('Vraiment?')", "_l('Vraiment\u00a0?')"),
        ('ngettext("%(num)s avis !", "%(num)s avis !", n)', 'ngettext("%(num)s avis\u00a0!", "%(num)s avis\u00a0!", n)'),
        ('_("Un : " "deux :")', '_("Un\u00a0: " "deux\u00a0:")'),
        ('other("Un : deux")', 'other("Un : deux")'),
        ('_("<a href=\'x ; y\'>Lien</a> : 12:30")', '_("<a href=\'x ; y\'>Lien</a>\u00a0: 12:30")'),
    ],
)
def test_typesetting_writes_what_the_check_wants(typed, printed):
    assert typesetting.typeset_source(typed) == printed
    assert typesetting.typeset_source(printed) == printed


def test_a_catalogue_that_cannot_be_written_is_left_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "messages.po"
    catalogue = catalogues.empty("en")
    catalogue.add("Bonjour", "Hello")
    catalogues.write(catalogue, path)
    before = path.read_bytes()

    def cut_off(stream, *_arguments, **_named):
        stream.write(b"# half of it")
        raise OSError

    monkeypatch.setattr(catalogues, "write_po", cut_off)
    with pytest.raises(OSError):
        catalogues.write(catalogue, path)
    assert path.read_bytes() == before
