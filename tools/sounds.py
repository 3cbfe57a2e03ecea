"""Writes qiao/claim/findings/sounds.yaml: the characters that sound alike.

    python -m pip install pypinyin; python -m tools.sounds

The sounds come from pypinyin (MIT; Unihan's kMandarin): the readings of the characters of GB2312's first level and of
those of phrases.yaml, without tones, zh/z, ch/c, sh/s, ing/in and eng/en taken together, as input methods do. Nothing
but this script needs pypinyin.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import yaml
from pypinyin import Style, pinyin

FINDINGS = Path(__file__).resolve().parent.parent / "qiao" / "claim" / "findings"
FIRST_LEVEL = range(0xB0, 0xD8)
CELLS = range(0xA1, 0xFF)
SOUNDS_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"))
ENDS_ALIKE = (("ing", "in"), ("eng", "en"))
# Letters with more than one reading that everybody uses. Of the others only the first counts: a rare reading would call
# right words slips.
OFTEN_READ_TWICE = "行长重乐觉还都为得着好中发传应当称差调度处种朝间解切供兴冲干更号几系省率强数分便相模没会"


def sound(reading: str) -> str:
    """Return a reading with what sounds alike taken together."""
    for written, taken in SOUNDS_ALIKE:
        reading = taken + reading[len(written) :] if reading.startswith(written) else reading
    for written, taken in ENDS_ALIKE:
        reading = reading[: -len(written)] + taken if reading.endswith(written) else reading
    return reading


def main() -> None:
    """Write the file."""
    phrases = yaml.safe_load((FINDINGS / "phrases.yaml").read_text(encoding="utf-8"))
    letters = {each for name in ("idioms", "terms") for each in "".join(phrases[name].split())}
    for high in FIRST_LEVEL:
        for low in CELLS:
            try:
                letters.add(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    groups: dict[str, set[str]] = defaultdict(set)
    for letter in letters:
        for readings in pinyin(letter, style=Style.NORMAL, heteronym=True, errors="ignore")[:1]:
            for each in readings if letter in OFTEN_READ_TWICE else readings[:1]:
                groups[sound(each)].add(letter)
    lines = [
        "# Characters that sound alike, by sound: made by `python -m tools.sounds`, which says from what.",
        *(f"{name}: {''.join(sorted(each))}" for name, each in sorted(groups.items()) if len(each) > 1),
    ]
    (FINDINGS / "sounds.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
