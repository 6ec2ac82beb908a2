"""Timed work of this room."""

from phoenix.partners import ending

HANDLERS: dict = {}
EVERY_DAY = (ending.run,)
