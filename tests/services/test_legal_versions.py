"""Publishing versions once and for ever, and keeping acceptances (clauses 2b, 2e)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import peewee
import pytest

from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.legal import jobs, service
from phoenix.legal.documents import legal_document_pdf
from phoenix.legal.models import Acceptance, DocumentVersion, VersionPdf
from phoenix.legal.sources import TEXTS, MissingText, sources

NOON = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A tree of texts of our own, and how to write in it."""

    def write(days: dict[int, str], texts: dict[int, str], code: str = "essai"):
        folder = tmp_path / code
        folder.mkdir(exist_ok=True)
        rows = [f"[{code}]", *(f"{number} = {day}" for number, day in days.items())]
        (tmp_path / "versions.toml").write_text("\n".join(rows))
        for number, sentence in texts.items():
            text = f"# Essai\n\n## 1. Objet\n\n{sentence}\n"
            (folder / f"{number}.fr.md").write_text(text, encoding="utf-8")

    monkeypatch.setattr(service, "sources", lambda: sources(tmp_path))
    return write


def test_publishing_twice_publishes_once(app, tree):
    tree({1: "2026-01-01"}, {1: "Un."})
    assert [version.number for version in service.publish()] == [1]
    assert service.publish() == []


def test_a_new_text_is_a_new_version_and_the_old_one_stays(app, tree):
    """clause 2b"""
    tree({1: "2026-01-01"}, {1: "Un."})
    service.publish()
    tree({1: "2026-01-01", 2: "2026-06-01"}, {1: "Un.", 2: "Deux."})
    service.publish()
    assert service.version_in_force("essai", date(2026, 5, 31)).number == 1
    assert service.version_in_force("essai", date(2026, 6, 1)).number == 2
    assert "Un." in service.version_numbered("essai", 1).text


def test_a_published_text_that_changed_is_refused_and_nothing_moves(app, tree):
    """clause 2b"""
    tree({1: "2026-01-01"}, {1: "Un."})
    service.publish()
    tree({1: "2026-01-01"}, {1: "Tout autre chose."})
    with pytest.raises(service.PublishedTextChanged, match="2.fr.md"):
        service.publish()
    assert "Un." in service.version_numbered("essai", 1).text


def test_a_published_day_that_changed_is_refused(app, tree):
    tree({1: "2026-01-01"}, {1: "Un."})
    service.publish()
    tree({1: "2026-02-01"}, {1: "Un."})
    with pytest.raises(service.PublishedTextChanged):
        service.publish()


def test_a_fact_that_changed_needs_a_new_version_and_leaves_the_old_ones(app, tree, monkeypatch):
    tree({1: "2026-01-01"}, {1: "Écrire à %(support)s."})
    service.publish()
    monkeypatch.setattr(service, "legal_facts", lambda: {"support": "ailleurs@example.org"})
    with pytest.raises(service.PublishedTextChanged):
        service.publish()
    tree({1: "2026-01-01", 2: "2026-06-01"}, {2: "Écrire à %(support)s."})
    service.publish()
    assert "ailleurs@example.org" in service.version_numbered("essai", 2).text
    assert "support@taotp.tech" in service.version_numbered("essai", 1).text


def test_a_text_without_its_day_is_refused(app, tree):
    tree({1: "2026-01-01"}, {1: "Un.", 2: "Deux."})
    with pytest.raises(MissingText):
        service.publish()


def test_published_versions_cannot_be_changed_nor_deleted(app):
    """clause 2b"""
    version = service.version_in_force("conditions")
    with pytest.raises(peewee.DatabaseError):
        DocumentVersion.update(text="x").where(DocumentVersion.id == version.id).execute()
    with pytest.raises(peewee.DatabaseError):
        DocumentVersion.delete().where(DocumentVersion.id == version.id).execute()


def test_an_acceptance_keeps_who_what_when_and_from_where(app):
    """clause 2e"""
    versions = service.documents_for_order("fr")
    with clock.frozen(NOON), transaction():
        service.record_acceptance(
            versions, person_id=7, organisation_id=3, order_id=11, language="en",
            address="203.0.113.9", user_agent="Lynx",
        )
    kept = service.acceptances_of_order(11)
    assert [row.version.document.code for row in kept] == ["conditions", "conditions-de-service"]
    assert (kept[0].sha256, kept[0].at) == (versions[0].sha256, NOON)
    assert (kept[0].person_id, kept[0].organisation_id, kept[0].language) == (7, 3, "en")
    assert (kept[0].address, kept[0].user_agent) == ("203.0.113.9", "Lynx")
    with pytest.raises(peewee.DatabaseError):
        Acceptance.delete().execute()


def test_an_order_refused_by_the_database_leaves_no_acceptance(app):
    versions = service.documents_for_order("ma")
    with pytest.raises(ZeroDivisionError), transaction():
        service.record_acceptance(
            versions, person_id=7, organisation_id=3, order_id=12, language="fr",
            address="203.0.113.9", user_agent="Lynx",
        )
        raise ZeroDivisionError
    assert service.acceptances_of_order(12) == []


def test_the_worker_makes_the_pdf_of_each_version_and_language_once(app, run_outbox):
    """clause 2a"""
    run_outbox()
    for source in sources(TEXTS):
        version = service.version_numbered(source.code, source.number)
        for language in ("fr", "en"):
            assert service.pdf_bytes(version, language).startswith(b"%PDF-")
    made = VersionPdf.select().count()
    service.publish()
    run_outbox()
    assert VersionPdf.select().count() == made


def test_a_better_translation_makes_a_new_english_pdf_and_leaves_the_french_one(app, run_outbox, monkeypatch):
    """clause 19b"""
    run_outbox()
    version = service.version_in_force("conditions")
    french, english = (service.pdf_sha(version, language) for language in ("fr", "en"))
    known = {**service.translations("en"), "Objet": "What this is about"}
    monkeypatch.setattr(service, "translations", lambda language: known if language == "en" else {})
    assert service.pdf_sha(version, "en") is None
    service.publish()
    run_outbox()
    assert service.pdf_sha(version, "en") not in (None, english)
    assert service.pdf_sha(version, "fr") == french


def test_the_pdf_of_a_version_has_the_same_bytes_when_made_again(app):
    """clause 4.3"""
    version = service.version_in_force("mandat-sepa")
    data = jobs.pdf_data(version, "fr")
    first, second = (legal_document_pdf(data, version.published_at) for _ in range(2))
    assert first == second
