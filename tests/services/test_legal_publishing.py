"""Publishing a new version is an operator's act with a day; those under contract are told, once each (clause 2b)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from phoenix.accounts.models import Organisation
from phoenix.contracts import service as contracts
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.legal import publishing, service
from phoenix.legal.models import versions_of
from phoenix.legal.publishing import NotPublishable
from phoenix.legal.sources import sources
from phoenix.messages.models import Message
from phoenix.outbox.models import Job
from tests import payment_world as world

MARCH = datetime(2027, 3, 1, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def march(app):
    with clock.frozen(MARCH):
        yield


@pytest.fixture
def lyon(app):
    with clock.frozen(MARCH - timedelta(days=30)):
        return world.person(world.organisation("fr"))


@pytest.fixture
def command(app):
    """Runs `legal …`: (exit code, what it said)."""
    runner = app.test_cli_runner()

    def run(*words):
        result = runner.invoke(args=["legal", *words])
        return result.exit_code, result.output

    return run


def reworded(code: str) -> str:
    return versions_of(code)[0].source.rstrip() + " Encore un mot.\n"


def told() -> list[str]:
    return [row.to_address for row in Message.select().where(Message.kind == "contracts.document_changed").order_by(Message.id)]


def publish(code: str, on: date = date(2027, 4, 1)):
    return publishing.publish_next(code, on, reworded(code))


def test_a_version_is_announced_and_comes_into_force_on_its_day(app):
    publish("conditions")
    assert service.version_in_force("conditions", date(2027, 3, 31)).number == 1
    assert service.version_in_force("conditions", date(2027, 4, 1)).number == 2


@pytest.mark.parametrize(
    ("code", "on", "text", "why"),
    [
        ("contrat", date(2027, 4, 1), None, "unknown"),
        ("conditions", date(2027, 4, 1), None, "nothing"),
        ("conditions", date(2027, 2, 28), "# Titre\n\n## 1. Objet\n\nUn.\n", "past"),
        ("conditions", date(2027, 4, 1), "Sans titre", "text"),
        ("conditions", date(2027, 4, 1), "# Titre\n\n## 1. Objet\n\n%(personne)s\n", "text"),
    ],
)
def test_what_cannot_be_published_is_refused(app, code, on, text, why):
    with pytest.raises(NotPublishable) as refusal:
        publishing.publish_next(code, on, text)
    assert refusal.value.why == why
    assert len(versions_of("conditions")) == 1


def test_the_same_text_again_is_no_new_version(app):
    with pytest.raises(NotPublishable, match="same"):
        publishing.publish_next("conditions", date(2027, 4, 1), versions_of("conditions")[0].source)


def test_a_version_never_comes_before_the_one_it_follows(app):
    publish("conditions", date(2027, 6, 1))
    with pytest.raises(NotPublishable, match="before"):
        publish("conditions", date(2027, 5, 1))


def test_the_act_made_twice_publishes_once(app):
    text = reworded("conditions")
    first = publishing.publish_next("conditions", date(2027, 4, 1), text, number=2)
    again = publishing.publish_next("conditions", date(2027, 4, 1), text, number=2)
    assert again.id == first.id and len(versions_of("conditions")) == 2


def test_a_draft_of_the_tree_waits_for_the_operator(app, tmp_path, monkeypatch):
    def tree(second: str):
        (tmp_path / "cookies").mkdir(exist_ok=True)
        for number, words in ((1, "Un."), (2, second)):
            (tmp_path / "cookies" / f"{number}.fr.md").write_text(f"# Cookies\n\n## 1. Objet\n\n{words}\n", encoding="utf-8")
        (tmp_path / "versions.toml").write_text('[cookies]\n1 = 2027-01-01\n2 = "draft"\n')
        return sources(tmp_path)

    service.Document.get(service.Document.code == "cookies").update(code="old").where(service.Document.code == "cookies").execute()
    for module in (service, publishing):
        monkeypatch.setattr(module, "sources", lambda: tree("Deux."))
    assert [version.number for version in service.publish()] == [1]
    assert [(each.code, each.number) for each in publishing.drafts()] == [("cookies", 2)]
    publishing.publish_next("cookies", date(2027, 4, 1))
    assert service.publish() == [] and publishing.drafts() == []
    for module in (service, publishing):
        monkeypatch.setattr(module, "sources", lambda: tree("Tout autre chose."))
    with pytest.raises(service.PublishedTextChanged):
        service.publish()


def test_everybody_with_an_account_is_told_of_new_terms_once(lyon, run_outbox):
    casablanca = world.person(world.organisation("ma"), "en")
    with clock.frozen(MARCH + timedelta(hours=1)):
        version = publish("conditions")
        run_outbox()
        contracts.tell({"version": version.id, "after": 0})
        run_outbox()
    assert sorted(told()) == sorted([lyon.email, casablanca.email])
    english = Message.get(Message.to_address == casablanca.email)
    assert english.subject.endswith(": a new version from 1 April 2027")
    assert english.language == "en" and contracts.told(version) == 2


def test_closed_accounts_and_addresses_not_confirmed_are_left_alone(lyon, run_outbox):
    Organisation.update(closed_at=clock.now()).where(Organisation.id == lyon.organisation_id).execute()
    publish("conditions")
    run_outbox()
    assert told() == []


def test_terms_of_service_are_told_to_those_under_contract_only(lyon, run_outbox):
    bystander = world.person(world.organisation("fr", "Sans commande"))
    order = world.order(lyon, world.plan())
    with transaction():
        world.orders.confirm(order, lyon, "fr", "192.0.2.1", "Firefox", world.version_ids(order))
    with clock.frozen(MARCH + timedelta(hours=1)):
        publish("conditions-de-service")
        run_outbox()
    assert told() == [lyon.email] and bystander.email not in told()


def test_an_old_single_purchase_is_no_contract_under_way(lyon, run_outbox):
    order = world.order(lyon, world.plan())
    with transaction():
        world.orders.confirm(order, lyon, "fr", "192.0.2.1", "Firefox", world.version_ids(order))
    with clock.frozen(MARCH + timedelta(days=400)):
        publish("conditions-de-service", date(2028, 6, 1))
        run_outbox()
    assert told() == []


def test_partners_are_told_of_the_partner_agreement(lyon, run_outbox):
    world.person(world.organisation("fr", "Une autre"))
    Organisation.update(partner_since=date(2027, 1, 1)).where(Organisation.id == lyon.organisation_id).execute()
    with clock.frozen(MARCH + timedelta(hours=1)):
        publish("accord-partenaires")
        run_outbox()
    assert told() == [lyon.email]


def test_many_customers_are_told_in_batches_and_each_once(lyon, run_outbox, monkeypatch):
    monkeypatch.setattr(contracts, "BATCH", 2)
    with clock.frozen(MARCH - timedelta(days=1)):
        people = [lyon, *(world.person(world.organisation("fr", f"Maison {number}")) for number in range(4))]
    version = publish("confidentialite")
    run_outbox()
    assert sorted(told()) == sorted(person.email for person in people)
    assert Job.select().where(Job.kind == "documents.tell").count() == 3
    assert contracts.told(version) == 5


def test_a_first_start_tells_nobody(app, run_outbox):
    assert not Job.select().where(Job.kind == "documents.tell").exists()


def test_the_command_shows_what_would_change_and_changes_nothing(command, lyon, tmp_path):
    path = tmp_path / "conditions.md"
    path.write_text(reworded("conditions"), encoding="utf-8")
    code, said = command("publish", "conditions", "--on", "2027-04-01", "--file", str(path), "--dry-run")
    assert code == 0 and "Nothing was published" in said
    assert "1 organisation(s)" in said and "20. Droit applicable et tribunaux: 1 changed" in said
    assert len(versions_of("conditions")) == 1


def test_the_command_publishes_and_lists(command, lyon, tmp_path, run_outbox):
    path = tmp_path / "conditions.md"
    path.write_text(reworded("conditions"), encoding="utf-8")
    code, said = command("publish", "conditions", "--on", "2027-04-01", "--file", str(path))
    assert code == 0 and "Published conditions 2, in force on 2027-04-01" in said
    run_outbox()
    code, said = command("list")
    assert code == 0 and "conditions 2  2027-04-01  announced" in said and "1 told" in said


def test_the_command_says_what_to_do_instead(command):
    for words, expected in (
        (("publish", "contrat", "--on", "2027-04-01"), "legal list"),
        (("publish", "conditions", "--on", "2027-04-01"), "No draft waits as version 2"),
        (("partner", "C-999"), "No organisation C-999"),
    ):
        code, said = command(*words)
        assert code == 1 and expected in said


def test_an_organisation_becomes_a_partner_and_ceases_to_be_one(command, lyon):
    reference = lyon.organisation.reference
    assert "partner since 2027-03-01" in command("partner", reference)[1]
    assert Organisation.get(reference=reference).partner_since == date(2027, 3, 1)
    assert "no partner" in command("partner", reference, "--end")[1]
    assert Organisation.get(reference=reference).partner_since is None
