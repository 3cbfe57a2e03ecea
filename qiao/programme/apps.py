"""The programme as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    """Registered in settings."""

    name = "qiao.programme"
    label = "programme"
    verbose_name = _("Programme")
