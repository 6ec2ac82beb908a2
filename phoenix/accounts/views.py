"""The public pages of accounts: signing up, signing in and out, forgotten passwords."""

from phoenix.accounts import live_views, password_views, sign_in_views, sign_up_views
from phoenix.accounts.blueprint import blueprint

__all__ = ["blueprint", "live_views", "password_views", "sign_in_views", "sign_up_views"]
