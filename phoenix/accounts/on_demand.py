"""Libraries that few requests need, loaded at their first use.

Measured here: phonenumbers, email-validator and segno take 75 ms of a web process's start (it has
one second), zxcvbn 25 ms and 8 MB. Most processes never draw a QR code nor judge a password. They
are loaded by name, so that no import hides in a function.
"""

from __future__ import annotations

import importlib
from functools import cache
from types import ModuleType


@cache
def library(name: str) -> ModuleType:
    """The library of this name."""
    return importlib.import_module(name)
