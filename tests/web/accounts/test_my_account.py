"""My Account: data, security and preferences seen and changed by their owner only (3.1d, 3.1f, 10)."""

from datetime import timedelta

import pytest
from tests import builders
from tests.filled import see, send
from tests.services.test_locks import at_once
from tests.web.accounts.people import OTHER_PASSWORD, PASSWORD, customer, link_in, sign_in
from tests.web.accounts.test_sign_in import present_code, signed_in

from phoenix.accounts import preferences, profile, security
from phoenix.accounts.links import DeadLink
from phoenix.accounts.models import (
    ContactPreference,
    LoginSession,
    Organisation,
    Person,
    ProfileChange,
    RecoveryCode,
)
from phoenix.accounts.session import Visit
from phoenix.accounts.throttling import ACCOUNT
from phoenix.kernel import clock

NEXT_PASSWORD = "tortue velours aiguille 9"


@pytest.fixture
def claire(app, client) -> Person:
    """Claire of Lyon, signed in with `client`."""
    person = customer(
        username="claire", username_key="claire", email="claire@demo.example", email_key="claire@demo.example"
    )
    sign_in(client, person)
    return person


@pytest.fixture
def youssef(app, client) -> Person:
    """Youssef of Casablanca, signed in with `client`."""
    person = customer(builders.casablanca(ice="001561191000066"))
    sign_in(client, person, market="fr-ma")
    return person


def log() -> list[tuple]:
    return [(row.field, row.old, row.new) for row in ProfileChange.select().order_by(ProfileChange.id)]


PAGES = (
    "profil",
    "profil/organisation",
    "profil/representant",
    "profil/nom-d-utilisateur",
    "profil/adresse-electronique",
    "securite",
    "securite/mot-de-passe",
    "securite/double-authentification",
    "preferences",
)


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_for_signed_in_customers(client, page):
    assert see(client, f"/fr-fr/compte/{page}").address == "/fr-fr/connexion"


@pytest.mark.parametrize("market", ["fr-fr", "en-fr", "fr-ma", "en-ma"])
@pytest.mark.parametrize("page", PAGES)
def test_each_page_in_each_market(client, claire, market, page):
    shown = see(client, f"/{market}/compte/{page}")
    assert shown.status == 200 and shown.heading


def test_all_data_are_seen(client, claire):
    text = see(client, "/fr-fr/compte/profil").text
    for words in (
        "Atelier Démo Lyon",
        "552 100 554",
        "Camille Démo",
        "claire@demo.example",
        "69002 Lyon",
        "+33 4 72 00 00 00",
    ):
        assert words in text


def test_the_organisation_changes_under_password_and_the_change_is_logged(client, claire):
    page = see(client, "/fr-fr/compte/profil/organisation")
    answer = page.submit("/organisation", city="Villeurbanne", postal_code="69100", current_password=PASSWORD)
    assert "enregistré" in answer.text and "Villeurbanne" in answer.text
    assert log() == [("postal_code", "69002", "69100"), ("city", "Lyon", "Villeurbanne")]
    assert Organisation.get().vat_territory == "fr-metropole"


def test_moving_overseas_changes_the_vat_territory(client, claire):
    page = see(client, "/fr-fr/compte/profil/organisation")
    page.submit("/organisation", city="Saint-Denis", postal_code="97400", current_password=PASSWORD)
    assert Organisation.get().vat_territory == "fr-reunion"


def test_saving_without_a_change_logs_nothing(client, claire):
    see(client, "/fr-fr/compte/profil/organisation").submit("/organisation", current_password=PASSWORD)
    assert [row for row in log() if row[0] != "vat_number"] == []


def test_without_the_password_nothing_changes_and_nothing_is_lost(client, claire):
    page = see(client, "/fr-fr/compte/profil/organisation")
    answer = page.submit("/organisation", city="Villeurbanne", current_password=OTHER_PASSWORD)
    assert answer.status == 422 and "pas votre mot de passe" in answer.text
    assert answer.form("/organisation")["values"]["city"] == "Villeurbanne"
    assert Organisation.get().city == "Lyon" and log() == []


