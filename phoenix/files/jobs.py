"""What the worker does for this room."""

from __future__ import annotations

from phoenix.files import examining, service

HANDLERS = {service.EXAMINE: examining.examine, service.FORGET: service.forget_bytes}
EVERY_DAY = (examining.scan_unscanned,)
