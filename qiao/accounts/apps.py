"""The accounts as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Registered in settings."""

    name = "qiao.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