def test_a_moroccan_organisation_has_its_own_numbers(client, youssef):
    page = see(client, "/fr-ma/compte/profil/organisation")
    assert {"ice", "rc", "tax_id"} <= page.form("/organisation")["names"]
    page.submit("/organisation", rc="654321", current_password=PASSWORD)
    assert ("rc", "", "654321") in log()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("organisation_name", ""),
        ("siren", "123"),
        ("siren", ""),
        ("postal_code", "x"),
        ("legal_type", "consumer"),
        ("organisation_phone", "1"),
    ],
)
def test_bad_data_of_the_organisation(client, claire, name, value):
    page = see(client, "/fr-fr/compte/profil/organisation")
    assert page.submit("/organisation", **{name: value, "current_password": PASSWORD}).status == 422


def test_the_representative_changes(client, claire):
    page = see(client, "/fr-fr/compte/profil/representant")
    page.submit("/representant", first_name="Claire", phone="06 12 34 56 78", language="en")
    assert ("first_name", "Camille", "Claire") in log() and ("language", "fr", "en") in log()
    assert Person.get().phone == "+33612345678"


@pytest.mark.parametrize(
    ("name", "value"), [("first_name", ""), ("last_name", " "), ("phone", "x"), ("language", "de")]
)
def test_bad_data_of_the_representative(client, claire, name, value):
    answer = see(client, "/fr-fr/compte/profil/representant").submit("/representant", **{name: value})
    assert answer.status == 422


def test_another_username(client, claire):
    page = see(client, "/fr-fr/compte/profil/nom-d-utilisateur")
    page.submit("/nom-d-utilisateur", username="Claire.F", current_password=PASSWORD)
    assert (Person.get().username, Person.get().username_key) == ("Claire.F", "claire.f")
    assert ("username", "claire", "Claire.F") in log()


def test_a_username_of_another_is_refused_in_one_word_and_few_times(client, claire):
    customer(username="paul", username_key="paul")
    for count in range(ACCOUNT.free + 1):
        page = see(client, "/fr-fr/compte/profil/nom-d-utilisateur")
        answer = page.submit("/nom-d-utilisateur", username="Paul", current_password=PASSWORD)
        assert answer.status == (429 if count == ACCOUNT.free else 422)
    assert Person.get_by_id(claire.id).username == "claire"


def test_another_address_is_taken_by_its_link(client, claire, mails):
    page = see(client, "/fr-fr/compte/profil/adresse-electronique")
    page.submit("/adresse-electronique", email="Claire.F@demo.example", current_password=PASSWORD)
    [mail] = mails()
    assert mail.to_address == "Claire.F@demo.example" and Person.get().email == "claire@demo.example"
    see(client, link_in(mail)).submit("/adresse/")
    assert Person.get().email_key == "claire.f@demo.example"
    told = mails()[-1]
    assert (told.kind, told.to_address) == ("account.address_changed", "claire@demo.example")
    assert see(client, link_in(mail)).status == 410


def test_an_address_of_another_gets_the_same_answer_and_its_owner_a_mail(client, claire, mails):
    paul = customer(
        username="paul", username_key="paul", email="paul@demo.example", email_key="paul@demo.example"
    )
    page = see(client, "/fr-fr/compte/profil/adresse-electronique")
    answer = page.submit("/adresse-electronique", email="paul@demo.example", current_password=PASSWORD)
    assert answer.status == 200 and "Un message est parti" in answer.text
    [mail] = mails()
    assert (mail.kind, mail.to_address) == ("account.already_used", paul.email)


def test_a_link_for_another_person_is_dead(app, client, claire, mails):
    page = see(client, "/fr-fr/compte/profil/adresse-electronique")
    page.submit("/adresse-electronique", email="new@demo.example", current_password=PASSWORD)
    other = app.test_client()
    sign_in(other, customer(username="paul", username_key="paul"))
    assert see(other, link_in(mails()[0])).status == 410


