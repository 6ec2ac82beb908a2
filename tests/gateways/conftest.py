"""Every test here talks to a real localstripe process."""

from tests.gateways.fixtures import _front, front, gateway, localstripe_base  # noqa: F401
