"""The record as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordConfig(AppConfig):
    """Registered in settings."""

    name = "qiao.record"
    label = "record"
    verbose_name = _("Record")
