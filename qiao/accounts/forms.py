"""The form of the sign-in page."""

from __future__ import annotations

from allauth.account.forms import LoginForm


class SignIn(LoginForm):
    """allauth's form; its field for the name is called as browsers and password stores expect it."""

    def add_prefix(self, field_name: str) -> str:
        """Return the name of a field in the page."""
        return "username" if field_name == "login" else str(super().add_prefix(field_name))
