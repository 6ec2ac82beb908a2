"""A process cut off while it writes: the row and its entry are both there or neither is (clause 4.3)."""

import os
import signal
import subprocess
import sys
import time

import pytest

from phoenix.archive import verifying
from phoenix.archive.models import ArchiveEntry
from phoenix.evidence import live
from phoenix.messages.models import Message

WRITER = """
import sys
from phoenix.application import create_app
from phoenix.care.models import ContactMessage
from phoenix.database import transaction

app = create_app({"instance": sys.argv[1], "database_url": sys.argv[2], "log_requests": False})
with app.app_context():
    for number in range(100_000):
        with transaction():
            for part in range(5):
                key = f"{sys.argv[3]}:{number}:{part}"
                ContactMessage.create(key=key, subject="other", name="Awa", email="awa@example.org", body="Bonjour",
                                      language="fr", country="fr", network="192.0.2.7")
        if number == 0:
            print("writing", flush=True)
"""


def cut_off(app, seconds: float, name: str) -> None:
    """Let a process write for so long after its first transaction, then take its power away."""
    settings = app.config["SETTINGS"]
    arguments = [sys.executable, "-c", WRITER, str(settings.instance), settings.database_url, name]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "writing\n"
    time.sleep(seconds)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()


def whole() -> int:
    """Nothing is wrong; how many messages are kept."""
    for seller in verifying.chains():
        assert verifying.verify(seller).troubles == []
    assert list(live.differences()) == []
    return ArchiveEntry.select().where(ArchiveEntry.kind == "message.received").count()


def several_times(app) -> None:
    counts = [whole()]
    for turn, seconds in enumerate((0.2, 0.31, 0.43)):
        cut_off(app, seconds, f"turn {turn}")
        counts.append(whole())
    assert counts == sorted(set(counts)), counts
    assert all(count % 5 == 0 for count in counts)
    assert Message.select().count() == 0


def test_on_sqlite(app):
    several_times(app)


@pytest.mark.postgresql
def test_on_postgresql(postgresql_app):
    several_times(postgresql_app)
