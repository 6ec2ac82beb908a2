"""Another process of a shop, that shows a page each time it is asked: run by test_saved_texts_everywhere.py.

Arguments: INSTANCE DATABASE_URL. Each line read is an address; the answer is its body's words as one line of JSON.
"""

import json
import sys

from phoenix.application import create_app


def main(instance: str, database_url: str):
    settings = {"instance": instance, "database_url": database_url, "base_url": "http://localhost"}
    app = create_app({**settings, "log_requests": False, "rate_limits": False})
    client = app.test_client()
    for line in sys.stdin:
        print(json.dumps(client.get(line.strip()).text), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
