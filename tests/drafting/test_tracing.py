"""What became of each number of a written file: as it was, edited or gone, and never taken for another."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from qiao import claim, document
from qiao.claim import Bookmark
from qiao.document import Manifest, Place, Stated
from qiao.drafting.tracing import Trace, trace
from qiao.drafting.tracing.json_form import as_json
from qiao.drafting.tracing.record import Today
from qiao.terms import Fact, Scope
from tests.mutation import SHIPPED
from tests.written import CHANGES, LANGUAGES, changed, every, parts, traced, untrue, written

DOCUMENTS = 40
CHANGED = 25


def test_every_number_of_a_written_file_is_borne_out() -> None:
    for _, made in every(DOCUMENTS):
        if made.made.language == "zh":
            assert untrue(made) == []


def test_every_number_of_a_written_file_is_the_same() -> None:
    for _, made in every(DOCUMENTS):
        found = traced(made.data)
        assert {each.state for each in found.places} <= {"same"}
        assert len(found.places) == sum(run.fact is not None for run in document.runs(made.made))
        assert [each.written for each in found.places] == [each.place.written for each in found.places]
        assert not found.unsourced


@pytest.mark.parametrize("how", CHANGES)
def test_a_changed_number_is_never_the_same(how: str) -> None:
    for rng, made in every(CHANGED, seed=1000):
        done = changed(rng, made.data, how)
        if done is not None:
            data, mark = done
            states = {each.place.mark: each.state for each in traced(data).places}
            assert states.pop(mark) in ({"gone"} if how in {"emptied", "gone", "deleted"} else {"edited", "gone"})
            assert set(states.values()) <= {"same"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_its_bookmarks_no_number_is_taken_for_another(language: str) -> None:
    for seed in range(8):
        made = written(random.Random(seed), "batch_report", language)
        bare = claim.load(made.data, "a.docx")
        found = trace(document.manifest(made.made), claim.read(bare, SHIPPED), ())
        for each in found.places:
            assert each.state in {"same", "gone"}
            assert each.written in {None, each.place.written}


def test_no_marks_are_lost_on_the_way() -> None:
    made = written(random.Random(3), "work_summary", "zh")
    assert parts(made.data)["word/document.xml"].count(b"<w:bookmarkStart") == len(traced(made.data).places)


# One number in its place: "[" and "]" are the ends of its bookmark, "|" both, and none of them a bookmark that is gone.
TRAININGS = "training.attendances"
Case = tuple[str, str, str, str | None]
CASES: tuple[Case, ...] = (
    # written, the text now, state, what is written there now
    ("45人次", "举办培训，培训[45人次]。", "same", "45人次"),
    ("45人次", "举办培训，共计培训干部[45人次]，效果良好。", "same", "45人次"),
    ("45人次", "举办培训，培训[45]人次。", "same", "45人次"),
    ("45人次", "举办培训，培训45[人次]。", "same", "45人次"),
    ("45人次", "举办培训，培训|45人次。", "same", "45人次"),
    ("45人次", "举办培训，培训45人次|。", "same", "45人次"),
    ("45人次", "举办培训，培训[四十五人次]。", "same", "四十五人次"),
    ("45人次", "举办培训，[45人次]培训。", "same", "45人次"),
    ("45人次", "举办培训，培训[学员45人次]。", "same", "45人次"),
    ("45人次", "举办培训，培训[干部]共45人次。", "same", "45人次"),
    ("45人次", "举办培训，|共培训45人次。", "same", "45人次"),
    ("45人次", "举办培训，培训45人次。", "same", "45人次"),
    ("450000元", "争取资金[45万元]。", "same", "45万元"),
    ("45人次", "举办培训，培训[450人次]。", "edited", "450人次"),
    ("45人次", "举办培训，培训[45]0人次。", "edited", "450人次"),
    ("45人次", "举办培训，培训1[45人次]。", "edited", "145人次"),
    ("45人次", "举办培训，培训1 [45人次]。", "edited", "1 45人次"),
    ("45人次", "举办培训，培训1,0[45人次]。", "edited", "1,045人次"),
    ("45人次", "举办培训，培训[45.5人次]。", "edited", "45.5人次"),
    ("45人次", "举办培训，培训[45]万人次。", "edited", "45万人次"),
    ("45人次", "举办培训，培训[45人次]6。", "edited", "45人次6"),
    ("45人次", "举办培训，培训[45人]。", "edited", "45人"),
    ("45人次", "举办培训，培训约[45人次]。", "edited", "约45人次"),
    ("45人次", "举办培训，培训[45人次]以上。", "edited", "45人次以上"),
    ("45人次", "举办培训，培训负[45人次]。", "edited", "负45人次"),
    ("45人次", "举办培训，培训[40]—45人次。", "edited", "40—45人次"),
    ("45人次", "举办培训，培训[45人次、60人次]。", "edited", "45人次、60人次"),
    ("45人次", "举办培训，培训|46人次。", "edited", "46人次"),
    ("45人次", "举办培训，培训|多达46人次。", "edited", "46人次"),
    ("45人次", "举办培训，培训多达46人次。", "edited", "46人次"),
    ("45万元", "争取资金[45亿元]。", "edited", "45亿元"),
    ("45人次", "举办培训，培训|。", "gone", None),
    ("45人次", "举办培训，培训[干部]。", "gone", None),
    ("45人次", "举办培训，|。接待来访45人次。", "gone", None),
    ("45人次", "举办培训，培训|3天。", "gone", None),
    ("45人次", "接待来访45人次。", "gone", None),
    ("45人次", "2023年培训45人次。", "gone", None),
    ("1,903", "[1,903] field visits, to 12 towns.", "same", "1,903"),
    ("1,903", "In all, |1,903 visits.", "same", "1,903"),
    ("1,903", "[1,903],5 visits", "edited", "1,903,5"),
    ("1,903", "[1,90]4 visits", "edited", "1,904"),
    ("1,903", "1[1,903] visits", "edited", "11,903"),
    ("1,903", "[1,903] million visits", "edited", "1,903 million"),
    ("1,903", "[1,903]k visits", "edited", "1,903k"),
    ("1,903", "-[1,903] visits", "edited", "-1,903"),
    ("CNY 450,000", "worth [CNY 450,000], 3 projects", "same", "CNY 450,000"),
    ("CNY 450,000", "worth [USD 450,000], 3 projects", "edited", "USD 450,000"),
    ("12.5%", "[12.5%] of them", "same", "12.5%"),
    ("12.5%", "[12.6%] of them", "edited", "12.6%"),
    ("2011年3月1日", "[2011年3月1日]至2014年2月28日任职。", "same", "2011年3月1日"),
    ("2011年3月1日", "[2011年3月2日]至2014年2月28日任职。", "edited", "2011年3月2日至2014年2月28日"),
    ("1 March 2011", "from [1 March 2011] on", "same", "1 March 2011"),
    ("1 March 2011", "from 1[1 March 2011] on", "edited", "11 March 2011"),
)  # fmt: skip


def manifest(*written: str, measure: str = TRAININGS) -> Manifest:
    fact = Fact(measure=measure, scope=Scope(person="P1"), value=Decimal(45), sources=("r1",), unit="人次")
    places = tuple(Place(mark=f"q_0_{number:012}", written=each) for number, each in enumerate(written))
    return Manifest(
        document="d", record="r", outline="o", title="t", subject="s", language="zh", catalogue="c",
        stated=(Stated(fact=fact, places=places),),
    )  # fmt: skip


def marked(drawn: str) -> tuple[str, list[Bookmark]]:
    """The text of a drawing, and its bookmarks in order."""
    text = ""
    found: list[Bookmark] = []
    opened: list[tuple[str, int]] = []
    for each in drawn:
        if each in "[|":
            opened.append((f"q_0_{len(found) + len(opened):012}", len(text)))
        if each in "]|":
            name, start = opened.pop()
            found.append(Bookmark(name=name, start=start, end=len(text)))
        if each not in "[]|":
            text += each
    return text, found


def follow(known: Manifest, drawn: str) -> Trace:
    text, bookmarks = marked(drawn)
    return trace(known, claim.read(text, SHIPPED), bookmarks)


@pytest.mark.parametrize(("words", "drawn", "state", "now"), CASES)
def test_a_number_in_its_place(words: str, drawn: str, state: str, now: str | None) -> None:
    [found] = follow(manifest(words), drawn).places
    assert (found.state, found.written) == (state, now)


@pytest.mark.parametrize(
    ("drawn", "states", "whole"),
    [
        ("培训[45人次]，又[45人次]。", ["same", "same"], "same"),
        ("培训[45人次]，又[46人次]。", ["same", "edited"], "edited"),
        ("培训[45人次]，又|。", ["same", "gone"], "gone"),
        ("培训|，又[44人次]。", ["gone", "edited"], "edited"),
    ],
)
def test_a_fact_is_the_same_only_if_all_its_places_are(drawn: str, states: list[str], whole: str) -> None:
    found = follow(manifest("45人次", "45人次"), drawn)
    assert [each.state for each in found.places] == states
    assert found.states() == [whole]


@pytest.mark.parametrize(
    ("drawn", "state"), [("[45人次]，[46人次]", "edited"), ("[45人次]，|", "gone"), ("[45人次]，[45人次]", "same")]
)
def test_a_bookmark_that_was_copied_counts_at_each_place(drawn: str, state: str) -> None:
    text, bookmarks = marked(drawn)
    known = manifest("45人次")
    name = known.stated[0].places[0].mark
    both = [Bookmark(name=name, start=each.start, end=each.end) for each in bookmarks]
    [found] = trace(known, claim.read(text, SHIPPED), both).places
    assert found.state == state


def test_numbers_without_a_source_are_told() -> None:
    found = follow(manifest("45人次"), "第三批于2022年培训[45人次]，争取资金30万元，为期两年，走访3个村。")
    assert [each.text for each in found.unsourced] == ["30万元", "3个"]


def test_what_the_document_itself_said_is_no_news() -> None:
    known = Manifest(
        **{**{name: getattr(manifest("45人次"), name) for name in Manifest.__slots__}, "carried": ("3个",)}
    )
    found = follow(known, "培训[45人次]，走访3个村、3个乡。")
    assert len(found.unsourced) == 1


def test_the_json_is_the_contract() -> None:
    found = follow(manifest("45人次"), "培训[46人次]，资金3万元。")
    told = as_json(found, {0: Today(Decimal(47), has_moved=True)})
    assert told["facts"] == [
        {
            "id": "q_0_000000000000", "measure": TRAININGS, "value": 45, "written": "46人次", "state": "edited",
            "moved_on": True, "now": 47, "sources": ["r1"],
        }
    ]  # fmt: skip
    assert (told["document"], told["issued"]) == ("d", None)
    assert [(each["text"], each["low"], each["unit"]) for each in told["unsourced"]] == [("3万元", 30000, "元")]
    unasked = as_json(found, {})["facts"][0]
    assert (unasked["moved_on"], unasked["now"]) == (False, None)
