"""Opening an account: one form, a mail, a click (clauses 3.1a-3.1c, 10.1, 10.2)."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.filled import see, send
from tests.services.test_locks import at_once
from tests.web.accounts.people import CLAIRE, OTHER_PASSWORD, PASSWORD, YOUSSEF, customer, link_in, sign_in

from phoenix.accounts import passwords, preferences, retention, signing_up
from phoenix.accounts.forms import SIGN_UP_FORMS
from phoenix.accounts.links import DeadLink
from phoenix.accounts.models import Organisation, PendingSignUp, Person
from phoenix.accounts.service import may_order
from phoenix.accounts.session import Visit
from phoenix.kernel import clock
from phoenix.kernel.events import SignedIn, react


def fill(client, answers: dict, market: str = "fr-fr", **changes):
    return see(client, f"/{market}/inscription").submit("/inscription", **{**answers, **changes})


def open_account(client, mails, answers=CLAIRE, market="fr-fr", **changes):
    fill(client, answers, market, **changes)
    return see(client, link_in(mails()[-1])).submit("/confirmation/")


def test_a_company_in_lyon_opens_its_account(client, mails):
    answer = fill(client, CLAIRE)
    assert answer.status == 200 and "Confirmez votre adresse" in answer.heading
    assert Person.select().count() == 0
    [mail] = mails()
    assert mail.kind == "account.confirm" and mail.to_address == "Claire@atelier-demo.example"
    page = see(client, link_in(mail))
    assert "Atelier Démo Lyon" in page.text and "Claire Fontaine" in page.text
    page.submit("/confirmation/")
    person = Person.get()
    organisation = person.organisation
    assert (organisation.siren, organisation.vat_number) == ("552100554", "FR96552100554")
    assert (organisation.kind, organisation.vat_territory) == ("professional", "fr-metropole")
    assert (person.username, person.username_key) == ("Claire.Fontaine", "claire.fontaine")
    assert person.phone == "+33472000000" and person.power_declared_at and may_order(person)
    assert PendingSignUp.get().form == {}


def test_a_company_in_casablanca_opens_its_account(client, mails):
    open_account(client, mails, YOUSSEF, "fr-ma")
    organisation = Organisation.get()
    assert (organisation.country, organisation.ice, organisation.rc) == ("ma", "001561191000066", "123456")
    assert (organisation.vat_territory, organisation.siren) == ("ma", None)
    assert Person.get().phone == "+212661234567"


def test_in_english_the_mail_is_english(client, mails):
    fill(client, CLAIRE, "en-fr")
    assert mails()[0].language == "en"


def test_the_representative_is_signed_in_and_keeps_the_cart(client, mails):
    seen = []
    react(SignedIn, seen.append)
    with client.session_transaction() as session:
        session["cart"] = "the-cart"
    open_account(client, mails)
    assert [event.cart_key for event in seen if event.cart_key == "the-cart"]
    with client.session_transaction() as session:
        assert session["cart"] == "the-cart" and "sign_up" not in session


def test_another_browser_needs_the_password_and_finds_the_cart(app, client, mails):
    with client.session_transaction() as session:
        session["cart"] = "the-cart"
    fill(client, CLAIRE)
    elsewhere = app.test_client()
    page = see(elsewhere, link_in(mails()[0]))
    wrong = page.submit("/confirmation/", password=OTHER_PASSWORD)
    assert wrong.status == 422 and Person.select().count() == 0
    page.submit("/confirmation/", password=PASSWORD)
    assert Person.select().count() == 1
    with elsewhere.session_transaction() as session:
        assert session["cart"] == "the-cart"


def test_a_link_serves_once(app, client, mails):
    open_account(client, mails)
    again = see(app.test_client(), link_in(mails()[0]))
    assert again.status == 410 and "Ce lien ne sert plus" in again.heading
    assert Person.select().count() == 1


def test_a_second_click_goes_on_like_the_first(client, mails):
    fill(client, CLAIRE)
    link = link_in(mails()[0])
    assert see(client, link).submit("/confirmation/").address == "/fr-fr/compte"
    assert see(client, link).address == "/fr-fr/compte"
    assert Person.select().count() == 1


def test_a_link_lives_a_day_and_can_be_sent_again(client, mails):
    start = clock.now()
    clock.set_to(start)
    fill(client, CLAIRE)
    mails()
    clock.set_to(start + timedelta(hours=12))
    see(client, "/fr-fr/inscription/courrier").submit("/courrier")
    mails()
    clock.set_to(start + timedelta(hours=25))
    first, second = mails()
    assert see(client, link_in(first)).status == 410
    assert see(client, link_in(second)).status == 200


def test_opening_the_link_opens_nothing_without_the_click(client, mails):
    fill(client, CLAIRE)
    see(client, link_in(mails()[0]))
    assert Person.select().count() == 0


def test_a_taken_username_is_numbered_and_said_after_confirmation_only(client, mails):
    customer(username="claire.fontaine", username_key="claire.fontaine")
    answer = fill(client, CLAIRE)
    assert "Confirmez votre adresse" in answer.heading and "disponible" not in answer.text
    see(client, link_in(mails()[0])).submit("/confirmation/")
    assert Person.select().where(Person.username == "Claire.Fontaine-2").exists()
    assert "Claire.Fontaine-2" in see(client, "/fr-fr/compte/profil").text


def test_two_forms_with_one_address_make_one_account(app, client, mails):
    fill(client, CLAIRE)
    fill(app.test_client(), CLAIRE, organisation_name="Imposteur")
    first, second = mails()
    see(client, link_in(first)).submit("/confirmation/")
    assert see(app.test_client(), link_in(second)).status == 410
    assert Organisation.get().name == "Atelier Démo Lyon"


def test_boxes_that_stay_unticked_leave_offers_on_and_partners_off(client, mails):
    open_account(client, mails)
    assert preferences.current(Person.get()) == {"email": True, "sms": True, "phone": True, "partners": False, "profiling": False}


def test_each_channel_has_its_own_box(client, mails):
    open_account(client, mails, no_sms="y", no_phone="y", partners="y")
    person = Person.get()
    assert preferences.current(person) == {"email": True, "sms": False, "phone": False, "partners": True, "profiling": False}
    assert {row.source for row in preferences.history(person)} == {"sign_up"}


WRONG = [
    ("organisation_name", "", "Indiquez le nom"),
    ("organisation_name", "x" * 200, "trop long"),
    ("legal_type", "", "Choisissez la forme"),
    ("legal_type", "consumer", "Nous ne vendons qu’à des organisations"),
    ("siren", "", "Indiquez le numéro SIREN"),
    ("siren", "552100555", "clé de contrôle"),
    ("siret", "123", "quatorze chiffres"),
    ("vat_number", "FR00552100554", "numéro de TVA n’existe pas"),
    ("postal_code", "7500", "code postal"),
    ("postal_code", "98800", "pas encore en ligne"),
    ("city", " ", "Indiquez la ville"),
    ("address_line1", "\u200b", "Indiquez le numéro"),
    ("organisation_phone", "12", "numéro de téléphone"),
    ("billing_email", "compta", "adresse électronique"),
    ("first_name", "", "Indiquez votre prénom"),
    ("last_name", "\u200b", "Indiquez votre nom de famille"),
    ("phone", "bonjour", "numéro de téléphone"),
    ("power_to_bind", None, "Sans pouvoir"),
    ("email", "claire", "adresse électronique"),
    ("username", "é", "caractères"),
    ("username", "admin", "réservé"),
    ("password", "court", "au moins 12"),
    ("password", "claire.fontaine2026", "Il contient votre nom"),
    ("password", "x" * 5_000, "128"),
]


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_a_bad_answer_is_told_in_words_and_nothing_is_lost(client, mails, name, value, words):
    answer = fill(client, CLAIRE, **{name: value})
    assert answer.status == 422
    assert answer.text.count(words.replace(" :", "\u00a0:")) >= 2, "in the summary and beside the field"
    kept = answer.form("/inscription")["values"]
    for other, answered in CLAIRE.items():
        if other not in (name, "password", "siren"):
            assert kept.get(other) == answered or other in ("email", "phone")
    assert not kept.get("password")
    assert mails() == []


@pytest.mark.parametrize(
    ("name", "value"), [("ice", "123"), ("ice", "001561191000065"), ("rc", "A"), ("tax_id", "1")]
)
def test_moroccan_numbers_are_checked(client, name, value):
    assert fill(client, YOUSSEF, "fr-ma", **{name: value}).status == 422


def test_the_postal_code_says_what_it_is_for_in_each_country(client):
    """Moroccan VAT is the same everywhere (clause 3.1c)."""
    assert "Il décide du taux de TVA" in see(client, "/fr-fr/inscription").text
    moroccan = see(client, "/fr-ma/inscription").text
    assert "taux de TVA" not in moroccan and "Il complète l’adresse de vos factures" in moroccan


def test_the_ice_is_asked_for_and_never_blocks(client, mails):
    assert "déductible" in see(client, "/fr-ma/inscription").text
    open_account(client, mails, YOUSSEF, "fr-ma", ice="")
    assert Organisation.get().ice is None


def test_an_association_needs_no_siren(client, mails):
    open_account(client, mails, legal_type="association", siren="")
    assert (Organisation.get().kind, Organisation.get().siren) == ("non_professional", None)


def test_a_siret_stands_for_its_siren(client, mails):
    open_account(client, mails, siren="123 456 782 00002")
    assert Organisation.get().vat_number == "FR11123456782"


def test_an_organisation_without_vat_number_says_so(client, mails):
    open_account(client, mails, no_vat_number="y")
    assert Organisation.get().vat_number is None


def test_the_vat_number_follows_from_the_siren_as_one_types(client):
    shown = client.get("/fr-fr/inscription/numero-de-tva?siren=891 953 267").get_data(as_text=True)
    assert "FR62891953267" in shown and 'id="derived-vat-number"' in shown
    assert "clé" in client.get("/fr-fr/inscription/numero-de-tva?siren=891953268").get_data(as_text=True)


def test_the_rules_of_usernames_are_shown_live_and_tell_of_nobody(client):
    customer(username="claire", username_key="claire")
    taken = client.get("/fr-fr/inscription/nom-d-utilisateur?username=claire").get_data(as_text=True)
    free = client.get("/fr-fr/inscription/nom-d-utilisateur?username=elodie").get_data(as_text=True)
    assert taken == free and 'id="username-rules"' in taken


def test_the_strength_is_shown_with_its_reasons(client):
    page = see(client, "/fr-fr/inscription")
    token = page.form("/inscription")["values"]["csrf_token"]
    typed = {
        "csrf_token": token,
        "password": "claire.fontaine2026",
        "first_name": "Claire",
        "last_name": "Fontaine",
    }
    answer = send(client, "/fr-fr/inscription/force", typed)
    assert answer.status == 200 and "Il contient votre nom" in answer.text
    assert "très bon" in send(client, "/fr-fr/inscription/force", {**typed, "password": PASSWORD}).text


def test_the_form_says_what_each_datum_is_for(client):
    page = see(client, "/fr-fr/inscription")
    for words in (
        "figurer sur vos factures",
        "taux de TVA",
        "lien de confirmation",
        "transmettons rien",
        "/confidentialite",
    ):
        assert words in page.response.get_data(as_text=True)


@pytest.mark.parametrize("market", ["fr-fr", "en-fr", "fr-ma", "en-ma"])
def test_the_form_of_each_market(client, market):
    form = see(client, f"/{market}/inscription").form("/inscription")
    assert ("siren" in form["names"]) == market.endswith("-fr")
    assert ("ice" in form["names"]) == market.endswith("-ma")


def test_the_password_is_hashed_before_it_is_kept(client):
    fill(client, CLAIRE)
    row = PendingSignUp.get()
    assert PASSWORD not in str(row.form) and passwords.matches(row.form["password_hash"], PASSWORD)


def test_a_form_without_its_token_is_refused(client):
    see(client, "/fr-fr/inscription")
    assert client.post("/fr-fr/inscription", data=CLAIRE).status_code == 403
    assert PendingSignUp.select().count() == 0


def test_forms_never_confirmed_are_forgotten(client):
    fill(client, CLAIRE)
    assert retention.forget_stale() == 0
    clock.set_to(clock.now() + timedelta(days=8))
    retention.forget_stale()
    assert PendingSignUp.select().count() == 0


@pytest.mark.postgresql
def test_the_whole_way_on_postgresql(postgresql_app):
    client = postgresql_app.test_client()
    fill(client, CLAIRE)
    token = signing_up.token_of(PendingSignUp.get())
    see(client, f"/fr-fr/inscription/confirmation/{token}").submit("/confirmation/")
    assert see(client, "/fr-fr/compte/securite").status == 200
    other = postgresql_app.test_client()
    assert sign_in(other, Person.get()).status == 200
    see(client, "/fr-fr/compte/profil/organisation").submit(
        "/organisation", city="Bron", current_password=PASSWORD
    )
    assert "Bron" in see(client, "/fr-fr/compte/profil").text
    assert retention.forget_stale() == 0


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted({*CLAIRE, *YOUSSEF, "siret", "vat_number", "tax_id", "billing_email"})),
        ANY_TEXT,
    ),
    st.sampled_from(["fr", "ma"]),
)
def test_whatever_is_typed_gets_an_answer(app_of_the_run, typed, country):
    complete = CLAIRE if country == "fr" else YOUSSEF
    with app_of_the_run.test_request_context(
        f"/fr-{country}/inscription", method="POST", data={**complete, **typed}
    ):
        form = SIGN_UP_FORMS[country]()
        if form.validate():
            json.dumps(form.account("fr"))
        else:
            assert all(str(message) for messages in form.errors.values() for message in messages)


@pytest.mark.postgresql
def test_accounts_that_are_opened_at_once_take_neither_the_same_name_nor_the_same_address(postgresql_app):
    client = postgresql_app.test_client()
    for email in ("claire@demo.example", "claire@demo.example", "paul@demo.example"):
        fill(client, CLAIRE, email=email)
    tokens = [signing_up.token_of(row) for row in PendingSignUp.select()]
    opened = [lambda token=token: signing_up.confirm(token, Visit("192.0.2.1", "")) for token in tokens]
    assert [type(each) for each in at_once(postgresql_app, *opened)] == [DeadLink]
    assert sorted(person.username for person in Person.select()) == ["Claire.Fontaine", "Claire.Fontaine-2"]