def test_the_password_is_replaced_and_other_browsers_are_signed_out(app, client, claire, mails):
    other = app.test_client()
    sign_in(other, claire)
    page = see(client, "/fr-fr/compte/securite/mot-de-passe")
    page.submit("/mot-de-passe", current_password=PASSWORD, password=NEXT_PASSWORD)
    assert signed_in(client) and not signed_in(other)
    assert mails()[-1].kind == "account.password_changed"
    assert log() == [("password", "", "changed")]
    assert sign_in(other, claire, NEXT_PASSWORD).status == 200


def test_a_poor_password_is_refused_with_its_reasons(client, claire):
    page = see(client, "/fr-fr/compte/securite/mot-de-passe")
    answer = page.submit("/mot-de-passe", current_password=PASSWORD, password="atelier-lyon-claire")
    assert answer.status == 422 and "Il contient votre nom" in answer.text


def test_a_forgotten_password_is_replaced_by_its_link_once(app, client, claire, mails):
    visitor = app.test_client()
    see(visitor, "/fr-fr/mot-de-passe").submit("/mot-de-passe", email="CLAIRE@demo.example")
    link = link_in(mails()[-1])
    assert see(visitor, link).submit("/mot-de-passe/", password="court").status == 422
    answer = see(visitor, link).submit("/mot-de-passe/", password=NEXT_PASSWORD)
    assert answer.address == "/fr-fr/connexion" and not signed_in(client)
    assert see(visitor, link).status == 410
    assert sign_in(visitor, claire, NEXT_PASSWORD).status == 200


@pytest.mark.postgresql
def test_two_who_want_the_same_name_at_once_are_not_both_given_it(postgresql_app):
    people = [customer(builders.lyon(reference=f"C-00000{n}"), username=f"n{n}", username_key=f"n{n}", email_key=f"n{n}@demo.example") for n in (1, 2)]
    wishes = [lambda person=person: profile.change_username(person, "Phenix", Visit("192.0.2.1", "")) for person in people]
    assert [type(each) for each in at_once(postgresql_app, *wishes)] == [profile.Unavailable]
    links = [profile.new_email_token(Person.get_by_id(person.id), "new@demo.example") for person in people]
    people = [Person.get_by_id(person.id) for person in people]
    moves = [lambda given=given: profile.change_email(*given, Visit("192.0.2.1", "")) for given in zip(people, links, strict=True)]
    assert [type(each) for each in at_once(postgresql_app, *moves)] == [DeadLink]


@pytest.mark.postgresql
def test_a_reset_link_that_is_sent_twice_at_once_serves_once(postgresql_app):
    claire = customer()
    token = security.reset_token(claire)
    failures = at_once(
        postgresql_app,
        lambda: security.reset_password(token, NEXT_PASSWORD, Visit("192.0.2.1", "")),
        lambda: security.reset_password(token, OTHER_PASSWORD, Visit("192.0.2.2", "")),
    )
    assert [type(each) for each in failures] == [DeadLink]
    assert ProfileChange.select().count() == 1


def test_a_reset_link_lives_an_hour(app, client, claire, mails):
    see(app.test_client(), "/fr-fr/mot-de-passe").submit("/mot-de-passe", email="claire@demo.example")
    link = link_in(mails()[-1])
    clock.set_to(clock.now() + timedelta(minutes=61))
    assert see(app.test_client(), link).status == 410


def test_browsers_are_listed_and_ended(app, client, claire):
    other = app.test_client()
    sign_in(other, claire)
    page = see(client, "/fr-fr/compte/securite")
    assert "Celui-ci" in page.text
    page.submit("/sessions/2/fin")
    assert signed_in(client) and not signed_in(other)


def test_all_other_browsers_are_ended(app, client, claire):
    others = [app.test_client() for _ in range(2)]
    for other in others:
        sign_in(other, claire)
    see(client, "/fr-fr/compte/securite").submit("/sessions/fin")
    assert signed_in(client) and not any(signed_in(other) for other in others)


def test_a_browser_of_another_is_not_found(app, client, claire):
    other = app.test_client()
    paul = customer(username="paul", username_key="paul")
    sign_in(other, paul)
    token = see(client, "/fr-fr/compte/securite").form("/deconnexion")["values"]["csrf_token"]
    theirs = LoginSession.get(LoginSession.person == paul)
    assert (
        send(client, f"/fr-fr/compte/securite/sessions/{theirs.id}/fin", {"csrf_token": token}).status == 404
    )
    assert signed_in(other)


