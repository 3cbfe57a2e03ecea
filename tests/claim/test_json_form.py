"""The JSON of DESIGN 7: its keys and types are a contract."""

import json

from qiao import catalogue, claim

SHIPPED = catalogue.load()
QUANTITY = ["start", "end", "text", "kind", "low", "high", "low_open", "high_open", "unit", "hedge", "measured"]
FINDING = ["code", "start", "end", "text", "message", "suggestion"]


def form(text: str, language: str = "zh") -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(
        json.dumps(claim.as_json(claim.read(text, SHIPPED), language))
    )
    return found


def test_the_keys_are_those_of_the_design() -> None:
    found = form("培训近百人次，捐款_____元，接收9xxxx干部。")
    assert list(found) == ["text", "quantities", "findings"]
    assert [list(each) for each in found["quantities"]] == [QUANTITY]
    assert [list(each) for each in found["findings"]] == [FINDING, FINDING]
    assert [each["code"] for each in found["findings"]] == ["blank", "corrupt_number"]


def test_numbers_are_numbers_and_whole_ones_are_whole() -> None:
    [whole, broken, open_] = form("捐款1.5万元，占比47.92%，培训超过60人次。")["quantities"]
    assert (whole["low"], whole["high"]) == (15000, 15000)
    assert isinstance(whole["low"], int)
    assert (broken["low"], broken["unit"]) == (47.92, "%")
    assert (open_["low"], open_["high"], open_["low_open"], open_["hedge"]) == (60, None, True, "more")


def test_days_are_the_first_and_last_day_meant() -> None:
    days = [(each["low"], each["high"]) for each in form("2004年；2004年2月；2004年5月6日；5月6日。")["quantities"]]
    assert days[:3] == [("2004-01-01", "2004-12-31"), ("2004-02-01", "2004-02-29"), ("2004-05-06", "2004-05-06")]
    assert days[3] == ("--05-06", "--05-06")


def test_messages_come_in_the_language_asked_for() -> None:
    text = "捐款_____元。"
    assert "没有填写" in str(form(text)["findings"][0]["message"])
    assert "never filled in" in str(form(text, "en")["findings"][0]["message"])
