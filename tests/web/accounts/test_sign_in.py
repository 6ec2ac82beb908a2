"""Signing in, the second step, signing out (clause 3.1f)."""

from datetime import timedelta

import pyotp
import pytest
from argon2 import PasswordHasher
from tests import builders
from tests.filled import see, send
from tests.web.accounts.people import OTHER_PASSWORD, PASSWORD, customer, sign_in

from phoenix.accounts import security, totp
from phoenix.accounts.models import LoginSession, Person, RecoveryCode, SignIn
from phoenix.accounts.session import this_visit
from phoenix.kernel import clock
from phoenix.kernel.events import SignedIn, react


@pytest.fixture
def claire(app) -> Person:
    """Claire, of a company in Lyon."""
    return customer(
        username="Claire", username_key="claire", email="Claire@demo.example", email_key="claire@demo.example"
    )


def signed_in(client) -> bool:
    return client.get("/fr-fr/compte/securite").status_code == 200


def with_totp(app, person: Person) -> tuple[str, list[str]]:
    """Switch one-time codes on; the secret and the recovery codes."""
    secret = security.prepare_totp(person)
    code = pyotp.TOTP(secret).generate_otp(int(clock.now().timestamp()) // totp.STEP)
    with app.test_request_context("/fr-fr/"):
        codes = security.switch_totp_on(person, code, this_visit())
    return secret, codes


def present_code(secret: str) -> str:
    return pyotp.TOTP(secret).generate_otp(int(clock.now().timestamp()) // totp.STEP)


@pytest.mark.parametrize(
    "name", ["Claire", "claire", " CLAIRE ", "claire@demo.example", "Claire@Demo.Example"]
)
def test_a_username_or_an_address_whatever_the_case(client, claire, name):
    see(client, "/fr-fr/connexion").submit("/connexion", name=name, password=PASSWORD)
    assert signed_in(client)


def test_a_wrong_password_is_told_without_telling_more(client, claire):
    answer = sign_in(client, claire, OTHER_PASSWORD)
    assert answer.status == 422 and "inexact" in answer.text and not signed_in(client)
    assert answer.form("/connexion")["values"]["name"] == "Claire"
    assert not answer.form("/connexion")["values"]["password"]


def test_empty_fields_are_told_in_words(client, claire):
    answer = see(client, "/fr-fr/connexion").submit("/connexion", name="", password="")
    assert answer.status == 422 and "Indiquez votre nom d’utilisateur" in answer.text


def test_one_comes_back_to_where_one_was(client, claire):
    page = see(client, "/fr-fr/compte/preferences")
    assert "Connectez-vous pour continuer" in page.text
    assert page.submit("/connexion", name="claire", password=PASSWORD).address == "/fr-fr/compte/preferences"


@pytest.mark.parametrize(
    "elsewhere", ["https://mal.example/", "//mal.example/", "/\\mal.example", "/equipe/"]
)
def test_never_to_another_site(client, claire, elsewhere):
    page = see(client, f"/fr-fr/connexion?next={elsewhere}")
    answer = page.submit("/connexion", follow=False, name="claire", password=PASSWORD)
    assert answer.response.headers["Location"] == "/fr-fr/compte"


def test_the_session_is_new_and_the_cart_stays(client, claire):
    seen = []
    react(SignedIn, seen.append)
    with client.session_transaction() as session:
        session["cart"] = "the-cart"
        session["planted"] = "by a stranger"
        session["csrf_token"] = "old"
    page = see(client, "/fr-fr/connexion")
    page.submit("/connexion", name="claire", password=PASSWORD)
    with client.session_transaction() as session:
        assert session["cart"] == "the-cart" and "planted" not in session
        assert session.get("csrf_token") != "old"
    assert seen[-1].person_id == claire.id and seen[-1].cart_key == "the-cart"


def test_signing_in_again_ends_the_session_before(client, claire):
    sign_in(client, claire)
    with client.session_transaction() as session:
        first = session["login"]
    send(
        client,
        "/fr-fr/deconnexion",
        {"csrf_token": see(client, "/fr-fr/compte/securite").form("/deconnexion")["values"]["csrf_token"]},
    )
    assert not signed_in(client)
    with client.session_transaction() as session:
        session["login"] = first
    assert not signed_in(client)
    assert LoginSession.get().ended_at


def test_signing_out_is_a_post_with_its_token(client, claire):
    sign_in(client, claire)
    assert client.get("/fr-fr/deconnexion").status_code == 405
    assert client.post("/fr-fr/deconnexion").status_code == 403
    assert signed_in(client)


def test_a_session_dies_of_idleness(client, claire):
    start = clock.now()
    clock.set_to(start)
    sign_in(client, claire)
    clock.set_to(start + timedelta(days=13))
    assert signed_in(client)
    clock.set_to(start + timedelta(days=26))
    assert signed_in(client)
    clock.set_to(start + timedelta(days=41))
    assert not signed_in(client)


def test_last_seen_is_written_at_most_each_five_minutes(client, claire):
    start = clock.now()
    clock.set_to(start)
    sign_in(client, claire)
    clock.set_to(start + timedelta(minutes=4))
    signed_in(client)
    assert LoginSession.get().last_seen_at == start
    clock.set_to(start + timedelta(minutes=6))
    signed_in(client)
    assert LoginSession.get().last_seen_at == start + timedelta(minutes=6)


def test_a_closed_organisation_signs_in_no_more(client, claire):
    sign_in(client, claire)
    claire.organisation.closed_at = clock.now()
    claire.organisation.save()
    assert not signed_in(client)
    assert sign_in(client, claire).status == 422


def test_a_hash_of_yesterday_is_renewed(client):
    old = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    person = customer(password_hash=old)
    sign_in(client, person)
    assert Person.get_by_id(person.id).password_hash != old and signed_in(client)


def test_with_codes_the_password_is_half_the_way(app, client, claire):
    secret, _codes = with_totp(app, claire)
    clock.set_to(clock.now() + timedelta(minutes=1))
    page = sign_in(client, claire)
    assert page.heading == "Code de connexion" and not signed_in(client)
    wrong = page.submit("/connexion/code", code="000000")
    assert wrong.status == 422 and not signed_in(client)
    wrong.submit("/connexion/code", code=present_code(secret))
    assert signed_in(client)


def test_a_code_serves_once(app, client, claire):
    secret, _codes = with_totp(app, claire)
    clock.set_to(clock.now() + timedelta(minutes=1))
    sign_in(client, claire).submit("/connexion/code", code=present_code(secret))
    other = app.test_client()
    answer = sign_in(other, claire).submit("/connexion/code", code=present_code(secret))
    assert answer.status == 422 and not signed_in(other)


def test_a_recovery_code_replaces_the_telephone_once(app, client, claire):
    _secret, codes = with_totp(app, claire)
    sign_in(client, claire).submit("/connexion/code", code=codes[3].upper())
    assert signed_in(client) and RecoveryCode.select().where(RecoveryCode.used_at.is_null(False)).count() == 1
    other = app.test_client()
    assert sign_in(other, claire).submit("/connexion/code", code=codes[3]).status == 422


def test_the_second_step_waits_ten_minutes(app, client, claire):
    secret, _codes = with_totp(app, claire)
    clock.set_to(clock.now() + timedelta(minutes=1))
    page = sign_in(client, claire)
    clock.set_to(clock.now() + timedelta(minutes=11))
    answer = page.submit("/connexion/code", code=present_code(secret))
    assert "recommencez" in answer.text and not signed_in(client)


def test_nobody_reaches_the_second_step_without_the_first(client):
    assert see(client, "/fr-fr/connexion/code").address == "/fr-fr/connexion"


def test_the_next_page_survives_the_second_step(app, client, claire):
    secret, _codes = with_totp(app, claire)
    clock.set_to(clock.now() + timedelta(minutes=1))
    page = see(client, "/fr-fr/connexion?next=/fr-fr/compte/preferences")
    page = page.submit("/connexion", name="claire", password=PASSWORD)
    assert page.submit("/connexion/code", code=present_code(secret)).address == "/fr-fr/compte/preferences"


def test_an_unknown_browser_elsewhere_is_told_to_the_owner(app, client, claire, mails):
    sign_in(client, claire)
    assert mails() == []
    elsewhere = app.test_client()
    page = see(elsewhere, "/fr-fr/connexion")
    values = {**page.form("/connexion")["values"], "name": "claire", "password": PASSWORD}
    elsewhere.post(
        "/fr-fr/connexion",
        data=values,
        headers={"User-Agent": "Other/1.0"},
        environ_base={"REMOTE_ADDR": "203.0.113.9"},
    )
    [mail] = mails()
    assert mail.kind == "account.new_browser" and "203.0.113.9" in str(mail.context)


def test_each_attempt_is_in_the_history(client, claire):
    sign_in(client, claire, OTHER_PASSWORD)
    sign_in(client, claire)
    page = see(client, "/fr-fr/compte/securite")
    assert "Refusée" in page.text and page.text.count("127.0.0.1") >= 3


def test_what_was_typed_as_a_name_is_not_kept(client):
    see(client, "/fr-fr/connexion").submit("/connexion", name="my secret typed too early", password="x")
    row = SignIn.get()
    assert "secret" not in row.account_key and row.person is None


def test_moroccan_customers_come_home(client):
    person = customer(builders.casablanca())
    assert sign_in(client, person, market="en-fr").address.startswith("/en-ma/compte")


@pytest.mark.parametrize(("page", "home"), [("/en-fr/connexion", "/en-fr/compte"), ("/en-ma/connexion", "/en-fr/compte"), ("/fr-fr/connexion", "/fr-fr/compte")])
def test_one_stays_in_the_language_of_the_page(client, claire, page, home):
    answer = see(client, page).submit("/connexion", name="claire", password=PASSWORD)
    assert answer.address == home
    assert see(client, page).address == home
