"""The one blueprint of this room's public pages."""

from phoenix.web.market import market_blueprint

blueprint = market_blueprint("accounts", __name__)
