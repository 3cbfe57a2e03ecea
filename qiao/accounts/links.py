"""One-time links: whoever has one sets the password of an account, once, within the hours that the settings say.

Nothing of a link is stored: it is a signature over what setting the password changes. A newer link, a password that was
set, and closing the account all end it.
"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from qiao.accounts.models import Account


class _Links(PasswordResetTokenGenerator):
    key_salt = "qiao.accounts.links"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        made = Account.objects.filter(user=user).values_list("links", "used_at").first()
        return f"{user.pk} {user.password} {user.is_active} {made} {timestamp}"


_LINKS = _Links()


def path_of(user: User) -> str:
    """Return the address of the last link of an account, without the name of the site."""
    return reverse("one-time-link", args=[urlsafe_base64_encode(str(user.pk).encode()), _LINKS.make_token(user)])


def user_of(uid: str, token: str) -> User | None:
    """Return whose link this is; None for one that is no longer good, or never was."""
    try:
        pk = int(force_str(urlsafe_base64_decode(uid)))
    except ValueError:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user is not None and _LINKS.check_token(user, token) else None
