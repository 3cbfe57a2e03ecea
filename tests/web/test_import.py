"""Import on the site: nothing is written before it was seen, good rows go in, bad ones come back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from qiao import exchange
from qiao.exchange.jobs import writes
from qiao.programme.models import AuditLine
from qiao.record.models import Import, Meaning, Record
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


DONE = "已导入"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> None:
    """Uploads of one test are not in the way of another."""
    settings.QIAO_HOME = tmp_path / "home"


def upload(site: Site, path: Path) -> Any:
    """The page of an import that was looked into."""
    book = SimpleUploadedFile(path.name, path.read_bytes())
    return site.office.post(reverse("import"), {"book": book}, follow=True)


def press(site: Site, page: Any, what: str, **given: str) -> Any:
    """The page that a form of a page leads to."""
    [action] = parsed(page).xpath(f"//form[contains(@action, '/{what}/')]/@action")
    return site.office.post(action, given, follow=True)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return write(tmp_path / "台账.xlsx", TRAINING)


def test_the_preview_shows_and_writes_nothing(site: Site, ledger: Path) -> None:
    page = words(upload(site, ledger))
    assert "导入预览" in page
    assert "新增 1 条记录，不覆盖任何记录" in page
    assert "人次 不是数字" in page
    assert not Record.objects.exists()


def test_confirmed_good_rows_go_in_and_bad_ones_come_back(site: Site, ledger: Path) -> None:
    page = upload(site, ledger)
    [confirm] = parsed(page).xpath("//form[contains(@action, '/confirm/')]/@action")
    response = site.office.post(confirm, follow=True)
    assert DONE in words(response)
    record = Record.objects.get()
    assert (record.status, record.author, record.evidence.get().row) == ("approved", site.programme.office, 2)
    assert "台账.xlsx，“培训”表第 2 行" in words(site.office.get(reverse("record", args=[record.uid])))
    link = parsed(response).xpath("//a[@download]/@href")[0]
    book = site.office.get(link)
    assert "rejected.xlsx" in book.headers["Content-Disposition"]
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sent(book))).get_sheet_by_name("培训")
    assert "若干" in rows.to_python()[1]
    # The owner of P3's work, and somebody of another batch: neither may, nor learns that it is there.
    for client in (site.owner, site.stranger):
        assert client.get(link).status_code == client.post(confirm).status_code == 404


def test_the_same_book_again_has_nothing_to_import(site: Site, ledger: Path) -> None:
    press(site, upload(site, ledger), "confirm")
    again = upload(site, ledger)
    assert "没有可导入的" in words(again)
    assert not parsed(again).xpath("//form[contains(@action, '/confirm/')]")


def test_rows_are_listed_by_sheet_and_outcome_a_page_at_a_time(site: Site, tmp_path: Path) -> None:
    header, _good, bad = TRAINING["培训"]
    rows = [[at, f"2023-03-{at % 28 + 1:02}", f"第{at}课", 1, at, "丙三"] for at in range(1, 121)]
    page = parsed(upload(site, write(tmp_path / "长.xlsx", {"培训": [header, *rows, bad]})))
    [link] = page.xpath("//td[@data-label='新增']/a/@href")
    seen = []
    while link:
        page = parsed(site.office.get(link))
        seen.append(len(page.xpath("//h2[@id='rows']/following::table/tbody/tr")))
        link = next(iter(page.xpath("//a[@rel='next']/@href")), "")
    assert seen == [50, 50, 20]


def test_what_is_overwritten_is_shown_before_and_after_and_can_be_withdrawn(
    site: Site, tmp_path: Path, ledger: Path
) -> None:
    press(site, upload(site, ledger), "confirm")
    before = exchange.digest()
    header, good, _bad = TRAINING["培训"]
    more = [[*good[:4], 54, good[5]], [3, "2023-04-01", "急诊流程", 1, 20, "丙三"]]
    page = upload(site, write(tmp_path / "改.xlsx", {"培训": [header, *more]}))
    assert "新增 1 条记录，用工作簿的内容覆盖 1 条" in words(page)
    assert [
        each.text_content() for each in parsed(page).xpath("//table[contains(@class, 'returned')]//tbody/tr/td")
    ] == [
        "2",
        "人次",
        "45 → 54",
    ]
    done = press(site, page, "confirm")
    assert Record.objects.count() == 2
    assert "撤回" in words(press(site, done, "withdraw"))
    assert exchange.digest() == before
    assert list(AuditLine.objects.order_by("-id").values_list("action", flat=True)[:2]) == [
        "withdraw import",
        "put back",
    ]


def test_what_was_changed_since_stays_when_its_import_is_withdrawn(site: Site, ledger: Path) -> None:
    done = press(site, upload(site, ledger), "confirm")
    record = Record.objects.get()
    record.review_note = "looked at"
    record.save()
    page = parsed(site.office.get(done.redirect_chain[-1][0]))
    assert not page.xpath("//form[contains(@action, '/withdraw/')]")
    job = Import.objects.get()
    assert writes.withdraw(job, by=site.programme.office).kept == 1
    assert Record.objects.exists()


UNKNOWN: dict[str, Rows] = {
    "教学情况2023": [
        ["培训时间", "课题名称", "开课场数", "听课总人次", "主讲教师", "教室"],
        ["2023-03-01", "课堂教学", 1, 45, "丙三", "一号"],
        ["2023-03-02", "教学设计", 1, 30, "丙三", "二号"],
    ]
}


def test_unknown_sheets_and_columns_are_asked_for_once_and_remembered(site: Site, tmp_path: Path) -> None:
    book = write(tmp_path / "旧台账.xlsx", UNKNOWN)
    page = upload(site, book)
    assert not parsed(page).xpath("//form[contains(@action, '/confirm/')]")
    page = press(site, page, "answer", q0="training")
    asked = {
        each.xpath("string(label/strong)"): each.xpath("string(.//select/@name)")
        for each in parsed(page).xpath("//form[contains(@action, '/answer/')]//div[@class='field']")
    }
    likely = {
        each.xpath("string(label/strong)"): each.xpath("(.//option)[2]/@value")[0]
        for each in parsed(page).xpath("//form[contains(@action, '/answer/')]//div[@class='field']")
    }
    # By the values: a column of days, one of people of the roster.
    assert (likely["培训时间"], likely["主讲教师"], likely["听课总人次"]) == ("day", "led", "attendances")
    meant = {
        "培训时间": "day",
        "课题名称": "topic",
        "开课场数": "sessions",
        "听课总人次": "attendances",
        "主讲教师": "led",
    }
    answers = {asked[written]: means for written, means in meant.items()} | {asked["教室"]: "ignore"}
    page = press(site, page, "answer", **answers)
    assert "新增 2 条记录" in words(page)
    press(site, page, "confirm")
    assert Record.objects.filter(data__attendances=45).exists()

    # The next import asks nothing.
    page = upload(site, book)
    assert "没有可导入的" in words(page)
    assert not parsed(page).xpath("//form[contains(@action, '/answer/')]")
    listed = site.office.get(reverse("import-meanings"))
    assert "主讲教师" in words(listed)
    for form in parsed(listed).xpath("//form[contains(@action, '/forget/')]/@action"):
        for client in (site.owner, site.stranger):
            assert client.post(form).status_code == 404
        site.office.post(form)
    assert not Meaning.objects.exists()
    assert (
        AuditLine.objects.filter(action="forget meaning").count()
        == AuditLine.objects.filter(action="say meaning").count()
    )


def test_an_import_can_be_dropped_before_it_is_confirmed(site: Site, ledger: Path) -> None:
    page = press(site, upload(site, ledger), "cancel")
    assert "已取消" in words(page)
    assert not parsed(page).xpath("//form[contains(@action, '/confirm/')]")
    assert not Record.objects.exists()


def test_past_imports_are_listed_for_the_office_alone(site: Site, ledger: Path) -> None:
    press(site, upload(site, ledger), "confirm")
    assert "台账.xlsx" in words(site.office.get(reverse("imports")))
    for client in (site.owner, site.stranger):
        for name in ("imports", "import", "import-meanings"):
            assert client.get(reverse(name)).status_code == 404


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
    assert not Import.objects.exists()
    assert not list((Path(settings_home()) / "imports").glob("*"))


def test_no_file_and_an_unknown_one(site: Site) -> None:
    assert "请先选择工作簿" in words(site.office.post(reverse("import")))
    unknown = "00000000-0000-4000-8000-000000000000"
    assert site.office.post(reverse("import-confirm", args=[unknown])).status_code == 404
    assert site.office.get(reverse("import-job", args=[unknown])).status_code == 404


@pytest.mark.parametrize("name", ["../../清单.xlsx", "..\\清单.xlsx", "/etc/清单.xlsx"])
def test_a_name_leads_out_of_no_folder(name: str) -> None:
    file = SimpleUploadedFile("x", b"y")
    vars(file)["_name"] = name  # Django cleans names that come through a form; this one comes as it is
    token = uploads.keep(file)
    assert uploads.book(token) == uploads.home() / token / "book" / "清单.xlsx"
    assert uploads.book("../" + token) is None


def settings_home() -> str:
    return str(uploads.home().parent)
