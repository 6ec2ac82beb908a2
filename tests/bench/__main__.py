"""All measures with a budget, as the README's table (python -m tests.bench); about ten minutes, most of them Lighthouse's.

Name some to make only these: `python -m tests.bench pages start`.
"""

from __future__ import annotations

import importlib
import sys

from tests.bench.report import report

ALL = ("pages", "scale", "start", "transfer", "checkout", "documents", "billing", "account", "personal_copy", "archive", "lists", "lighthouse")


def measures() -> list:
    """The measures of the parts named on the command line, or of all."""
    found = []
    for name in sys.argv[1:] or ALL:
        print(f"{name}…", file=sys.stderr, flush=True)
        found += importlib.import_module(f"tests.bench.{name}").measures()
    return found


if __name__ == "__main__":
    sys.exit(report(measures))
