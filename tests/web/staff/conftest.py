"""What the tests of the staff's pages share."""

from __future__ import annotations

import pytest

from phoenix.database import database


@pytest.fixture
def queries_of(app, monkeypatch):
    """How many statements an action asks of the database, the second time: what is kept, is kept."""

    def count(action) -> int:
        action()
        asked, real = [], type(database.obj).execute_sql

        def counted(self, sql, *more, **named):
            asked.append(sql)
            return real(self, sql, *more, **named)

        with monkeypatch.context() as patch:
            patch.setattr(type(database.obj), "execute_sql", counted)
            action()
        return len(asked)

    return count
