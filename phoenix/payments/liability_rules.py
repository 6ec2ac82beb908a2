"""What was paid for each service and stayed paid (clause 13b). Plain minor units only.

The rule: of each invoice counts what came in and was not given back (tax held back at source, once its
certificate was accepted, is paid too), and never more than what its credit notes leave of it. That sum is shared over the invoice's lines in proportion to their amounts
with VAT, the last cent going by order of line, so that the shares make exactly the sum.
"""

from __future__ import annotations

from collections.abc import Sequence


def kept(gross: int, credited: int, held: int, given_back: int) -> int:
    """What of an invoice is paid and stays so, never below nothing."""
    return max(0, min(held - given_back, gross - credited))


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """`total` over weights, none negative, their sum exactly `total`; evenly where nothing weighs."""
    if not weights:
        return []
    if sum(weights) <= 0:
        weights = [1] * len(weights)
    whole, before, found, run = sum(weights), 0, [], 0
    for weight in weights:
        run += weight
        upto = total * run // whole
        found.append(upto - before)
        before = upto
    return found


def weight(net: int, vat_rate: int) -> int:
    """How much a line weighs: its amount with VAT, in ten-thousandths of minor units."""
    return max(0, net) * (10_000 + vat_rate)
