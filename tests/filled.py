"""Forms as a customer without JavaScript meets them: fetched, filled, submitted."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin

CONTROLS = ("input", "select", "textarea")


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms: list[dict] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.headings: list[str] = []
        self._in: list[str] = []
        self._select = self._area = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self._in.append(tag)
        if tag == "form":
            action, method = given.get("action", ""), given.get("method", "get")
            self.forms.append({"action": action, "method": method.lower(), "values": {}, "names": set()})
        elif tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag in CONTROLS and self.forms and given.get("name"):
            self._control(tag, given)
        elif tag == "option" and self._select:
            value = given.get("value", "")
            if "selected" in given or self._select not in self.forms[-1]["values"]:
                self.forms[-1]["values"][self._select] = value

    def _control(self, tag, given):
        form, name = self.forms[-1], given["name"]
        form["names"].add(name)
        kind = given.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            form["values"][name] = ""
        elif kind in ("checkbox", "radio"):
            if "checked" in given:
                form["values"][name] = given.get("value", "y")
        elif kind != "submit":
            form["values"][name] = given.get("value", "")

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._area = None
        if tag in self._in:
            while self._in and self._in.pop() != tag:
                pass

    def handle_data(self, data):
        if self._area:
            self.forms[-1]["values"][self._area] += data
        self.words.append(data)
        if "h1" in self._in:
            self.headings.append(data)


class Shown:
    """A page that a test client got: its words, its forms, its status."""

    def __init__(self, client, response, address: str):
        self.client, self.response, self.address = client, response, address
        self.status = response.status_code
        reader = _Reader()
        reader.feed(response.get_data(as_text=True))
        self.forms = reader.forms
        self.links = reader.links
        self.text = " ".join(" ".join(reader.words).split())
        self.heading = " ".join("".join(reader.headings).split())

    def form(self, part: str) -> dict:
        """The form whose action contains `part`."""
        found = [form for form in self.forms if part in form["action"]]
        assert found, f"no form to …{part} on {self.address}: {[f['action'] for f in self.forms]}"
        return found[0]

    def submit(self, part: str, follow: bool = True, **answers) -> Shown:
        """Fill the form whose action contains `part` and send it; None unticks or empties."""
        form = self.form(part)
        unknown = set(answers) - form["names"]
        assert not unknown, f"the form has no {unknown}"
        values = {**form["values"], **answers}
        values = {name: value for name, value in values.items() if value is not None}
        target = urljoin(self.address, form["action"])
        return send(self.client, target, values, follow)


def see(client, address: str, follow: bool = True) -> Shown:
    """Fetch a page, after its redirects unless told otherwise."""
    response = client.get(address, follow_redirects=follow)
    return Shown(client, response, response.request.path)


def send(client, address: str, values: dict, follow: bool = True) -> Shown:
    """Send a form as the browser does."""
    response = client.post(address, data=values, follow_redirects=follow)
    return Shown(client, response, response.request.path)
