"""Timed work of this room."""

from phoenix.audience.counting import forget_old

HANDLERS: dict = {}
EVERY_DAY = [forget_old]
