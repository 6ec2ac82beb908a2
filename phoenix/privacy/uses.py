"""The uses that a person can stop, under the name by which this room's callers know them (clause 9.3)."""

from phoenix.accounts.uses import (
    OBJECTION,
    PARTNERS,
    PROFILING,
    PROSPECTING,
    RESTRICTION,
    REVIEWS,
    USES,
    in_force,
    is_restricted,
    lift,
    restrict,
    restricted_ids,
)

__all__ = [
    "OBJECTION",
    "PARTNERS",
    "PROFILING",
    "PROSPECTING",
    "RESTRICTION",
    "REVIEWS",
    "USES",
    "in_force",
    "is_restricted",
    "lift",
    "restrict",
    "restricted_ids",
]