def switch_on(client, claire) -> str:
    page = see(client, "/fr-fr/compte/securite/double-authentification")
    secret = Person.get_by_id(claire.id).totp_secret
    return page.submit("/double-authentification", code=present_code(secret), current_password=PASSWORD)


def test_codes_are_switched_on_and_recovery_codes_shown_once(client, claire, mails):
    shown = switch_on(client, claire)
    assert shown.heading == "Codes de secours" and "Gardez ces codes" in shown.text
    assert RecoveryCode.select().count() == 10
    assert "Gardez ces codes" not in see(client, "/fr-fr/compte/securite/codes-de-secours").text
    assert mails()[-1].kind == "account.totp_changed" and ("totp", "off", "on") in log()


def test_two_clicks_that_switch_codes_on_show_the_recovery_codes(client, claire):
    page = see(client, "/fr-fr/compte/securite/double-authentification")
    given = {"code": present_code(Person.get_by_id(claire.id).totp_secret), "current_password": PASSWORD}
    page.submit("/double-authentification", follow=False, **given)
    assert "Gardez ces codes" in page.submit("/double-authentification", **given).text


@pytest.mark.parametrize(("code", "password"), [("000000", PASSWORD), ("", PASSWORD), ("x", OTHER_PASSWORD)])
def test_codes_stay_off_without_code_and_password(client, claire, code, password):
    page = see(client, "/fr-fr/compte/securite/double-authentification")
    answer = page.submit("/double-authentification", code=code, current_password=password)
    assert answer.status == 422 and Person.get().totp_confirmed_at is None


def test_the_qr_code_is_an_image_of_ours_until_confirmed(client, claire):
    address = "/fr-fr/compte/securite/double-authentification/qr.svg"
    picture = client.get(address)
    assert picture.mimetype == "image/svg+xml" and picture.headers["Cache-Control"] == "no-store"
    switch_on(client, claire)
    assert client.get(address).status_code == 404


def test_codes_are_switched_off_under_password(client, claire):
    switch_on(client, claire)
    page = see(client, "/fr-fr/compte/securite/double-authentification")
    assert page.submit("/arret", current_password=OTHER_PASSWORD).status == 422
    page.submit("/arret", current_password=PASSWORD)
    person = Person.get()
    assert (person.totp_secret, person.totp_confirmed_at, RecoveryCode.select().count()) == (None, None, 0)


def test_recovery_codes_are_renewed(client, claire):
    switch_on(client, claire)
    before = {row.code_hash for row in RecoveryCode.select()}
    page = see(client, "/fr-fr/compte/securite/codes-de-secours")
    assert "Gardez ces codes" in page.submit("/codes-de-secours", current_password=PASSWORD).text
    assert before.isdisjoint({row.code_hash for row in RecoveryCode.select()})


def test_preferences_are_dated_choices(client, claire):
    page = see(client, "/fr-fr/compte/preferences")
    page.submit("/preferences", email="y", partners="y")
    clock.set_to(clock.now() + timedelta(days=1))
    see(client, "/fr-fr/compte/preferences").submit("/preferences", partners=None)
    person = Person.get()
    assert preferences.current(person) == {"email": True, "sms": False, "phone": False, "partners": False, "profiling": False}
    partners = (
        ContactPreference.select()
        .where(ContactPreference.channel == "partners")
        .order_by(ContactPreference.id)
    )
    assert [row.allowed for row in partners] == [True, False]


def test_pages_with_secrets_are_kept_by_no_cache(client, claire):
    for page in ("securite/double-authentification", "securite/codes-de-secours"):
        assert client.get(f"/fr-fr/compte/{page}").headers["Cache-Control"] in (
            "no-store",
            "private, no-cache",
        )


def test_changes_need_the_token_of_the_session(client, claire):
    assert client.post("/fr-fr/compte/preferences", data={"email": "y"}).status_code == 403
    assert ContactPreference.select().count() == 0
