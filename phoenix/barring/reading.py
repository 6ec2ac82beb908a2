"""Blocks as the staff's pages show them: by what they keep out, page by page (clause 14a)."""

from __future__ import annotations

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.barring import rules
from phoenix.barring.blocks import PAGE
from phoenix.barring.models import Block
from phoenix.kernel import clock

IN_FORCE, OVER = "open", "over"


def in_state(state: str):
    """The condition of blocks in force, or over; the first are few, and found by their end."""
    in_force = Block.lifted_at.is_null() & (Block.until > clock.now())
    return in_force & (Block.id << Block.select(Block.id).where(in_force)) if state == IN_FORCE else ~in_force


def about(typed: str):
    """The condition of blocks of a reference, an e-mail, an address or a range (what lies around is found)."""
    if rules.is_reference(typed):
        return Block.organisation << Organisation.select(Organisation.id).where(Organisation.reference == typed.strip().upper())
    if "@" in typed:
        return Block.person << Person.select(Person.id).where(Person.email_key == typed.strip().lower())
    try:
        network = rules.parse_network(typed)
    except rules.Refused:
        return Block.network == typed
    around = [str(network.supernet(new_prefix=length)) for length in range(network.prefixlen + 1)]
    return Block.network << around


def one(block_id: int) -> Block | None:
    """A block with whom it keeps out."""
    return with_owners().where(Block.id == block_id).first()


def with_owners() -> peewee.ModelSelect:
    """Blocks with whom they keep out."""
    outer = peewee.JOIN.LEFT_OUTER
    query = Block.select(Block, Organisation, Person).join(Organisation, outer)
    return query.switch(Block).join(Person, outer, on=(Block.person == Person.id))


def earlier(row: Block) -> list[Block]:
    """Other blocks of the same, the latest first."""
    same = {
        "address": Block.network == row.network,
        "organisation": Block.organisation == row.organisation_id,
        "person": Block.person == row.person_id,
    }[row.kind]
    return list(Block.select().where(same, Block.kind == row.kind, Block.id != row.id).order_by(Block.id.desc()).limit(PAGE))


def count_automatic() -> tuple[int, object]:
    """How many addresses the software keeps out now by itself, and since when."""
    query = Block.select(peewee.fn.COUNT(Block.id), peewee.fn.MIN(Block.began_at))
    count, since = query.where(Block.automatic, Block.until > clock.now(), Block.lifted_at.is_null()).tuples().get()
    return count, Block.began_at.python_value(since)
