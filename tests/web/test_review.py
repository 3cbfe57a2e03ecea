"""The pages of the review: the queue, the steps of a record, closed periods."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from qiao.programme import role_writes
from qiao.record import writes
from qiao.record.models import Closing, Record
from tests.web.conftest import Site, browser, parsed, words


def handed_in(site: Site, topic: str, **data: Any) -> Record:
    one = site.programme
    work = one.work("training", "2023-03-01", {"P3": "led"}, topic=topic, **data)
    return writes.submit(writes.draft(work, by=one.owner), by=one.owner)


def decide(client: Client, *records: Record, action: str = "approve", **more: str) -> Any:
    asked = {"record": [str(each.uid) for each in records], "action": action, **more}
    return client.post(reverse("review-decide"), asked, follow=True)


@pytest.mark.parametrize("name", ["review", "periods"])
def test_only_the_office_has_the_queue_and_the_periods(site: Site, name: str) -> None:
    assert site.office.get(reverse(name)).status_code == 200
    for client in (site.owner, site.stranger):
        assert client.get(reverse(name)).status_code == 404
    assert site.nobody.get(reverse(name)).status_code == 302


def test_several_are_approved_at_once_and_what_was_not_is_told(site: Site) -> None:
    good, own = handed_in(site, "甲课"), handed_in(site, "乙课")
    writes.withdraw(own, by=site.programme.owner)
    writes.share(own, with_=site.programme.office, by=site.programme.owner)
    writes.submit(own, by=site.programme.owner)
    page = site.office.get(reverse("review"))
    assert parsed(page).xpath("//input[@name='record']/@value") == [str(good.uid)]
    told = words(decide(site.office, good, own))
    assert "已通过1条记录" in told
    assert "乙课未作处理：不能审核自己填报的记录" in told
    good.refresh_from_db()
    own.refresh_from_db()
    assert (good.status, own.status) == ("approved", "submitted")


def test_several_are_sent_back_with_one_note_which_the_author_sees_first(site: Site) -> None:
    first, second = handed_in(site, "甲课"), handed_in(site, "乙课")
    assert "请写明需要改什么" in words(decide(site.office, first, second, action="send_back"))
    assert "已退回2条记录" in words(decide(site.office, first, second, action="send_back", reason="请补签到表"))
    home = words(site.owner.get("/"))
    assert home.index("退回给您的") < home.index("请补签到表") < home.index("记录进展")
    assert "没有选择记录" in words(decide(site.office))


def test_the_queue_is_narrowed_and_keeps_its_filter(site: Site) -> None:
    record = handed_in(site, "甲课")
    assert "甲课" in words(site.office.get(reverse("review"), {"kind": "training"}))
    assert "没有符合" in words(site.office.get(reverse("review"), {"kind": "payment"}))
    asked = {"record": str(record.uid), "action": "approve"}
    response = site.office.post(f"{reverse('review-decide')}?kind=training", asked)
    assert response["Location"] == f"{reverse('review')}?kind=training"


def test_strange_posts_to_the_queue_change_nothing(site: Site) -> None:
    record = handed_in(site, "甲课")
    assert decide(site.owner, record).status_code == 404
    assert "没有选择记录" in words(decide(site.office, record, action="discard"))
    asked = {"record": ["x", "00000000-0000-0000-0000-000000000000"], "action": "approve"}
    assert "没有选择记录" in words(site.office.post(reverse("review-decide"), asked, follow=True))
    record.refresh_from_db()
    assert record.status == "submitted"


def test_the_reviewer_sees_what_changed_field_by_field(site: Site) -> None:
    one = site.programme
    record = handed_in(site, "甲课", attendances=Decimal(45))
    writes.send_back(record, by=one.office, reason="人次不对")
    work = one.work("training", "2023-03-01", {"P3": "led", "P4": "took_part"}, topic="甲课", attendances=Decimal(40))
    writes.submit(writes.revise(record, work, by=one.owner), by=one.owner)
    for address in (reverse("review"), reverse("record", args=[record.uid])):
        page = words(site.office.get(address))
        assert "上次审核以来的变动" in page
        assert "人次 45 → 40" in page
        assert "P4 丁四 参与" in page
    history = parsed(site.office.get(reverse("record", args=[record.uid]))).xpath("//ol[@class='history']/li//strong")
    assert [each.text for each in history] == ["提交审核", "更改", "已退回", "提交审核", "录入"]


def test_a_record_is_withdrawn_reopened_and_undone_on_its_page(site: Site) -> None:
    record = handed_in(site, "甲课")
    address = reverse("record", args=[record.uid])
    assert "已撤回" in words(site.owner.post(reverse("record-withdraw", args=[record.uid]), follow=True))
    site.owner.post(reverse("record-submit", args=[record.uid]))
    assert "撤销我的决定" not in words(site.office.get(address))
    site.office.post(reverse("record-approve", args=[record.uid]))
    assert "撤销我的决定" in words(site.office.get(address))
    assert "重新打开" not in words(site.owner.get(address))
    assert "已撤销" in words(site.office.post(reverse("record-undo", args=[record.uid]), follow=True))
    site.office.post(reverse("record-approve", args=[record.uid]))
    for name in ("record-reopen", "record-undo"):
        assert site.owner.post(reverse(name, args=[record.uid]), {"reason": "x"}).status_code == 403
        assert site.stranger.post(reverse(name, args=[record.uid]), {"reason": "x"}).status_code == 404
    reopened = site.office.post(reverse("record-reopen", args=[record.uid]), {"reason": "重复计算"}, follow=True)
    assert "不计入数据" in words(reopened)
    assert "重复计算" in words(site.owner.get("/"))


def test_a_co_author_is_named_and_taken_off_on_the_page(site: Site) -> None:
    one = site.programme
    record = writes.draft(one.work("training", "2023-03-01", {"P3": "led"}, topic="甲课"), by=one.owner)
    address, share = reverse("record", args=[record.uid]), reverse("record-share", args=[record.uid])
    assert site.stranger.get(address).status_code == 404
    assert site.stranger.post(share, {"author": "stranger"}).status_code == 404
    assert parsed(site.owner.get(address)).xpath("//select[@name='author']/option/@value") == ["", "stranger"]
    site.owner.post(share, {"author": "stranger"})
    assert site.stranger.get(reverse("record-edit", args=[record.uid])).status_code == 200
    assert "请从列表中选择" in words(site.owner.post(share, {"author": "nobody"}, follow=True))
    site.owner.post(reverse("record-unshare", args=[record.uid]), {"author": "stranger"})
    assert site.stranger.get(address).status_code == 404


def test_two_authors_typing_at_once_do_not_lose_a_word(site: Site) -> None:
    one = site.programme
    record = writes.draft(one.work("training", "2023-03-01", {"P3": "led"}, topic="甲课"), by=one.owner)
    address = reverse("record-edit", args=[record.uid])
    [seen] = parsed(site.owner.get(address)).xpath("//input[@name='seen']/@value")
    typed = {"day": "2023-03-01", "led": "P3", "topic": "办公室所写", "seen": seen}
    assert site.office.post(address, typed).status_code == 302
    late = site.owner.post(address, {**typed, "topic": "作者所写"})
    assert late.status_code == 422
    assert "另一位填报人此间修改了该记录" in words(late)
    assert "作者所写" in words(late)
    record.refresh_from_db()
    assert record.data["topic"] == "办公室所写"


def test_a_period_is_closed_and_reopened_and_the_form_says_so(site: Site) -> None:
    closed = {"batch": "第二批", "last": "2023-12-31", "reason": "年度上报"}
    for client in (site.owner, site.stranger):
        assert client.post(reverse("period-close"), closed).status_code == 404
    assert "请填写关闭的最后一天" in words(site.office.post(reverse("period-close"), {"last": ""}, follow=True))
    assert "截至该日的数据保持不变" in words(site.office.post(reverse("period-close"), closed, follow=True))
    typed = {"day": "2023-03-01", "led": "P3", "topic": "甲课", "attendances": "45"}
    refused = site.owner.post(reverse("record-new", args=["training"]), typed)
    assert refused.status_code == 422
    assert "第二批截至2023-12-31的数据已关闭（office于" in words(refused)
    closing = Closing.objects.get()
    assert site.owner.post(reverse("period-reopen", args=[closing.pk]), {"reason": "补报"}).status_code == 404
    assert "请说明" in words(site.office.post(reverse("period-reopen", args=[closing.pk]), follow=True))
    page = words(site.office.post(reverse("period-reopen", args=[closing.pk]), {"reason": "补报"}, follow=True))
    assert "补报" in page
    assert site.owner.post(reverse("record-new", args=["training"]), typed).status_code == 302


def test_approving_two_of_one_million_costs_no_query_a_record(site: Site, django_assert_max_num_queries: Any) -> None:
    for at in range(12):
        handed_in(site, f"第{at}课")
    second = User.objects.create_user("second")
    role_writes.give(second, "office", by=None)
    officer = browser(second)
    with django_assert_max_num_queries(60):
        assert officer.get(reverse("review")).status_code == 200
