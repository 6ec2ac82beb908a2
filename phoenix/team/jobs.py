"""What the worker does for this room: browsers of long ago are forgotten."""

from phoenix.team import session

HANDLERS = {}
EVERY_MINUTE = [session.forget_ended]
