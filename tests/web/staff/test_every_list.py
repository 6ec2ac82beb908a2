"""Every staff list asks as many questions of the database for sixty rows as for five."""

from __future__ import annotations

import pytest
from tests.bench.lists_fill import Filler, lists
from tests.web.staff.people import staff

from phoenix.database import database

ALL = lists()


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_list_asks_the_same_for_five_rows_and_for_sixty(client, name, queries_of):
    declared, address = ALL[name]
    staff(client, "admin")
    every = f"{address}?" + "&".join(f"{each.name}=all" for each in declared.filters if each.kind == "choice")
    counts = []
    for size in (5, 60):
        with database.atomic():
            Filler(size, parents=size).fill(declared)
        answer = client.get(every)
        assert answer.status_code == 200
        counts.append(queries_of(lambda: client.get(every)))
        assert answer.get_data(as_text=True).count("<tr>") > 1, "the list shows nothing"
    assert counts[0] == counts[1]
