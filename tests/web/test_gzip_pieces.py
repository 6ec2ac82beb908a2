"""Compressed pieces with parts between them are one gzip file, whatever their bytes."""

import gzip

from hypothesis import given
from hypothesis import strategies as some

from phoenix.web import gzip_pieces

BYTES = some.one_of(some.binary(max_size=300), some.text(max_size=300).map(str.encode))


@given(some.lists(some.tuples(BYTES, some.booleans()), max_size=8))
def test_what_goes_in_comes_out(pieces):
    plain = b"".join(piece for piece, _ in pieces)
    blocks = [gzip_pieces.compressed(piece) if pack else gzip_pieces.stored(piece) for piece, pack in pieces]
    assert gzip.decompress(gzip_pieces.whole(blocks, plain)) == plain


def test_a_part_longer_than_a_block():
    part = bytes(range(256)) * 1_000
    assert gzip.decompress(gzip_pieces.whole([gzip_pieces.stored(part)], part)) == part
