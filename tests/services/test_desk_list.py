"""The desk's list follows the tree: what came, what went, and which English its French left behind (clause 19b)."""

import pytest
from tests.desk_world import AICHA, desk, legal_tree, unit_of  # noqa: F401

from phoenix.translating import service, sync, tree
from phoenix.translating.models import DONE, MISSING, STALE, TextUnit, TreeRead
from phoenix.translating.tree import TreeText
from phoenix.web.models import SavedText

FIVE, THREE = "Nous répondons en cinq jours ouvrés.", "Nous répondons en trois jours ouvrés."


@pytest.fixture
def release(app, monkeypatch):
    """Have the tree say these texts: French and English of one form, `None` for none."""
    count = iter(range(1_000))

    def say(domain="messages", **texts):
        found = [TreeText(domain, (french,), (english,) if english else (), [f"templates/{name}.html:1"])
                 for name, (french, english) in texts.items()]
        monkeypatch.setattr(tree, "read", lambda: found)
        monkeypatch.setattr(tree, "digest", lambda release=f"release {next(count)}": release)
        assert sync.bring_up()

    return say


def states() -> dict[str, str]:
    return {unit.french[0]: unit.state for unit in TextUnit.select().where(TextUnit.in_use)}


def test_the_list_holds_every_text_of_the_tree(desk):
    rows = TextUnit.select().where(TextUnit.in_use)
    assert rows.count() > 1_500
    assert rows.where(TextUnit.domain == "legal").count() > 200
    assert not rows.where(TextUnit.state != DONE).count()  # the guard of translations says the same
    unit = unit_of(service.find, "messages", "Mentions légales")
    assert unit.english == ("Legal notice",)
    assert any(place.startswith("templates/") for place in unit.places)


def test_a_tree_that_did_not_change_is_not_read_again(release, monkeypatch):
    release(a=("Panier", "Cart"))
    monkeypatch.setattr(tree, "read", lambda: pytest.fail("read again"))
    assert not sync.bring_up()


def test_the_digest_follows_what_the_tree_says(legal_tree):
    before = tree.digest()
    assert tree.digest() == before
    legal_tree("conditions", "de connaître nos activités", "de découvrir nos activités")
    assert tree.digest() != before


def test_new_french_is_missing_and_old_french_leaves(release):
    release(a=("Panier", "Cart"))
    release(b=("Commande en cours", None))
    assert states() == {"Commande en cours": MISSING}


def test_french_that_changed_is_stale_and_remembers_both_sentences(release):
    release(a=(FIVE, "We answer within five working days."))
    release(a=(THREE, None))
    unit = unit_of(service.find, "messages", THREE)
    assert unit.state == STALE and unit.english == ()
    assert (unit.old_french, unit.old_english) == ((FIVE,), ("We answer within five working days.",))
    release(a=(THREE, None), b=("Panier", "Cart"))
    assert unit_of(service.find, "messages", THREE).old_french == (FIVE,)


def test_a_contract_text_comes_from_the_version_before_which_stays(release):
    release("legal", one=(FIVE, "We answer within five working days."))
    release("legal", one=(FIVE, "We answer within five working days."), two=(THREE, None))
    assert states() == {FIVE: DONE, THREE: STALE}


def test_what_was_saved_stays_until_the_tree_says_it_too(release):
    release(a=("Panier", "Cart"))
    service.save(unit_of(service.find, "messages", "Panier"), ("Basket",), unit_of(service.find, "messages", "Panier").seen, AICHA)
    release(a=("Panier", "Cart"), b=("Prix", "Price"))
    assert unit_of(service.find, "messages", "Panier").english == ("Basket",)
    assert SavedText.select().count() == 1
    release(a=("Panier", "Basket"), b=("Prix", "Price"))
    assert SavedText.select().count() == 0
    assert unit_of(service.find, "messages", "Panier").english == ("Basket",)
    assert TreeRead.select().count() == 1
