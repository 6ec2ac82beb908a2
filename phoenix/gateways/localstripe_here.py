"""Runs localstripe with its memory kept in the checkout: `python -m … --port N`.

localstripe writes its store to one fixed path that every copy on the machine would share;
PHOENIX_LOCALSTRIPE_STORE says where this copy keeps it.
"""

import builtins
import os
import runpy

FIXED = "/tmp/localstripe.pickle"
_open = builtins.open


def _open_here(file, *args, **kwargs):
    return _open(os.environ["PHOENIX_LOCALSTRIPE_STORE"] if file == FIXED else file, *args, **kwargs)


if __name__ == "__main__":
    builtins.open = _open_here
    runpy.run_module("localstripe", run_name="__main__", alter_sys=True)
