"""The WSGI app and its command line."""

from phoenix.application import create_app

app = create_app()
