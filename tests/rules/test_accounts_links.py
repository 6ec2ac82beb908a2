"""Links live by the clock and lead to our own pages only."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.accounts import links, totp
from phoenix.accounts.links import CONFIRM, RESET, DeadLink
from phoenix.accounts.redirects import safe_next
from phoenix.kernel import clock

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECRET = "a secret of tests, long enough"


def test_a_link_is_read_until_its_day_is_over():
    with clock.frozen(NOON):
        token = links.sign(SECRET, CONFIRM, {"id": 7})
    with clock.frozen(NOON + timedelta(hours=23, minutes=59)):
        assert links.read(SECRET, CONFIRM, token) == {"id": 7}
    with clock.frozen(NOON + timedelta(hours=24, seconds=2)), pytest.raises(DeadLink):
        links.read(SECRET, CONFIRM, token)


def test_a_link_serves_its_own_purpose_under_its_own_secret():
    with clock.frozen(NOON):
        token = links.sign(SECRET, CONFIRM, {"id": 7})
        for secret, purpose, forged in (
            (SECRET, RESET, token),
            ("other", CONFIRM, token),
            (SECRET, CONFIRM, token + "x"),
        ):
            with pytest.raises(DeadLink):
                links.read(secret, purpose, forged)


@given(st.text(max_size=80))
def test_no_text_makes_a_link(text):
    with pytest.raises(DeadLink):
        links.read(SECRET, CONFIRM, text)


@pytest.mark.parametrize(
    "path", ["/fr-fr/panier", "/en-ma/", "/fr-fr", "/fr-ma/catalogue?q=office&page=2", "/fr-fr/compte"]
)
def test_pages_of_ours_are_gone_back_to(path):
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        None,
        "",
        "https://mal.example/",
        "//mal.example",
        "/\\mal.example",
        "/fr-fr//mal.example",
        "/fr-fr\\..\\x",
        "javascript:alert(1)",
        "/equipe/",
        "/de-de/",
        "/fr-fr/\nSet-Cookie: a=b",
        "/fr-fr/../../x",
        "/fr-frx",
        " /fr-fr/",
        "/fr-fr/connexion",
        "/fr-fr/inscription?next=/fr-fr/",
        "/fr-fr/#x",
        "/fr-fr/é",
    ],
)
def test_nowhere_else(elsewhere):
    assert safe_next(elsewhere) is None


@given(st.one_of(st.text(max_size=60), st.text("/\\fr-ma.:@?#%&=e \t\n", max_size=40)))
def test_whatever_is_asked_one_stays_here(asked):
    found = safe_next(asked)
    if found is not None:
        assert urlsplit(urljoin("https://shop.example/fr-fr/connexion", found)).netloc == "shop.example"


@given(st.text("/\\fr-ma.:@?#%&=e", max_size=40))
def test_behind_a_market_too(rest):
    found = safe_next("/fr-fr" + rest)
    if found is not None:
        assert urlsplit(urljoin("https://shop.example/", found)).netloc == "shop.example"


def test_a_code_is_good_around_its_time_and_once():
    secret = totp.new_secret()
    step = int(NOON.timestamp()) // totp.STEP
    code = totp.pyotp.TOTP(secret).generate_otp(step)
    assert totp.matching_step(secret, f"{code[:3]} {code[3:]}", NOON, 0) == step
    assert totp.matching_step(secret, code, NOON + timedelta(seconds=30), 0) == step
    assert totp.matching_step(secret, code, NOON + timedelta(seconds=90), 0) is None
    assert totp.matching_step(secret, code, NOON, step) is None


@given(st.text(max_size=12))
def test_no_text_is_a_code_by_chance_of_its_form(text):
    found = totp.matching_step("JBSWY3DPEHPK3PXP", text, NOON, 0)
    assert found is None or text.strip().replace(" ", "").isdecimal()


def test_recovery_codes_are_read_as_people_write_them():
    codes = totp.new_recovery_codes()
    assert len(set(codes)) == totp.RECOVERY_CODES
    assert totp.recovery_hash(codes[0]) == totp.recovery_hash(f" {codes[0].upper().replace('-', ' ')} ")
