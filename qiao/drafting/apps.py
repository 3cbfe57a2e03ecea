"""Drafting as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DraftingConfig(AppConfig):
    """Registered in settings."""

    name = "qiao.drafting"
    label = "drafting"
    verbose_name = _("Drafting")
