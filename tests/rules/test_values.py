"""A frozen value behaves as a frozen dataclass with slots does."""

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace

import pytest
from phoenix.kernel.values import frozen


@frozen
class Lot:
    """Some seats."""

    seats: int
    of: str = "licence"
    note: str | None = field(default=None)

    @property
    def twice(self) -> int:
        return self.seats * 2


@frozen
class Counted(Lot):
    """Some seats and their number."""

    number: int = 0

    def __post_init__(self):
        if self.number < 0:
            raise ValueError("negative")


@dataclass(frozen=True, slots=True)
class Twin:
    """What `Lot` is compared with."""

    seats: int
    of: str = "licence"
    note: str | None = None


def test_it_is_made_with_positions_names_and_defaults():
    assert (Lot(3).seats, Lot(3).of, Lot(seats=3, note="x").note) == (3, "licence", "x")
    for wrong in ({}, {"seats": 1, "other": 2}):
        with pytest.raises(TypeError):
            Lot(**wrong)


def test_it_equals_what_holds_the_same_and_is_of_the_same_class():
    assert Lot(3) == Lot(3) and hash(Lot(3)) == hash(Lot(3))
    assert Lot(3) != Lot(4) and Lot(3) != Twin(3) and Lot(3) != Counted(3)
    assert len({Lot(3), Lot(3), Lot(4)}) == 2


def test_it_never_changes_and_holds_nothing_else():
    lot = Lot(3)
    for name in ("seats", "other"):
        with pytest.raises(FrozenInstanceError):
            setattr(lot, name, 4)
    with pytest.raises(FrozenInstanceError):
        del lot.seats
    assert lot.seats == 3 and not hasattr(lot, "__dict__")


def test_it_shows_itself_as_a_dataclass_does():
    assert repr(Lot(3, "pack")) == repr(Twin(3, "pack")).replace("Twin", "Lot")


def test_what_works_on_dataclasses_works_on_it():
    assert replace(Lot(3, "pack"), seats=5) == Lot(5, "pack")
    assert [each.name for each in fields(Lot)] == ["seats", "of", "note"]
    assert copy.deepcopy(Lot(3)) == Lot(3) == pickle.loads(pickle.dumps(Lot(3)))


def test_a_class_below_adds_fields_and_checks_them():
    assert Counted(3, number=2).twice == 6 and repr(Counted(3)).startswith("Counted(seats=3,")
    with pytest.raises(ValueError, match="negative"):
        Counted(3, number=-1)
