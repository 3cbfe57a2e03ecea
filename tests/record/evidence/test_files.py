"""What is in a file decides whether it may be evidence; it is kept once, and drawn without what it tells."""

from __future__ import annotations

import hashlib
import io

import pytest
from django.conf import LazySettings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from qiao.record.content import Problem
from qiao.record.evidence import media, names, pictures, reads, sandbox, store, writes
from qiao.record.evidence.writes import File, attach, receive
from qiao.record.models import Evidence, Record
from qiao.record.writes import Refused
from tests.attachments import BAD, GOOD, docx, pdf, photo, picture
from tests.office import Office
from tests.record.evidence.conftest import received, sent


@pytest.mark.parametrize("what", GOOD)
def test_what_offices_and_telephones_make_is_taken(draft: Record, office: Office, what: str) -> None:
    name, make = GOOD[what]
    body = make()
    file = received(name, body)
    assert file.digest == hashlib.sha256(body).hexdigest()
    attach(draft, [file], by=office.owner)
    kept = store.place(file.digest)
    assert kept.read_bytes() == body
    assert kept.stat().st_mode & 0o077 == 0
    assert store.home().parent in kept.parents
    is_drawn = media.known()[file.media].is_picture or file.media == "pdf"
    assert store.picture(file.digest, "small").exists() == is_drawn


@pytest.mark.parametrize("what", BAD)
def test_what_could_do_harm_or_shows_nothing_is_refused(office: Office, what: str) -> None:
    name, make, why = BAD[what]
    with translation.override("zh-hans"):
        refused = receive(sent(name, make()))
    assert isinstance(refused, Problem)
    assert (refused.field, refused.written) == ("files", name)
    assert why in refused.why
    assert "\n" not in refused.why
    assert not [each for each in store.home().rglob("*") if each.is_file()], "nothing of it is left"


def test_every_reason_has_been_seen(office: Office) -> None:
    given = set()
    for name, make, _why in BAD.values():
        with translation.override("en"):
            given.add(receive(sent(name, make())).why)  # type: ignore[union-attr]  # each is a Problem, as above
    with translation.override("en"):
        unseen = {code for code, why in sandbox.REASONS.items() if str(why) not in given}
    assert unseen == {"broken", "too_much"}, "which a fault of a decoder or a slow file bring about"


def test_a_file_that_breaks_its_decoder_harms_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for code, why in (("raise KeyError(1)", "broken"), ("import os; os.abort()", "too_much")):
        monkeypatch.setattr(sandbox, "START", code)
        with translation.override("en"):
            refused = receive(sent("a.jpg", picture()))
            assert isinstance(refused, Problem)
            assert refused.why == str(sandbox.REASONS[why])


def test_a_file_that_takes_too_long_is_given_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "START", "import time; time.sleep(60)")
    monkeypatch.setattr(sandbox, "SECONDS", 0.2)
    assert isinstance(receive(sent("a.jpg", picture())), Problem)


def test_a_picture_tells_neither_place_nor_telephone(office: Office) -> None:
    original = photo()
    assert b"SecretTelephone" in original
    digest = received("a.jpg", original).digest
    for size in pictures.SIZES:
        body = store.picture(digest, size).read_bytes()
        assert b"SecretTelephone" not in body
        assert b"EXIF" not in body.upper()
        with Image.open(io.BytesIO(body)) as drawn:
            assert not drawn.getexif()
            assert not drawn.info.get("exif")


def test_a_photo_taken_upright_stands_upright(office: Office) -> None:
    lying, standing = received("a.jpg", photo()).digest, received("b.jpg", photo(turned=True)).digest
    with Image.open(store.picture(lying, "small")) as drawn:
        assert drawn.size == (80, 40)
    with Image.open(store.picture(standing, "small")) as drawn:
        assert drawn.size == (40, 80)
        red, _green, blue = drawn.convert("RGB").getpixel((20, 10))  # type: ignore[misc]
        assert red > blue, "what lay on the left is now above"


def test_a_picture_is_never_larger_than_its_size(office: Office) -> None:
    digest = received("a.png", picture("PNG", (4000, 1000))).digest
    for size, side in pictures.SIZES.items():
        with Image.open(store.picture(digest, size)) as drawn:
            assert max(drawn.size) == side


def test_a_telephones_heic_is_drawn_where_its_reader_is_installed(office: Office) -> None:
    pytest.importorskip("pillow_heif").register_heif_opener()
    file = received("IMG_0001.HEIC", picture("HEIF", (64, 48)))
    assert file.name == "IMG_0001.heic"
    assert store.picture(file.digest, "view").exists()


