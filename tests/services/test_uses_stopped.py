"""A restriction or objection truly stops each use it names, and no other (clause 9.3)."""

import pytest
from tests import builders

from phoenix.accounts import preferences, uses
from phoenix.accounts.session import Visit
from phoenix.privacy import service
from phoenix.privacy.service import Asked
from phoenix.prospecting.service import may_profile, may_share, may_write

VISIT = Visit("192.0.2.7", "Firefox")
ASKS = {
    uses.PROSPECTING: lambda person: may_write(person, "email"),
    uses.PARTNERS: lambda person: may_share(person, "email"),
    uses.PROFILING: may_profile,
}


@pytest.fixture
def camille(app):
    person = builders.representative(builders.lyon(), phone="+33612345678")
    preferences.choose(person, dict.fromkeys(preferences.CHANNELS, True), "preferences", VISIT)
    assert all(ask(person) for ask in ASKS.values())
    return person


@pytest.mark.parametrize("kind", ["restriction", "objection"])
@pytest.mark.parametrize("use", sorted(ASKS))
def test_it_stops_this_use(camille, kind, use):
    service.ask(camille, Asked(kind, f"{kind}:{use}", uses=(use,)), VISIT)
    assert not ASKS[use](camille)


@pytest.mark.parametrize("use", sorted(ASKS))
def test_a_restriction_stops_no_other_and_gives_back_what_it_stopped(camille, use):
    row = service.ask(camille, Asked("restriction", use, uses=(use,)), VISIT)
    assert all(ask(camille) for other, ask in ASKS.items() if other != use)
    service.cancel(row)
    assert ASKS[use](camille)


def test_an_unknown_use_is_no_question(camille):
    with pytest.raises(ValueError):
        uses.is_restricted(camille, "everything")


def test_what_serves_many_leaves_them_out(camille):
    other = builders.representative(builders.lyon(name="Autre"))
    uses.restrict(camille, [uses.PROSPECTING], uses.RESTRICTION)
    assert [row.person_id for row in uses.restricted_ids(uses.PROSPECTING)] == [camille.id] != [other.id]
    assert list(uses.restricted_ids(uses.PROFILING)) == []
