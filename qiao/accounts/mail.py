"""Letters about accounts. Without a mail server they stand in the output of the serving process."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.utils.translation import gettext as _


def send_link(user: User, address: str) -> bool:
    """Send somebody their one-time link; False where they have no address, no server is named, or it refuses."""
    if not user.email or not settings.EMAIL_HOST:
        return False
    body = _("With this link you set the password of your account %(name)s. It is good once, for %(hours)s hours:")
    said = body % {"name": user.username, "hours": settings.PASSWORD_RESET_TIMEOUT // 3600}
    try:
        send_mail(_("Your account at Qiao"), f"{said}\n\n{address}\n", None, [user.email])
    except (SMTPException, OSError):
        return False
    return True
