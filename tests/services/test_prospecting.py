"""Offers reach those only who allow them; partners and profiling wait for their own consent (clauses 10.1-10.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests import builders

from phoenix.accounts import preferences, uses
from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.session import Visit
from phoenix.archive.service import entries_about
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.messages.delivery import compose
from phoenix.messages.models import Message
from phoenix.privacy import erasure
from phoenix.prospecting import letters, links, opposition, profiling, service, sharing
from phoenix.prospecting.letters import Letter, WrongLetter
from phoenix.prospecting.models import Campaign, Interest, Opposition, PartnerShare

FROM = Visit("192.0.2.7", "Lynx")
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
TEXTS = {"fr": ("Rentrée", ["Des prix."]), "en": ("New term", ["Prices."])}


def person(source="preferences", country="fr", allowed=True, **changes) -> Person:
    organisation = builders.lyon() if country == "fr" else builders.casablanca()
    made = builders.representative(organisation, phone="+33478000000", **changes)
    preferences.choose(made, dict.fromkeys(("email", "sms", "phone"), allowed), source, FROM)
    return made


def given(partner: str) -> list[dict]:
    """A list made for a partner."""
    transfer = sharing.share(partner, "Zoé")
    return sharing.handed_over(transfer) if transfer else []


def letter(key="2026-12-rentree", **changes) -> Letter:
    return Letter(**{"key": key, "texts": TEXTS, "products": [], "countries": ["fr", "ma"], **changes})


def written_to() -> list[str]:
    return sorted(row.to_address for row in Message.select().where(Message.kind == "prospecting.letter"))


def test_a_letter_reaches_those_who_allow_offers_once(app, run_outbox):
    wants = [person(), person("sign_up"), person("opt_in", "ma")]
    person(allowed=False)
    person("sign_up", "ma")
    builders.representative(builders.lyon())
    assert letters.send(letter()) == 3
    assert letters.send(letter()) == 0
    run_outbox()
    assert written_to() == sorted(each.email for each in wants)


def test_a_change_of_mind_before_it_leaves_is_heard(app, run_outbox):
    claire = person()
    letters.send(letter())
    preferences.choose(claire, {"email": False}, "preferences", FROM)
    run_outbox()
    assert written_to() == []


def test_a_run_that_was_cut_off_goes_on_and_writes_to_nobody_twice(app, run_outbox, monkeypatch):
    monkeypatch.setattr(letters, "BATCH", 2)
    wants = [person() for _ in range(5)]

    def cut_off(count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        letters.send(letter(), cut_off)
    assert letters.send(letter()) == 3
    run_outbox()
    assert written_to() == sorted(each.email for each in wants) and Campaign.get().finished_at


def test_a_key_is_used_for_one_letter_only(app):
    letters.send(letter())
    with pytest.raises(WrongLetter):
        letters.send(letter(texts={**TEXTS, "fr": ("Autre", ["chose"])}))


@pytest.mark.parametrize("stopped", ["restricted", "closed", "opposed", "unconfirmed", "other country"])
def test_nobody_else_is_written_to(app, run_outbox, stopped):
    claire = person()
    if stopped == "restricted":
        uses.restrict(claire, [uses.PROSPECTING], uses.RESTRICTION)
    elif stopped == "closed":
        Organisation.update(closed_at=clock.now()).execute()
    elif stopped == "opposed":
        opposition.oppose("email", opposition.fingerprint("email", claire.email.upper()), "operator")
    elif stopped == "unconfirmed":
        Person.update(email_confirmed_at=None).execute()
    countries = ["ma"] if stopped == "other country" else ["fr"]
    assert letters.send(letter(countries=countries)) == 0
    run_outbox()
    assert written_to() == []


def test_each_letter_carries_the_headers_and_the_link_that_end_it(app, run_outbox):
    plan = builders.plan(12_345, commitment="one_off", billing="once")
    claire = person()
    letters.send(letter(products=[plan.product.slug]))
    run_outbox()
    message = compose(Message.get(Message.kind == "prospecting.letter"))
    url = message["List-Unsubscribe"].strip("<>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    asked = links.unsubscription(url.rsplit("/", 1)[1])
    assert asked == (claire.id, "email", opposition.fingerprint("email", claire.email))
    text = message.get_body(("plain",)).get_content()
    assert url in text and url.replace("&", "&amp;") in message.get_body(("html",)).get_content()
    assert "123,45" in text and f"/catalogue/{plan.product.slug}" in text and "/offre/" not in text


def test_no_other_mail_carries_them(app, mails):
    from_shop = builders.representative(builders.lyon())
    letters.send(letter())
    assert from_shop.email not in written_to()
    assert all("List-Unsubscribe" not in compose(row) for row in mails())


def test_links_of_letters_tell_of_being_opened_for_consenters_only(app, run_outbox):
    plan = builders.plan(12_345, commitment="one_off", billing="once")
    claire = person()
    preferences.choose(claire, {"profiling": True}, "preferences", FROM)
    letters.send(letter(products=[plan.product.slug]))
    run_outbox()
    assert "/offre/" in Message.get(Message.kind == "prospecting.letter").context["offers"][0]["url"]


GOOD = '[fr]\nsubject = "Rentrée"\ntext = "Un.\\n\\nDeux."\n[en]\nsubject = "Term"\ntext = "One."\n'


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("key = ", "TOML"),
        (GOOD, "key"),
        (f'key = "Été"\n{GOOD}', "key"),
        (f'key = "été-2026"\n{GOOD}', "key"),
        (f'key = "a-b-c"\ncountries = ["es"]\n{GOOD}', "countries"),
        (f'key = "a-b-c"\nproducts = ["nulle-part"]\n{GOOD}', "nulle-part"),
        ('key = "a-b-c"\n[fr]\nsubject = "x"\ntext = "y"\n', "[en]"),
        ('key = "a-b-c"\nfr = "x"\n', "[fr]"),
    ],
)
def test_a_file_that_cannot_be_sent_says_what_to_change(app, source, words):
    with pytest.raises(WrongLetter) as refusal:
        letters.read(source)
    assert words in str(refusal.value)


def test_a_good_file_is_read_whole(app):
    read = letters.read(f'key = "2026-12-rentree"\n{GOOD}')
    assert read.texts["fr"] == ("Rentrée", ["Un.", "Deux."]) and read.countries == ["fr", "ma"]


def test_a_refusal_is_remembered_without_a_name_and_lifted_by_a_new_yes(app):
    claire = person()
    preferences.choose(claire, {"email": False, "phone": False}, "preferences", FROM)
    assert Opposition.select().count() == 2
    assert claire.email not in str(list(Opposition.select().dicts()))
    preferences.choose(claire, {"email": True}, "preferences", FROM)
    assert service.may_write(claire, "email") and not service.may_write(claire, "phone")


def test_unticked_at_sign_up_is_a_no_but_not_an_opposition(app):
    claire = person("opt_in", allowed=False)
    assert not Opposition.select().exists() and not service.may_write(claire, "email")


def test_the_list_outlives_the_account_and_lasts_three_years(app):
    with clock.frozen(NOON):
        claire = person()
        address = claire.email
        preferences.choose(claire, {"email": False}, "preferences", FROM)
        Person.delete().execute()
    with clock.frozen(NOON + opposition.KEPT):
        opposition.forget_old()
        assert opposition.is_opposed("email", address)
    with clock.frozen(NOON + opposition.KEPT + timedelta(seconds=1)):
        opposition.forget_old()
        assert not opposition.is_opposed("email", address)


def test_each_choice_is_evidence(app):
    claire = person()
    kept = [entry for entry in entries_about("pa-fr", [f"person:{claire.id}"]) if entry.kind == "consent.preference"]
    assert len(kept) == 3 and "192.0.2.7" in kept[0].detail and "192.0.2.7" not in kept[0].content


def test_partners_are_given_consenters_only(app):
    claire, paul = person(), person()
    preferences.choose(claire, {"partners": True}, "preferences", FROM)
    assert [service.may_share(each, "email") for each in (claire, paul)] == [True, False]
    assert [row["email"] for row in given("Partenaire Démo")] == [claire.email]
    assert PartnerShare.get().partner == "Partenaire Démo"


def test_a_channel_that_is_opposed_is_not_passed_on(app):
    claire = person()
    preferences.choose(claire, {"partners": True, "phone": False}, "preferences", FROM)
    (row,) = given("Partenaire Démo")
    assert (row["email"], row["phone"]) == (claire.email, "")


@pytest.mark.parametrize("how", ["withdrawn", "restricted"])
def test_a_partner_is_told_once_of_a_withdrawal(app, how):
    claire = person()
    preferences.choose(claire, {"partners": True}, "preferences", FROM)
    given("Partenaire Démo")
    assert sharing.withdrawn("Partenaire Démo") == []
    if how == "withdrawn":
        preferences.choose(claire, {"partners": False}, "preferences", FROM)
    else:
        uses.restrict(claire, [uses.PARTNERS], uses.OBJECTION)
    assert given("Partenaire Démo") == []
    assert [row["email"] for row in sharing.withdrawn("Partenaire Démo")] == [claire.email]
    assert sharing.withdrawn("Partenaire Démo") == []


def test_a_partner_learns_of_an_account_that_was_erased(app):
    claire = person()
    address = claire.email
    preferences.choose(claire, {"partners": True, "profiling": True}, "preferences", FROM)
    profiling.note(claire, builders.plan(100, commitment="one_off", billing="once").product.id, "seen")
    given("Partenaire Démo")
    erasure.erase(claire.organisation, "closure", tell=False)
    assert not Interest.select().exists()
    assert [row["email"] for row in sharing.withdrawn("Partenaire Démo")] == [address]
    assert PartnerShare.get().email == ""


def test_withdrawing_profiling_deletes_the_profile_with_it(app):
    claire, paul = person(), person()
    product = builders.plan(100, commitment="one_off", billing="once").product
    for each in (claire, paul):
        preferences.choose(each, {"profiling": True}, "preferences", FROM)
        profiling.note(each, product.id, "seen")
        profiling.note(each, product.id, "seen")
    assert {row.count for row in Interest.select()} == {2}
    preferences.choose(claire, {"profiling": False}, "preferences", FROM)
    assert [row.person_id for row in Interest.select()] == [paul.id]
    assert not service.may_profile(claire)


def test_a_withdrawal_that_fails_deletes_nothing(app):
    claire = person()
    product = builders.plan(100, commitment="one_off", billing="once").product
    preferences.choose(claire, {"profiling": True}, "preferences", FROM)
    profiling.note(claire, product.id, "seen")
    with pytest.raises(ZeroDivisionError), transaction():
        preferences.choose(claire, {"profiling": False}, "preferences", FROM)
        raise ZeroDivisionError
    assert Interest.select().exists() and service.may_profile(claire)


@pytest.mark.postgresql
def test_letters_and_choices_work_on_postgresql(postgresql_app):
    claire = person()
    product = builders.plan(100, commitment="one_off", billing="once").product
    preferences.choose(claire, {"profiling": True, "partners": True}, "preferences", FROM)
    profiling.note(claire, product.id, "seen")
    profiling.note(claire, product.id, "seen")
    assert letters.send(letter()) == 1
    assert len(given("Démo")) == 1 and len(given("Démo")) == 1
    service.unsubscribe(claire.id, "email", opposition.fingerprint("email", claire.email), FROM)
    service.unsubscribe(claire.id, "email", opposition.fingerprint("email", claire.email), FROM)
    assert Interest.get().count == 2 and not service.may_write(claire, "email")


def test_the_operators_commands(app, tmp_path, run_outbox):
    claire = person()
    preferences.choose(claire, {"partners": True}, "preferences", FROM)
    file = tmp_path / "letter.toml"
    file.write_text(f'key = "2026-12-rentree"\n{GOOD}', encoding="utf-8")
    run = app.test_cli_runner().invoke
    assert "1 people" in run(args=["prospecting", "send", str(file), "--dry-run"]).output
    assert "1 people" in run(args=["prospecting", "send", str(file)]).output
    assert claire.email in run(args=["prospecting", "partners", "--partner", "Démo"]).output
    assert run(args=["prospecting", "oppose", "phone", "0478000000"]).exit_code != 0
    assert run(args=["prospecting", "oppose", "email", claire.email]).exit_code == 0
    run_outbox()
    assert written_to() == []
    file.write_text("key = 1", encoding="utf-8")
    assert run(args=["prospecting", "send", str(file)]).exit_code != 0
