"""Import on the site: nothing is written before it was seen, good rows go in, bad ones come back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from qiao.record.models import Record
from qiao.web import uploads
from tests.exchange.ledgers import Rows, write
from tests.web.conftest import Site, parsed, sent, words

TRAINING: dict[str, Rows] = {
    "培训": [
        ["序号", "日期", "主题", "场次", "人次", "牵头"],
        [1, "2023-03-01", "课堂教学", 1, 45, "丙三"],
        [2, "2023-03-02", "课堂教学", 1, "若干", "丙三"],
    ]
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> None:
    """Uploads of one test are not in the way of another."""
    settings.QIAO_HOME = tmp_path / "home"


def upload(site: Site, path: Path) -> Any:
    return site.office.post(reverse("import"), {"book": SimpleUploadedFile(path.name, path.read_bytes())})


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return write(tmp_path / "台账.xlsx", TRAINING)


def test_the_preview_shows_and_writes_nothing(site: Site, ledger: Path) -> None:
    page = words(upload(site, ledger))
    assert "导入预览" in page
    assert "人次 不是数字" in page
    assert not Record.objects.exists()


def test_confirmed_good_rows_go_in_and_bad_ones_come_back(site: Site, ledger: Path) -> None:
    confirm = parsed(upload(site, ledger)).xpath("//form[contains(@action, '/import/')]/@action")[0]
    response = site.office.post(confirm, follow=True)
    assert "已导入：新增记录 1 条" in words(response)
    record = Record.objects.get()
    assert (record.status, record.evidence.get().row) == ("approved", 2)
    assert "台账.xlsx，“培训”表第 2 行" in words(site.office.get(reverse("record", args=[record.uid])))
    link = parsed(response).xpath("//a[@download]/@href")[0]
    book = site.office.get(link)
    assert "rejected.xlsx" in book.headers["Content-Disposition"]
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sent(book))).get_sheet_by_name("培训")
    assert "若干" in rows.to_python()[1]
    for client in (site.owner, site.stranger):
        assert client.get(link).status_code == client.post(confirm).status_code == 404


def test_the_same_book_again_has_nothing_to_import(site: Site, ledger: Path) -> None:
    confirm = parsed(upload(site, ledger)).xpath("//form[contains(@action, '/import/')]/@action")[0]
    site.office.post(confirm)
    assert "没有可导入的" in words(upload(site, ledger))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("空.xlsx", b"", "空"),
        ("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧.xls"),
        ("坏.xlsx", b"PK\x03\x04 broken", "坏.xlsx"),
        ("文字.xlsx", "不是工作簿".encode(), "文字.xlsx"),
    ],
)
def test_a_bad_file_gives_one_clear_line_and_keeps_nothing(site: Site, name: str, content: bytes, told: str) -> None:
    response = site.office.post(reverse("import"), {"book": SimpleUploadedFile(name, content)})
    assert response.status_code == 422
    problem = parsed(response).xpath("//p[@class='problem']")
    assert len(problem) == 1
    assert problem[0].text_content().strip()
    assert not list(uploads.home().glob("*/book/*"))


def test_no_file_and_a_forgotten_one(site: Site) -> None:
    assert "请先选择工作簿" in words(site.office.post(reverse("import")))
    token = "a" * 32
    assert "请重新上传工作簿" in words(site.office.post(reverse("import-confirm", args=[token])))
    assert site.office.get(reverse("import-done", args=[token])).status_code == 404


@pytest.mark.parametrize("name", ["../../清单.xlsx", "..\\清单.xlsx", "/etc/清单.xlsx"])
def test_a_name_leads_out_of_no_folder(name: str) -> None:
    file = SimpleUploadedFile("x", b"y")
    vars(file)["_name"] = name  # Django cleans names that come through a form; this one comes as it is
    token = uploads.keep(file)
    assert uploads.book(token) == uploads.home() / token / "book" / "清单.xlsx"
    assert uploads.book("../" + token) is None
