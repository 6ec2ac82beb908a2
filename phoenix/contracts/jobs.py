"""The worker's share: those under contract are told of a new version, some hundreds at a time."""

from __future__ import annotations

from phoenix.contracts.service import tell

HANDLERS = {"documents.tell": tell}
