"""Small pictures of a photograph or of a document's first page, drawn anew: its colours, and nothing else of it.

Where a photograph was taken, by whose telephone and when stands in its file, but not in what is drawn anew.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from qiao.record.evidence.media import Media, Unfit

try:
    import pillow_heif
except ImportError:
    pillow_heif = None  # type: ignore[assignment]
try:
    import pypdfium2
except ImportError:
    pypdfium2 = None

# The longer side in pixels, by the name of the file: one for a list, one to be looked at.
SIZES = {"view": 1600, "small": 320}
QUALITY = 80
# More than any telephone takes. A JPEG is decoded small, anything else whole.
MOST_DECLARED = 250_000_000
MOST_DECODED = 100_000_000
PAPER = "white"
MODES = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "heic": "HEIF"}
PASSWORD = 4  # FPDF_ERR_PASSWORD

if pillow_heif is not None:
    pillow_heif.register_heif_opener()
# What is declared is asked before anything is decoded; Pillow's own limit only warns.
Image.MAX_IMAGE_PIXELS = None


def draw(path: Path, media: Media, folder: Path) -> bool:
    """Draw what can be drawn of a file, as `view.webp` and `small.webp` in a folder, and return whether it could be.

    Raises Unfit for a picture or a .pdf that cannot be opened.
    """
    if media.is_picture and (media.id != "heic" or pillow_heif is not None):
        _save(_photograph(path, media), folder)
        return True
    if media.id == "pdf" and pypdfium2 is not None:
        _save(_first_page(path), folder)
        return True
    return False


def _photograph(path: Path, media: Media) -> Image.Image:
    try:
        with Image.open(path, formats=[MODES[media.id]]) as opened:
            width, height = opened.size
            if width * height > MOST_DECLARED:
                raise Unfit("pixels")
            opened.draft("RGB", (SIZES["view"], SIZES["view"]))
            if opened.size[0] * opened.size[1] > MOST_DECODED:
                raise Unfit("pixels")
            opened.thumbnail((SIZES["view"], SIZES["view"]))
            upright = ImageOps.exif_transpose(opened)
            return _on_paper(upright)
    # Pillow's readers raise these for what they cannot make sense of.
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError) as error:
        raise Unfit("broken_picture") from error


def _on_paper(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        above = picture.convert("RGBA")
        paper = Image.new("RGB", above.size, PAPER)
        paper.paste(above, mask=above.getchannel("A"))
        return paper
    return picture.convert("RGB")


def _first_page(path: Path) -> Image.Image:
    try:
        with pypdfium2.PdfDocument(path) as document:
            if not len(document):
                raise Unfit("broken_pdf")
            page = document[0]
            scale = SIZES["view"] / max(*page.get_size(), 1)
            drawn: Image.Image = page.render(scale=scale, draw_annots=False).to_pil().convert("RGB")
            return drawn
    except pypdfium2.PdfiumError as error:
        raise Unfit("locked" if error.err_code == PASSWORD else "broken_pdf") from error


def _save(picture: Image.Image, folder: Path) -> None:
    for name, side in SIZES.items():
        picture.thumbnail((side, side))
        # A fresh picture: Pillow would hand on what it has read beside the colours.
        bare = Image.frombytes("RGB", picture.size, picture.tobytes())
        bare.save(folder / f"{name}.webp", quality=QUALITY)
