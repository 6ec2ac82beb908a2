"""What is counted of a request names pages and sites, never anybody."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.audience import rules

DAY = date(2026, 11, 26)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/fr-fr/", "/fr-fr/"),
        ("/en-ma/catalogue/microsoft-365", "/en-ma/catalogue/microsoft-365"),
        ("/fr-fr/conditions/1", "/fr-fr/conditions/1"),
        ("/fr-fr/compte/factures/FR-000042", "/fr-fr/compte"),
        ("/fr-fr/commande/CF-000042/paiement", "/fr-fr/commande"),
        ("/fr-fr/inscription/confirmation/eyJpZCI6MX0.abc", "/fr-fr/inscription"),
        ("/fr-fr/demo/horloge", None),
        ("/equipe/audience", None),
        ("/healthz", None),
        ("/fr-fr/catalogue/<script>", None),
    ],
)
def test_a_page_is_its_address_where_that_names_nobody(path, page):
    assert rules.page_of(path) == page


@given(st.text())
def test_any_path_is_counted_short_or_not_at_all(path):
    assert len(rules.page_of(path) or "") <= rules.LONGEST


@pytest.mark.parametrize("name", ["", "Googlebot/2.1", "curl/8.1", "python-requests/2", "Mozilla/5.0 HeadlessChrome/140", "bingbot/2.0"])
def test_programs_are_left_out(name):
    assert rules.is_program(name)


@pytest.mark.parametrize("name", [FIREFOX, PHONE])
def test_people_are_not(name):
    assert not rules.is_program(name)


@pytest.mark.parametrize(
    ("referrer", "host"),
    [
        ("https://www.example.org/secret?q=1", "example.org"),
        ("https://user:word@news.example.org:8080/x", "news.example.org"),
        ("http://shop.example/fr-fr/", None),
        ("http://www.shop.example/", None),
        ("android-app://com.google", None),
        ("https://192.0.2.7/", None),
        ("http://[broken", None),
        ("", None),
    ],
)
def test_only_the_host_of_another_site_is_kept(referrer, host):
    assert rules.host_of(referrer, "shop.example:5000") == host


@given(st.text(), st.text())
def test_no_referrer_breaks_the_counting(referrer, own):
    host = rules.host_of(referrer, own)
    assert host is None or "/" not in host


@pytest.mark.parametrize("typed", ["marie@example.org", "06 12 34 56 78", "FR7630006000011234567890189", "x" * 61, "  ", "a\0b"])
def test_words_that_may_be_somebodys_data_are_not_kept(typed):
    assert rules.words_of(typed) is None


def test_words_are_kept_as_one_writes_them_everywhere():
    assert rules.words_of("  Photoshop   PRO ") == "photoshop pro"


def test_words_typed_letter_by_letter_count_once():
    typed = Counter({(DAY, rules.NOTHING_FOUND, words): 1 for words in ("zo", "zoo", "zoom", "acro")})
    assert rules.settled(typed) == {(DAY, rules.NOTHING_FOUND, "zoom"): 1, (DAY, rules.NOTHING_FOUND, "acro"): 1}


@given(st.dictionaries(st.tuples(st.just(DAY), st.sampled_from([rules.VIEW, rules.REFERRER]), st.text()), st.integers(1, 9)))
def test_nothing_else_is_lost_when_it_settles(counted):
    assert sum(rules.settled(Counter(counted)).values()) == sum(counted.values())


def test_a_flood_of_names_is_one_line():
    flood = Counter({(DAY, rules.REFERRER, f"{n}.example"): 1 for n in range(1000)})
    settled = rules.settled(flood)
    assert len(settled) == rules.MOST_OF_A_MEASURE + 1 and settled[DAY, rules.REFERRER, rules.OTHERS] == 800
