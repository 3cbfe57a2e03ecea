#!/usr/bin/env python3
"""Characters per CPU second of the reader on 1 MB of mixed prose, beside cn2an and JioNLP where they are installed.

usage: python benchmarks/bench_read.py [--bytes N] [--repeat N]
The text is made from sentences of our own with seeded figures: about one figure in 59 characters, between a report and
its rhetoric (the sample documents and annotated texts have one in 55). Every figure is drawn anew, so that few repeat.
The first row reads with nothing memoised; the others when the figures of the text have been seen before.
The others read single numerals; they are given the
same sentences, and read numerals only (cn2an: the "smart" transform), which is less than is asked of Qiao.
"""

from __future__ import annotations

import argparse
import platform
import random
import sys
import time
from collections.abc import Callable
from importlib import import_module, util
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qiao.text import read
from qiao.text.figures import MEMO
from qiao.text.numerals import figure, value

FIGURES = [
    "举办培训班{a}期,培训骨干教师{b}余人次,听课评课{c}节。",
    "全年争取帮扶资金{b}万元,实施项目{a}个,完工率{d}%。",
    "近{b}名群众受益,开展手术{c}例,其中新技术{a}项。",
    "{y}年{m}月,第{z}批队员{a}人到岗,走访乡镇{a}个、村{c}个。",
    "人均增收{b}元,覆盖率由{d}%提高到{e}%,捐赠图书{a}万册。",
    "{z}年来,先后组织巡回义诊{a}多场,行程超过{b}公里。",
]
PROSE = [
    "我们始终把群众的事放在心上,坚持问题导向,统一思想,一步一个脚印推动各项工作走深走实。",
    "大家克服高原缺氧、远离家乡的困难,以饱满的热情投入工作,与各族干部群众结下了深厚的友谊。",
    "在后方单位的大力支持下,进一步完善了管理制度,一批年轻骨干迅速成长,教学质量有了明显提升。",
    "要认真总结经验,理清工作思路,一方面抓好队伍建设,一方面加强沟通协调,为当地发展多办实事。",
    "医院的学科建设从无到有,带教老师手把手传授技术,患者不出县就能得到优质的诊疗服务。",
    "结对学校之间常来常往,孩子们通过书信和视频交流学习心得,友谊的种子在他们心中生根发芽。",
]
CHINESE = "一二三四五六七八九"


def make(size: int, seed: int = 20) -> str:
    """Return mixed prose of so many UTF-8 bytes."""
    rng, parts, written = random.Random(seed), [], 0  # noqa: S311
    while written < size:
        sentence = rng.choice(PROSE)
        if rng.random() < 0.2:  # noqa: PLR2004
            sentence = rng.choice(FIGURES).format(
                a=rng.randint(2, 99),
                b=rng.randint(2, 99) * rng.choice((10, 100)),
                c=rng.randint(100, 9999),
                d=round(rng.uniform(1, 99), 1),
                e=round(rng.uniform(1, 99), 2),
                y=rng.randint(1995, 2026),
                m=rng.randint(1, 12),
                z=rng.choice(CHINESE[1:]),
            )
        parts.append(sentence)
        written += len(sentence.encode())
        if rng.random() < 0.1:  # noqa: PLR2004
            parts.append("\n")
    return "".join(parts)


def rate(step: Callable[[str], object], text: str, repeat: int) -> tuple[float, float]:
    """Return characters per CPU second (the best of the runs) and the CPU seconds of that run."""
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        step(text)
        best = min(best, time.process_time() - start)
    return len(text) / best, best


def cold(text: str) -> None:
    """Read as a new process would: no figure seen before."""
    MEMO.clear()
    figure.cache_clear()
    value.cache_clear()
    read(text, measured=False)


def others() -> dict[str, tuple[Callable[[str], object], int]]:
    """Return the other readers that are installed, each with the share of the text that it is given."""
    found: dict[str, tuple[Callable[[str], object], int]] = {}
    if util.find_spec("cn2an"):
        transform = import_module("cn2an").transform
        found["cn2an transform"] = (lambda text: [transform(line, "cn2an") for line in text.split("\n")], 4)
    if util.find_spec("jionlp"):
        jionlp = import_module("jionlp")
        found["JioNLP extract_money"] = (jionlp.ner.extract_money, 20)
    return found


def main() -> None:
    """Print a table of characters per CPU second."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bytes", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    text = make(options.bytes)
    count = len(read(text, measured=False))
    rows: list[tuple[str, float, float]] = []
    rows.append(("qiao: quantities, nothing memoised", *rate(cold, text, options.repeat)))
    for name, measured in (("qiao: quantities", False), ("qiao: with counted nouns", True)):
        rows.append((name, *rate(lambda each, measured=measured: read(each, measured=measured), text, options.repeat)))  # type: ignore[misc]
    for name, (step, share) in others().items():
        rows.append((name, *rate(step, text[: len(text) // share], 1)))
    sys.stdout.write(f"{machine()}, Python {platform.python_version()}, one process\n")
    sys.stdout.write(f"{len(text.encode()):,} bytes, {len(text):,} characters, {count:,} figures\n\n")
    sys.stdout.write("| reader | characters per CPU second | CPU seconds |\n|---|---:|---:|\n")
    for name, speed, seconds in rows:
        sys.stdout.write(f"| {name} | {speed:,.0f} | {seconds:.3f} |\n")


def machine() -> str:
    """Return the processor's name, as the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
