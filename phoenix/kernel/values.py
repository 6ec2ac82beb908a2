"""Values: classes that never change, are equal when what they hold is, and are quick to define.

A dataclass writes and compiles six methods for each class, which is a millisecond; there are more
than a hundred, and a web process has one second to start. Here two short ones are compiled, the others
are shared; an instance is made in less time too.
"""

from __future__ import annotations

from dataclasses import MISSING, FrozenInstanceError, dataclass, fields
from typing import dataclass_transform


@dataclass_transform(frozen_default=True)
def frozen(cls):
    """The class as `dataclass(frozen=True, slots=True)` would make it, with `replace`, `fields` and
    `__post_init__`. Defaults are values: for a new list or dictionary each time take a dataclass."""
    cls = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    cls.__init__, held = _compiled(cls)

    def equals(self, other):
        return held(self) == held(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self):
        return hash(held(self))

    def shown(self):
        names = [field.name for field in fields(cls)]
        return f"{cls.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    def made_again(self):
        return self.__class__, held(self)

    cls.__eq__, cls.__hash__, cls.__repr__, cls.__reduce__ = equals, hashed, shown, made_again
    cls.__setattr__ = cls.__delattr__ = _refuse
    return cls


def _compiled(cls) -> tuple:
    """A constructor with the fields as its parameters, and a function that gives what an instance holds."""
    known = {field.name: field.default for field in fields(cls)}
    parameters = ", ".join(name if default is MISSING else f"{name}=or_{name}" for name, default in known.items())
    steps = [f"put_{name}(self, {name})" for name in known]
    if hasattr(cls, "__post_init__"):
        steps.append("self.__post_init__()")
    names = {f"put_{name}": getattr(cls, name).__set__ for name in known}
    names |= {f"or_{name}": default for name, default in known.items()}
    text = f"""def __init__(self, {parameters}): {"; ".join(steps)}
def held(self): return ({"".join(f"self.{name}, " for name in known)})"""
    exec(text, names)
    return names["__init__"], names["held"]


def _refuse(self, name, *_given):
    raise FrozenInstanceError(f"{name!r} of a {type(self).__name__} cannot be changed")
