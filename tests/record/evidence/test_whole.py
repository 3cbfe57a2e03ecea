"""Files and rows stay together: through a crash, through many at once, and whoever verifies is told by name."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.db import transaction

from qiao.programme.models import AuditLine
from qiao.record import writes as record_writes
from qiao.record.evidence import reads, store, writes
from qiao.record.models import Evidence, Record
from qiao.record.writes import Refused
from tests.attachments import pdf, picture
from tests.office import Office
from tests.record.evidence.conftest import received


def put(draft: Record, office: Office, name: str = "a.pdf", body: bytes = b"") -> Evidence:
    return writes.attach(draft, [received(name, body or pdf())], by=office.owner)[0]


def states() -> list[tuple[str, str]]:
    return [(each.state, each.name) for each in reads.verify()]


def test_a_changed_byte_and_a_lost_file_are_named(draft: Record, office: Office) -> None:
    kept, lost = put(draft, office), put(draft, office, "b.png", picture("PNG"))
    assert states() == []
    path = store.place(kept.digest)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    store.place(lost.digest).unlink()
    assert sorted(states()) == [("changed", "a.pdf"), ("missing", "b.png")]
    fault = next(each for each in reads.verify() if each.state == "changed")
    assert fault.records == (str(draft.uid),)
    assert writes.clean() == [], "what a record rests on is never removed, whatever has become of it"
    assert path.exists()


def test_a_crash_between_file_and_row_leaves_a_file_that_is_found_and_swept(
    draft: Record, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = received("a.pdf", pdf())

    def crash(*_given: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(writes, "note", crash)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            writes.attach(draft, [file], by=office.owner)
    assert not Evidence.objects.filter(record=draft).exists()
    assert states() == [("orphan", f"{file.digest[:2]}/{file.digest}")]
    whole = put(draft, office, "b.png", picture("PNG"))
    assert writes.clean() == [f"{file.digest[:2]}/{file.digest}"]
    assert states() == []
    assert not store.picture(file.digest, "small").exists()
    assert store.picture(whole.digest, "small").exists()
    assert AuditLine.objects.filter(action="clean evidence").count() == 1


def test_what_waits_in_a_form_is_not_swept_for_a_day(draft: Record, office: Office) -> None:
    file = received("a.pdf", pdf())
    assert writes.clean() == []
    assert states() == []
    waiting = store.home() / store.WAITING / file.digest
    os.utime(waiting, (0, 0))
    half = store.home() / store.WAITING / "half.part"
    half.write_bytes(b"x")
    os.utime(half, (0, 0))
    writes.clean()
    assert not waiting.exists()
    assert not half.exists()
    with pytest.raises(Refused):
        writes.attach(draft, [file], by=office.owner)
    assert not Evidence.objects.filter(record=draft).exists()


def test_a_stray_file_is_named_and_swept(draft: Record, office: Office) -> None:
    put(draft, office)
    (store.home() / "notes.txt").write_text("x", encoding="utf-8")
    assert states() == [("orphan", "notes.txt")]
    assert writes.clean() == ["notes.txt"]


Captured = Callable[..., AbstractContextManager[object]]


def test_what_is_withdrawn_from_a_draft_stays_in_the_trail(
    draft: Record, office: Office, django_capture_on_commit_callbacks: Captured
) -> None:
    kept = put(draft, office)
    with django_capture_on_commit_callbacks(execute=True):
        writes.withdraw(kept, by=office.owner)
    line = AuditLine.objects.get(action="withdraw")
    said = line.detail["before"]
    assert (said["file"], said["sha256"], line.actor) == ("a.pdf", kept.digest, office.owner)
    assert states() == []
    assert [*store.files()] == [*store.pictures()] == []
    assert put(draft, office).digest == kept.digest
    assert states() == []


def test_a_draft_takes_with_it_only_the_files_that_no_other_record_rests_on(
    draft: Record, office: Office, django_capture_on_commit_callbacks: Captured
) -> None:
    shared, alone = put(draft, office), put(draft, office, "b.png", picture("PNG"))
    other = record_writes.draft(office.work("training", "2023-04-01", {"P3": "led"}), by=office.owner)
    put(other, office)
    with django_capture_on_commit_callbacks(execute=True):
        writes.discard(draft, by=office.owner)
    assert store.place(shared.digest).exists()
    assert not store.place(alone.digest).exists()
    assert states() == []


def test_a_crash_after_the_row_has_gone_leaves_a_file_that_is_found(draft: Record, office: Office) -> None:
    kept = put(draft, office)
    writes.withdraw(kept, by=office.owner)
    # What was to be done after the commit has not been done.
    assert [state for state, _name in states()] == ["orphan"]
    assert put(draft, office).digest == kept.digest
    assert states() == [], "it can come back before it is swept"


@pytest.mark.parametrize("step", ["submit", "sent_back", "approve"])
def test_once_review_has_seen_a_record_its_files_stay(draft: Record, office: Office, step: str) -> None:
    kept = put(draft, office)
    record_writes.submit(draft, by=office.owner)
    if step == "sent_back":
        record_writes.send_back(draft, by=office.office, reason="缺签到表")
    if step == "approve":
        record_writes.approve(draft, by=office.office)
    with pytest.raises(Refused):
        writes.withdraw(kept, by=office.owner)
    file = received("b.png", picture("PNG"))
    if step == "sent_back":
        assert writes.attach(draft, [file], by=office.owner)
    else:
        with pytest.raises(Refused):
            writes.attach(draft, [file], by=office.owner)
    assert states() == []


def test_a_note_and_a_row_of_a_workbook_are_no_files(draft: Record, office: Office) -> None:
    note = Evidence.objects.create(record=draft, sort="note", label="登记簿第3号")
    with pytest.raises(Refused):
        writes.withdraw(note, by=office.owner)
    assert states() == []


SEND = """
import sys
from qiao.cli.home import prepare
prepare()
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from qiao.record.evidence.writes import attach, receive
from qiao.record.models import Record
sys.stdin.readline()
owner, body = User.objects.get(username="owner"), open("same.png", "rb").read()
for number in range(3):
    attach(Record.objects.get(), [receive(SimpleUploadedFile(f"{number}.png", body))], by=owner)
"""
BEGIN = """
from qiao.cli.home import prepare
prepare()
from qiao.record.writes import draft
from tests.office import make
office = make()
draft(office.work("training", "2023-03-01", {"P3": "led"}), by=office.owner)
"""
END = """
from qiao.cli.home import prepare
prepare()
from qiao.record.evidence import reads, store
from qiao.record.models import Evidence
print(Evidence.objects.count(), len([*store.files()]), [*reads.verify()], [*(store.home() / "waiting").iterdir()])
"""


def test_the_same_file_from_several_processes_at_once_is_there_once(root: Path, tmp_path: Path) -> None:
    (tmp_path / "same.png").write_bytes(picture("PNG", (300, 200)))
    environment = {**os.environ, "PYTHONPATH": str(root), "QIAO_HOME": str(tmp_path / "data")}

    def start(source: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", source],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    with start(BEGIN) as begun:
        begun.communicate()
    assert begun.returncode == 0
    senders = [start(SEND) for _each in range(4)]
    for each in senders:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in senders:
        each.communicate()
    assert [each.returncode for each in senders] == [0, 0, 0, 0]
    with start(END) as ended:
        said, _ = ended.communicate()
    assert said.split() == ["1", "1", "[]", "[]"]
