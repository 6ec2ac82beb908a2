"""Timed work of this room, found by the worker."""

from __future__ import annotations

from phoenix.payments.expiring import announce
from phoenix.payments.sweep import sweep

HANDLERS: dict = {}
EVERY_MINUTE = [sweep, announce]
