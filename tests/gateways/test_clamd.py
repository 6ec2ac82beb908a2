"""The virus scanner over its own protocol, against a process that speaks it (issue 5)."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests import file_samples as sample

from phoenix.config import IncompleteSettings, load
from phoenix.gateways import clamd

FAKE = Path(__file__).with_name("fake_clamd.py")


@pytest.fixture
def start():
    """Start the scanner at a place; where it listens."""
    processes = []

    def begin(place: str = "0") -> str:
        process = subprocess.Popen([sys.executable, str(FAKE), place], stdout=subprocess.PIPE, text=True)
        processes.append(process)
        return process.stdout.readline().strip()

    yield begin
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


def test_what_is_clean_passes_and_a_virus_is_named(start):
    url = f"tcp://127.0.0.1:{start()}"
    assert clamd.scan(url, sample.PDF * 1000) == ""
    assert clamd.scan(url, sample.EICAR) == "Eicar-Signature"
    assert clamd.scan(url, b"") == ""


def test_by_a_socket_of_the_machine(start, tmp_path):
    assert clamd.scan(f"unix://{start(str(tmp_path / 'clamd'))}", sample.EICAR) == "Eicar-Signature"


def test_a_scanner_that_is_away_or_says_something_else_proves_nothing(start, tmp_path, monkeypatch):
    with pytest.raises(clamd.ScannerAway):
        clamd.scan("tcp://127.0.0.1:1", b"x")
    with pytest.raises(clamd.ScannerAway):
        clamd.scan(f"unix://{tmp_path}/nobody", b"x")
    with pytest.raises(clamd.ScannerAway, match="size limit"):
        clamd.scan(f"tcp://127.0.0.1:{start()}", b"INSTREAM size limit")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(clamd, "TIMEOUT", 0.2)
        with pytest.raises(clamd.ScannerAway):
            clamd.scan(f"tcp://127.0.0.1:{silent.getsockname()[1]}", b"x")


def test_an_address_that_is_none_is_refused_at_the_start(tmp_path):
    with pytest.raises(IncompleteSettings, match="PHOENIX_CLAMD_URL"):
        load({"clamd_url": "127.0.0.1:3310", "instance": str(tmp_path)})
