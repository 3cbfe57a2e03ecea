"""A small programme with one draft of P3's, whose files lie in a folder of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from qiao.record import writes
from qiao.record.evidence.writes import File, receive
from qiao.record.models import Record
from tests.office import Office, make


@pytest.fixture
def office(db: None, settings: LazySettings, tmp_path: Path) -> Office:
    settings.QIAO_HOME = tmp_path
    return make()


@pytest.fixture
def draft(office: Office) -> Record:
    return writes.draft(office.work("training", "2023-03-01", {"P3": "led"}, topic="课堂教学"), by=office.owner)


def sent(name: str, body: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def received(name: str, body: bytes) -> File:
    with translation.override("zh-hans"):
        file = receive(sent(name, body))
    assert isinstance(file, File), file
    return file
