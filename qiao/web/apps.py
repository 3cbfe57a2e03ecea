"""The pages as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    """Registered in settings."""

    name = "qiao.web"
    label = "web"
    verbose_name = _("Site")
