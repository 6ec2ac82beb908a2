"""Values: classes that never change, are equal when what they hold is, and are quick to define.

A dataclass writes and compiles six methods for each class, which is a millisecond; there are more
than a hundred, and a web process has one second to start. Here it compiles one, the others are shared.
"""

from __future__ import annotations

from dataclasses import MISSING, FrozenInstanceError, dataclass, fields
from operator import attrgetter
from typing import dataclass_transform


@dataclass_transform(frozen_default=True)
def frozen(cls):
    """The class as `dataclass(frozen=True, slots=True)` would make it, with `replace`, `fields` and
    `__post_init__`. Defaults are values: for a new list or dictionary each time take a dataclass."""
    cls = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    known = fields(cls)
    names = tuple(field.name for field in known)
    held = attrgetter(*names)

    def equals(self, other):
        return held(self) == held(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self):
        return hash(held(self))

    def shown(self):
        return f"{cls.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    def made_again(self):
        return self.__class__, tuple(getattr(self, name) for name in names)

    cls.__init__ = _init(cls, known)
    cls.__eq__, cls.__hash__, cls.__repr__, cls.__reduce__ = equals, hashed, shown, made_again
    cls.__setattr__ = cls.__delattr__ = _refuse
    return cls


def _init(cls, known):
    """A constructor with the fields as its parameters."""
    parameters = ", ".join(
        field.name if field.default is MISSING else f"{field.name}=default_{field.name}" for field in known
    )
    steps = [f"put(self, {field.name!r}, {field.name})" for field in known]
    if hasattr(cls, "__post_init__"):
        steps.append("self.__post_init__()")
    names = {"put": object.__setattr__, **{f"default_{field.name}": field.default for field in known}}
    exec(f"def __init__(self, {parameters}): {'; '.join(steps)}", names)
    return names["__init__"]


def _refuse(self, name, *_given):
    raise FrozenInstanceError(f"{name!r} of a {type(self).__name__} cannot be changed")
