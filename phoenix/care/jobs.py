"""Timed work of this room."""

from phoenix.care import review_invitations

HANDLERS: dict = {}
EVERY_DAY = [review_invitations.daily]
