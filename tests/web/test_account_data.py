"""My Account, data: seen, copied, corrected, objected to, restricted, erased, by the forms (clause 9.3)."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from tests import builders
from tests.filled import see
from tests.services import privacy_world as world
from tests.web.accounts.people import PASSWORD, customer
from tests.web.accounts.people import sign_in as through_the_door
from tests.web.ordering import sign_in

from phoenix.accounts import preferences
from phoenix.accounts.models import Person
from phoenix.accounts.session import Visit
from phoenix.accounts.uses import is_restricted
from phoenix.kernel import clock
from phoenix.privacy import due
from phoenix.privacy.models import DataRequest

HERE = "/fr-fr/compte/donnees"
NOW = datetime(2027, 1, 31, 10, tzinfo=UTC)


@pytest.fixture
def claire(app):
    with clock.frozen(NOW):
        yield customer(first_name="Claire", last_name="Fontaine")


@pytest.fixture
def browser(app, claire):
    client = app.test_client()
    sign_in(client, claire)
    return client


def last() -> DataRequest:
    return DataRequest.select().order_by(DataRequest.id.desc()).get()


def zipped(client, reference: str) -> zipfile.ZipFile:
    answer = client.get(f"{HERE}/copie/{reference}.zip", buffered=True)
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "private, no-store"
    return zipfile.ZipFile(io.BytesIO(answer.data))


# What is held, and the copy of it.


def test_the_page_counts_what_is_held_and_leads_to_it(browser, claire):
    world.bought(claire, "one_off", "once", "service")
    shown = see(browser, HERE)
    for words in ("Factures", "Documents acceptés", "Connexions et navigateurs", "Combien de temps nous les gardons", "dix ans"):
        assert words in shown.text
    for link in ("/compte/factures", "/compte/documents", "/compte/profil"):
        assert f"/fr-fr{link}" in shown.response.text


def test_just_signed_in_the_copy_needs_no_password(app, claire, mails):
    client = app.test_client()
    through_the_door(client, claire)
    ready = see(client, f"{HERE}/copie").submit("/copie")
    assert ready.heading == "Votre copie est prête"
    package = zipped(client, last().reference)
    data = json.loads(package.read("donnees.json"))
    assert data["person"][0]["last_name"] == "Fontaine"
    assert "password_hash" not in package.read("donnees.json").decode()
    assert "privacy.received" in {mail.kind for mail in mails()}


def test_later_the_password_confirms_it(app, browser, claire):
    with clock.frozen(NOW + timedelta(hours=1)):
        page = see(browser, f"{HERE}/copie")
        assert page.submit("/copie", current_password="faux").status == 422
        assert DataRequest.select().count() == 0
        assert page.submit("/copie", current_password=PASSWORD).heading == "Votre copie est prête"


def test_the_link_is_open_for_half_an_hour_in_that_browser(app, browser, claire):
    see(browser, f"{HERE}/copie").submit("/copie")
    address = f"{HERE}/copie/{last().reference}.zip"
    other = app.test_client()
    sign_in(other, claire)
    assert other.get(address).status_code == 303
    with clock.frozen(NOW + timedelta(minutes=29)):
        assert browser.get(address, buffered=True).status_code == 200
    with clock.frozen(NOW + timedelta(minutes=31)):
        assert browser.get(address).status_code == 303
        assert "confirmez de nouveau" in see(browser, f"{HERE}/copie/{last().reference}").text


def test_the_copy_is_written_down_as_done(browser):
    see(browser, f"{HERE}/copie").submit("/copie")
    row = last()
    assert (row.kind, row.state) == ("access", "done")
    assert "Copie de vos données" in see(browser, HERE).text


def test_two_clicks_are_one_copy_asked_for(browser, mails):
    page = see(browser, f"{HERE}/copie")
    assert page.submit("/copie").heading == page.submit("/copie").heading == "Votre copie est prête"
    assert DataRequest.select().count() == 1
    assert [mail.kind for mail in mails()].count("privacy.received") == 1


def test_the_copy_holds_the_documents(browser, claire):
    invoice = world.bought(claire, "one_off", "once", "service")
    world.traces(claire)
    see(browser, f"{HERE}/copie").submit("/copie")
    package = zipped(browser, last().reference)
    names = package.namelist()
    assert f"factures/2027-01-31_{invoice.number}.pdf" in names and f"factures/2027-01-31_{invoice.number}.xml" in names
    assert package.read(f"factures/2027-01-31_{invoice.number}.pdf") == f"PDF of {invoice.number}".encode()
    assert any(name.startswith("commandes/") for name in names) and any(name.startswith("messages/") for name in names)
    assert any(name.startswith("documents/") and name.endswith(".fr.txt") for name in names)
    assert package.testzip() is None


def test_a_missing_file_is_named_and_stops_nothing(browser, claire):
    invoice = world.bought(claire, "one_off", "once", "service")
    type(invoice).update(pdf_sha="0" * 64).execute()
    see(browser, f"{HERE}/copie").submit("/copie")
    assert invoice.number in zipped(browser, last().reference).read("LISEZ-MOI.txt").decode()


def test_nothing_of_anothers_is_in_it(browser, claire):
    other = builders.representative(builders.lyon(name="Autre Maison"), last_name="Secret")
    world.traces(other)
    world.bought(other, "one_off", "once", "service")
    see(browser, f"{HERE}/copie").submit("/copie")
    content = zipped(browser, last().reference).read("donnees.json").decode()
    assert "Autre Maison" not in content and "Secret" not in content and other.email not in content


# The requests.


def test_a_correction_is_asked_for_acknowledged_and_due_in_a_month(browser, mails):
    shown = see(browser, f"{HERE}/rectification").submit("/rectification", body="La forme de l’organisation est fausse.")
    assert "28 février 2027" in shown.text and shown.status == 200
    (mail,) = mails()
    assert (mail.kind, mail.context["due_on"]) == ("privacy.received", "28 février 2027")
    assert last().reference in see(browser, HERE).response.text


def test_nothing_is_lost_of_too_short_a_correction(browser):
    page = see(browser, f"{HERE}/rectification").submit("/rectification", body="faux")
    assert page.status == 422 and page.form("/rectification")["values"]["body"].strip() == "faux"
    assert DataRequest.select().count() == 0


def test_sent_twice_it_is_one(browser, mails):
    page = see(browser, f"{HERE}/rectification")
    for _time in range(2):
        page.submit("/rectification", body="La forme de l’organisation est fausse.")
    assert DataRequest.select().count() == 1 and len(mails()) == 1


def test_an_objection_stops_the_use_and_takes_consent_back_at_once(browser, claire):
    preferences.choose(claire, {"email": True, "sms": True, "partners": True}, "preferences", Visit("192.0.2.7", "x"))
    shown = see(browser, f"{HERE}/opposition").submit("/opposition", uses="prospecting")
    assert "faite" in shown.text and last().state == "done"
    assert is_restricted(claire, "prospecting") and not is_restricted(claire, "profiling")
    now = preferences.current(claire)
    assert not now["email"] and not now["sms"] and now["partners"]
    assert preferences.history(claire)[0].source == "objection"


def test_an_objection_in_words_waits_for_an_answer(browser):
    see(browser, f"{HERE}/opposition").submit("/opposition", body="N’utilisez pas mon numéro de portable.")
    assert last().state == "open"


def test_an_objection_to_nothing_is_refused(browser):
    page = see(browser, f"{HERE}/opposition").submit("/opposition")
    assert page.status == 422 and "Cochez au moins un usage" in page.text


def test_a_use_that_is_not_on_the_page_is_refused(browser):
    form = see(browser, f"{HERE}/limitation").form("/limitation")["values"]
    assert browser.post(f"{HERE}/limitation", data={**form, "uses": "everything"}).status_code == 422


def test_a_restriction_holds_until_it_is_lifted(browser, claire):
    preferences.choose(claire, {"email": True}, "preferences", Visit("192.0.2.7", "x"))
    see(browser, f"{HERE}/limitation").submit("/limitation", uses="prospecting")
    assert is_restricted(claire, "prospecting") and preferences.current(claire)["email"]
    see(browser, HERE).submit("/limitation/levee")
    assert not is_restricted(claire, "prospecting")


def test_taken_back_a_restriction_is_lifted(browser, claire, mails):
    see(browser, f"{HERE}/limitation").submit("/limitation", uses="reviews")
    see(browser, f"{HERE}/demandes/{last().reference}").submit("/annulation")
    assert last().state == "cancelled" and not is_restricted(claire, "reviews")
    assert [mail.kind for mail in mails()] == ["privacy.received", "privacy.closed"]


def test_taken_back_twice_says_so(browser):
    see(browser, f"{HERE}/limitation").submit("/limitation", uses="reviews")
    page = see(browser, f"{HERE}/demandes/{last().reference}")
    page.submit("/annulation")
    assert "déjà close" in page.submit("/annulation").text


def test_an_erasure_says_its_day_and_can_be_taken_back(browser, claire):
    page = see(browser, f"{HERE}/effacement")
    assert "7 février 2027" in page.text
    shown = page.submit("/effacement", understood="y", current_password=PASSWORD)
    assert "7 février 2027" in shown.text
    shown.submit("/annulation")
    with clock.frozen(NOW + timedelta(days=30)):
        due.run()
    assert Person.get_by_id(claire.id).last_name == "Fontaine"


def test_an_erasure_needs_the_tick_and_the_password(browser):
    page = see(browser, f"{HERE}/effacement")
    assert page.submit("/effacement", current_password=PASSWORD).status == 422
    assert page.submit("/effacement", understood="y", current_password="faux").status == 422
    assert DataRequest.select().count() == 0


def test_an_erasure_runs_by_itself_after_its_wait_and_ends_the_session(app, browser, claire):
    see(browser, f"{HERE}/effacement").submit("/effacement", understood="y", current_password=PASSWORD)
    with clock.frozen(NOW + timedelta(days=7)):
        due.run()
        assert browser.get(HERE).status_code == 303
    assert Person.get_by_id(claire.id).last_name == ""


def test_under_contract_the_page_leads_to_closure(browser, claire):
    world.bought(claire, "P1Y")
    page = see(browser, f"{HERE}/effacement")
    assert "1 abonnement court encore" in page.text.replace("\u00a0", " ") and "/compte/cloture" in page.response.text
    assert "/effacement" not in str([form["action"] for form in page.forms])


def test_a_form_fetched_before_the_contract_does_not_erase(browser, claire):
    page = see(browser, f"{HERE}/effacement")
    world.bought(claire, "P1Y")
    assert page.submit("/effacement", understood="y", current_password=PASSWORD).status == 422
    assert DataRequest.select().count() == 0


def test_anothers_request_does_not_exist(app, browser, claire):
    see(browser, f"{HERE}/copie").submit("/copie")
    stranger = app.test_client()
    sign_in(stranger, customer(builders.lyon(name="Autre")))
    for path in ("demandes/{}", "copie/{}", "copie/{}.zip"):
        assert stranger.get(f"{HERE}/{path.format(last().reference)}").status_code == 404


@pytest.mark.parametrize("market", ["en-fr", "en-ma", "fr-ma"])
def test_it_speaks_the_language_of_the_page(app, market):
    country = builders.casablanca if market.endswith("ma") else builders.lyon
    client = app.test_client()
    sign_in(client, customer(country()))
    page = see(client, f"/{market}/compte/donnees")
    assert ("Your rights" if market.startswith("en") else "Vos droits") in page.text
