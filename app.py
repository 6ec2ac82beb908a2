"""The WSGI app and its command line."""

from phoenix.application import create_app
from phoenix.config import IncompleteSettings

try:
    app = create_app()
except IncompleteSettings as missing:
    raise SystemExit(f"The shop does not start. {missing}") from None
