"""Which stored means a payment page offers."""

from phoenix.payments import means
from tests import builders


def test_a_card_typed_twice_is_offered_once(app):
    lyon = builders.lyon()
    first, again = builders.card(lyon), builders.card(lyon)
    offered = means.usable(lyon.id, ("card",))
    assert len(offered) == 1 and offered[0] in (first, again)


def test_cards_that_differ_are_all_offered(app):
    lyon = builders.lyon()
    old, new = builders.card(lyon), builders.card(lyon)
    new.exp_year = 2033
    new.save()
    assert set(means.usable(lyon.id, ("card",))) == {old, new}
