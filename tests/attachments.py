"""Files as people send them, good and bad, made here so that none has to be kept."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pypdfium2
from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
GPS = 0x8825
ORIENTATION = 0x0112
MAKER = 0x010F


def picture(sort: str = "JPEG", size: tuple[int, int] = (60, 40), colour: str = "teal", **saved: Any) -> bytes:
    body = io.BytesIO()
    Image.new("RGB", size, colour).save(body, sort, **saved)
    return body.getvalue()


def photo(*, turned: bool = False) -> bytes:
    """A photo whose left half is red, and which says where and with what it was taken."""
    exif = Image.Exif()
    exif[MAKER] = "SecretTelephone"
    exif[ORIENTATION] = 6 if turned else 1
    exif.get_ifd(GPS)[2] = (40.0, 5.0, 12.0)
    taken = Image.new("RGB", (80, 40), "blue")
    taken.paste("red", (0, 0, 40, 40))
    body = io.BytesIO()
    taken.save(body, "JPEG", exif=exif, quality=95)
    return body.getvalue()


@cache
def pdf(pages: int = 1) -> bytes:
    """A .pdf, always the same one: each has an id of its own."""
    document = pypdfium2.PdfDocument.new()
    for _each in range(pages):
        document.new_page(595, 842)
    body = io.BytesIO()
    document.save(body)
    document.close()
    return body.getvalue()


def zipped(parts: Mapping[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, each in parts.items():
            packed.writestr(name, each)
    return body.getvalue()


def docx(main: str = WORD, more: Mapping[str, bytes] | None = None) -> bytes:
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    return zipped({"[Content_Types].xml": types.encode(), "word/document.xml": b"<w:document/>", **(more or {})})


def bomb() -> bytes:
    """A .docx of half a megabyte that unpacks to more than 500."""
    return docx(more={f"word/media/{each}": bytes(40 * 2**20) for each in range(14)})


def huge_png(side: int = 60_000) -> bytes:
    """A .png of some hundred bytes that declares 3.6 thousand million pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def locked_pdf() -> bytes:
    """A .pdf with an /Encrypt that no known password opens."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n4 0 obj<</Filter/Standard/V 1/R 2/O<"
        + b"11" * 32
        + b">/U<"
        + b"22" * 32
        + b">/P -4>>endobj\ntrailer<</Root 1 0 R/Size 5/Encrypt 4 0 R/ID[<33><33>]>>\n%%EOF"
    )


GOOD: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "a photo": ("现场照片.JPG", photo),
    "a screenshot": ("截图.png", lambda: picture("PNG")),
    "a .webp": ("a.webp", lambda: picture("WEBP")),
    "a .gif": ("a.gif", lambda: picture("GIF")),
    "a .pdf": ("签到表.pdf", lambda: pdf(2)),
    "a .docx": ("简报.docx", docx),
    "a text": ("说明.txt", "培训签到说明\n".encode),
    "an old text": ("说明.txt", lambda: "培训签到说明".encode("gb18030")),
    "a film": ("a.mp4", lambda: b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(99)),
    "a recording": ("a.mp3", lambda: b"ID3\x04" + bytes(99)),
}

# What is sent, under which name, and a word of the reason that is given (in Chinese).
BAD: Mapping[str, tuple[str, Callable[[], bytes], str]] = {
    "nothing": ("空.pdf", lambda: b"", "空的"),
    "a renamed program": ("照片.jpg", lambda: b"MZ\x90\0" + bytes(300), "内容"),
    "a program of Linux": ("a.pdf", lambda: b"\x7fELF\x02\x01\x01" + bytes(300), "内容"),
    "a page called .txt": ("a.txt", lambda: b"\xef\xbb\xbf \n<!DOCTYPE html><script>alert(1)</script>", "网页"),
    "a page called .jpg": ("a.jpg", lambda: b"<html><body onload=alert(1)>", "网页"),
    "a drawing with script": ("a.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "网页"),
    "a drawing after its declaration": ("a.png", lambda: b"<?xml version='1.0'?><svg/>", "网页"),
    "a zip": ("a.docx", lambda: zipped({"a.txt": b"x"}), "内容"),
    "a zip with a page before it": ("a.docx", lambda: b"<html>" + docx(), "内容"),
    "a .docx with macros": ("a.docx", lambda: docx(more={"word/vbaProject.bin": b"x"}), "宏"),
    "a .docm": ("a.docx", lambda: docx("application/vnd.ms-word.document.macroEnabled.main+xml"), "宏"),
    "a bomb": ("a.docx", bomb, "解压"),
    "an old .doc": ("a.doc", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "另存为"),
    "half a .zip": ("a.docx", lambda: docx()[:120], "内容"),
    "a huge picture": ("a.png", huge_png, "像素"),
    "half a photo": ("a.jpg", lambda: picture(size=(900, 900))[:900], "无法打开"),
    "a photo of noise": ("a.jpg", lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)), "无法打开"),
    "a broken .pdf": ("a.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)), "无法打开"),
    "a locked .pdf": ("a.pdf", locked_pdf, "密码"),
    "a .pdf after a page": ("a.pdf", lambda: b"<script>x</script>" + pdf(), "网页"),
    "binary": ("a.txt", lambda: bytes(range(256)), "内容"),
}