def test_without_the_readers_a_file_is_kept_and_has_no_picture(
    tmp_path: object, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "pypdfium2", None)
    monkeypatch.setattr(pictures, "pillow_heif", None)
    path = store.home() / "a"
    path.parent.mkdir()
    path.write_bytes(pdf())
    assert not pictures.draw(path, media.known()["pdf"], path.parent)
    assert not pictures.draw(path, media.known()["heic"], path.parent)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\boot.ini", "boot.ini.pdf"),
        ("C:\\照片\\签到.PDF", "签到.pdf"),
        ("合同\u202efdp.exe", "合同fdp.exe.pdf"),
        ("a\x00b\r\nc\x1b[31m.pdf", "abc[31m.pdf"),
        ("\u2066\u200b\ufeff.pdf", "file.pdf"),
        ("....", "file.pdf"),
        ("", "file.pdf"),
        (".pdf", "file.pdf"),
        ("pdf", "file.pdf"),
        ("发票.jpg", "发票.jpg.pdf"),
        ("ياردەم.pdf", "ياردەم.pdf"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        ("长" * 500 + ".pdf", "长" * 120 + ".pdf"),
        ("a  b\u3000c.pdf", "a b c.pdf"),
    ],
)
def test_a_name_says_what_was_sent_and_cannot_mislead(written: str, shown: str) -> None:
    assert names.cleaned(written, media.known()["pdf"]) == shown


@given(st.text(max_size=300))
def test_no_name_leads_out_of_its_folder(written: str) -> None:
    for sort in (None, media.known()["jpg"]):
        name = names.cleaned(written, sort)
        assert name
        assert name.isprintable()
        assert not set(name) & set('/\\<>:"|?*')
        assert not name.startswith(".")
        assert sort is None or name.rpartition(".")[2] in sort.endings


def test_the_same_file_is_kept_once_and_rests_under_each_record_once(draft: Record, office: Office) -> None:
    other = office.work("training", "2023-04-01", {"P3": "led"}, topic="另一场")
    second = writes.draft(other, [received("乙.pdf", pdf())], by=office.owner)
    file = received("甲.pdf", pdf())
    assert len(attach(draft, [file, file], by=office.owner)) == 1
    assert attach(draft, [received("又.pdf", pdf())], by=office.owner) == []
    assert [each.label for each in reads.files_of(draft)] == ["甲.pdf"]
    assert [each.label for each in reads.files_of(second)] == ["乙.pdf"]
    assert len([*store.files()]) == 1
    assert not [*(store.home() / store.WAITING).iterdir()]


@pytest.mark.parametrize(("setting", "most"), [("QIAO_EVIDENCE_FILES", 2), ("QIAO_EVIDENCE_RECORD_MB", 1)])
def test_a_record_rests_on_so_many_files_only(
    draft: Record, office: Office, settings: LazySettings, setting: str, most: int
) -> None:
    many = [received(f"{each}.txt", b"%d" % each + b"x" * 400_000) for each in range(3)]
    setattr(settings, setting, most)
    attach(draft, many[:2], by=office.owner)
    with pytest.raises(Refused):
        attach(draft, many, by=office.owner)
    assert reads.files_of(draft).count() == 2


def test_a_file_is_not_larger_than_allowed(office: Office, settings: LazySettings) -> None:
    settings.QIAO_EVIDENCE_FILE_MB = 1
    refused = receive(sent("a.txt", b"x" * (2**20 + 1)))
    assert isinstance(refused, Problem)
    assert isinstance(receive(sent("a.txt", b"x" * 2**20)), File)


def test_a_word_stands_for_a_file_of_its_sender_only(office: Office) -> None:
    file = received("a.pdf", pdf())
    word = writes.token(file, by=office.owner)
    assert writes.meant(word, by=office.owner) == file
    assert writes.meant(word, by=office.stranger) is None
    assert writes.meant(word[:-1] + "x", by=office.owner) is None
    assert writes.meant("", by=office.owner) is None
    (store.home() / store.WAITING / file.digest).unlink()
    assert writes.meant(word, by=office.owner) is None


def test_a_document_with_files_names_them(draft: Record, office: Office) -> None:
    attach(draft, [received("签到表.docx", docx())], by=office.owner)
    kept = Evidence.objects.get(record=draft)
    assert (kept.sort, kept.label, kept.media, kept.by) == ("file", "签到表.docx", "docx", office.owner)
    assert kept.at is not None
