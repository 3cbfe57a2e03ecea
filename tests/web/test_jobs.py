"""The documents of a batch on the site: asked for, watched, cancelled, taken away; by the office alone."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from qiao import document
from qiao.drafting.jobs import writing
from qiao.drafting.models import WritingJob
from qiao.exchange.background import WORKER
from qiao.jobs.worker import Worker
from qiao.record.models import Record
from qiao.web.pages import jobs
from tests.web.conftest import Site, parsed, sent, words

NEW = "/documents/batches/new/"
ANSWERS = {"batch": "第二批", "outline": ["work_summary"], "format": [".docx", ".txt"], "language": "zh"}


@pytest.fixture(autouse=True)
def asleep(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> list[str]:
    """The worker does not start by itself: a thread would not see the transaction of a test."""
    woken: list[str] = []
    monkeypatch.setattr(WORKER, "wake", lambda: woken.append("woken"))
    settings.QIAO_HOME = tmp_path
    return woken


@pytest.fixture
def job(site: Site, work: Record) -> WritingJob:
    site.office.post(NEW, ANSWERS)
    return WritingJob.objects.get()


def page_of(client: Client, job: WritingJob) -> str:
    return words(client.get(f"/documents/batches/{job.uid}/"))


def test_from_the_batchs_page_to_the_zip(site: Site, work: Record, english: Client, asleep: list[str]) -> None:
    [link] = parsed(english.get("/batches/第二批/")).xpath(f"//a[starts-with(@href, '{NEW}')]/@href")
    form = parsed(english.get(link))
    of_persons = [each.id for each in document.outlines().values() if "person" in each.subjects]
    assert form.xpath("//select[@name='batch']/option[@selected]/@value") == ["第二批"]
    assert form.xpath("//input[@name='outline']/@value") == of_persons
    assert {"appraisal", "work_summary"} < set(of_persons)
    assert form.xpath("//input[@name='format'][@checked]/@value") == [".docx"]

    answer = english.post(NEW, ANSWERS)
    job = WritingJob.objects.get()
    assert answer.headers["Location"] == f"/documents/batches/{job.uid}/"
    assert asleep == ["woken"]
    page = parsed(english.get(answer.headers["Location"]))
    assert page.xpath("//*[@id='progress']/@hx-trigger") == ["every 1s"]
    assert page.xpath("//progress/@max") == ["2"]

    Worker([writing.queue]).work()
    part = english.get(answer.headers["Location"], headers={"HX-Target": "progress"})
    assert b"<html" not in part.content
    done = parsed(part)
    assert not done.xpath("//@hx-trigger")
    assert [row.text_content().split()[0] for row in done.xpath("//tbody/tr")] == ["P3", "P4"]
    assert "no record of theirs" in words(part)
    [file] = done.xpath("//a[@download]/@href")
    given = english.get(file)
    assert "attachment" in given.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(sent(given))) as archive:
        assert "index.csv" in archive.namelist()
        assert len(archive.namelist()) == 2 * 2 + 2


def test_a_job_that_waits_can_be_cancelled_and_begun_again(site: Site, job: WritingJob) -> None:
    site.office.post(f"/documents/batches/{job.uid}/cancel/")
    assert "已取消" in page_of(site.office, job)
    assert site.office.get(f"/documents/batches/{job.uid}/file/").status_code == 404

    site.office.post(f"/documents/batches/{job.uid}/again/")
    assert WritingJob.objects.count() == 2
    site.office.post(f"/documents/batches/{job.uid}/discard/")
    assert WritingJob.objects.get().pk != job.pk


def test_a_job_that_the_server_left_says_so_and_offers_to_start_again(site: Site, job: WritingJob) -> None:
    WritingJob.objects.update(state="running", worker="one that is gone")
    page = parsed(site.office.get(f"/documents/batches/{job.uid}/"))
    assert "已中断" in page.text_content()
    assert page.xpath(f"//form[@action='/documents/batches/{job.uid}/again/']")
    assert not page.xpath("//@hx-trigger")


def test_the_list_shows_what_waits_and_wakes_the_worker(site: Site, job: WritingJob, asleep: list[str]) -> None:
    asleep.clear()
    page = site.office.get("/documents/batches/")
    assert "第二批" in words(page)
    assert str(job.uid) in page.content.decode()
    assert asleep == ["woken"]


@pytest.mark.parametrize(
    "wrong",
    [{"outline": []}, {"format": []}, {"batch": "第九批"}, {"start": "tomorrow"}, {"outline": ["batch_report"]},
     {"start": "2024-02-01", "end": "2024-01-01"}],
)  # fmt: skip
def test_what_cannot_be_written_comes_back_as_it_was_typed(site: Site, wrong: dict[str, Any]) -> None:
    answer = site.office.post(NEW, {**ANSWERS, **wrong})
    assert answer.status_code == 422
    page = parsed(answer)
    assert page.xpath("//*[@role='alert']")
    assert page.xpath("//input[@name='start']/@value") == [wrong.get("start", "")]
    assert not WritingJob.objects.exists()


def test_the_last_day_of_a_period_is_inside(site: Site, work: Record) -> None:
    site.office.post(NEW, {**ANSWERS, "start": "2023-03-01", "end": "2023-03-01"})
    Worker([writing.queue]).work()
    assert [each.outcome for each in WritingJob.objects.get().results.all()] == ["written", "empty"]


def test_nobody_but_the_office_gets_near(site: Site, job: WritingJob) -> None:
    Worker([writing.queue]).work()
    addresses = ["", "new/", *(f"{job.uid}/{each}" for each in ("", "file/"))]
    for client in (site.owner, site.stranger):
        assert [client.get(f"/documents/batches/{each}").status_code for each in addresses] == [404] * 4
        assert client.post(NEW, ANSWERS).status_code == 404
        for each in ("cancel", "again", "discard"):
            assert client.post(f"/documents/batches/{job.uid}/{each}/").status_code == 404
    assert {site.nobody.get(f"/documents/batches/{each}").status_code for each in addresses} == {302}
    assert WritingJob.objects.get().state == "done"


def test_a_job_is_only_changed_by_a_post(site: Site, job: WritingJob) -> None:
    for each in ("cancel", "again", "discard"):
        assert site.office.get(f"/documents/batches/{job.uid}/{each}/").status_code == 405


def test_a_batch_that_is_asked_for_by_address_is_chosen(site: Site) -> None:
    page = parsed(site.office.get(f"{NEW}?{urlencode({'batch': '第一批'})}"))
    assert page.xpath("//select[@name='batch']/option[@selected]/@value") == ["第一批"]


def test_what_does_not_fit_the_page_is_counted(site: Site, work: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SHOWN", 1)
    site.office.post(NEW, ANSWERS)
    Worker([writing.queue]).work()
    page = parsed(site.office.get(f"/documents/batches/{WritingJob.objects.get().uid}/"))
    assert len(page.xpath("//tbody/tr")) == 1
    assert "另有 1 份" in page.text_content()
