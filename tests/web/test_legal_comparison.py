"""Two versions compared, as visitors read them: told in words and lines, not by colour (clauses 2b, 19)."""

from __future__ import annotations

import re
from datetime import date

import pytest
from tests.filled import see

from phoenix.legal import publishing, service
from phoenix.legal.models import versions_of

HERE = "/fr-fr/confidentialite/comparaison"


def test_what_went_and_what_came_is_said_to_the_ear_too(client):
    page = client.get(f"{HERE}?de=1&a=2").get_data(as_text=True)
    assert re.search(r"<del><span class=\"hidden\">\[supprimé\u00a0: </span>", page)
    assert re.search(r"<ins><span class=\"hidden\">\[ajouté\u00a0: </span>", page)
    assert "Modifié" in page and "Ajouté" in page


def test_without_a_choice_it_compares_the_version_in_force_with_the_one_before(client):
    assert "Comparaison de la version 2" in see(client, HERE).text


def test_two_versions_are_chosen_in_the_form(client):
    shown = see(client, HERE)
    form = shown.form("/comparaison")
    assert form["method"] == "get" and form["values"] == {"de": "2", "a": "3"}
    back = see(client, f"{HERE}?de=2&a=1")
    assert back.status == 200 and "Comparaison de la version 2" in back.text


@pytest.mark.parametrize("query", ["de=9&a=2", "de=1&a=x", "de=&a=", "de=2&a=2", "de=99999999999999999999&a=1"])
def test_a_choice_that_is_none_is_refused_in_words(client, query):
    shown = see(client, f"{HERE}?{query}")
    assert shown.status == 422 and "Choisissez" in shown.text


def test_a_document_with_one_version_has_nothing_to_compare(client):
    assert client.get("/fr-fr/conditions/comparaison").status_code == 404
    assert "comparaison" not in client.get("/fr-fr/conditions").get_data(as_text=True)


def test_english_readers_compare_english_and_are_led_to_the_french(client):
    """clause 19a"""
    page = client.get("/en-fr/confidentialite/comparaison").get_data(as_text=True)
    assert "[added:" in page and 'href="/fr-fr/confidentialite/comparaison"' in page
    assert "legal-stale" not in page


def test_a_sentence_not_yet_translated_is_compared_in_french_and_marked(client):
    """clause 19b"""
    text = versions_of("cookies")[0].source + "\nUne phrase que personne n’a traduite.\n"
    publishing.publish_next("cookies", max(date.today(), versions_of("cookies")[0].in_force_on), text)
    page = client.get("/en-fr/cookies/comparaison?de=2&a=3").get_data(as_text=True)
    assert re.search(r'<p lang="fr"><ins><span class="hidden">\[added: </span>Une phrase', page)
    assert "are shown in French" in page


def test_every_version_leads_to_what_it_changed(client):
    page = client.get("/fr-fr/cookies").get_data(as_text=True)
    assert "/fr-fr/cookies/comparaison?de=1&amp;a=2" in page
    assert service.version_in_force("cookies").number == 2
