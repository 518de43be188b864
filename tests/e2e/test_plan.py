"""年度计划: sent, gone through, put in force, kept in view, drafted from."""

import asyncio
import subprocess
import sys
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from docx import Document
from openpyxl import Workbook, load_workbook
from sqlalchemy import update
from sqlalchemy.orm import Session

from activities.study.content import StudyContent
from sandbox.chats import PersonClient
from sandbox.seen import Message
from services.audiences import Audience
from services.office import Office
from services.plan.burden import OPTION_CAP
from services.plan.doors import ACTS
from services.publishing import create_activity
from storage.activities import CLOSED, WITHDRAWN, Activity, Draft, set_option
from storage.registers import RegisterEntry
from tests.e2e.conftest import Bureau, behind, toast
from tests.services.bureau import publish

PLAN = """××局2027年机关纪委工作要点
一、加强学习教育
1.加强理论学习。局党委理论学习中心组学习会每年不少于XX次，其中集体研讨不少于X次。
2.开展专题讲座。每季度邀请1名专家学者举办专题讲座。
二、加强监督
3.召开会议。局党委每年至少召开2次全面从严治党专题会议。局机关纪委每季度召开1次廉情通报会。
4.纠治节日问题。在元旦、春节、端午、中秋、国庆等重要节假期，开展“清风行动”。
5.开展谈心谈话。领导班子成员每半年与分管处室负责人开展1次谈心谈话。
"""


def is_document(message: Message) -> bool:
    return message.file is not None and message.file.kind == "document"


def is_photo(message: Message) -> bool:
    return message.file is not None and message.file.kind == "photo"


async def read_in(secretary: PersonClient, year: str = "2027年") -> Message:
    """Send the plan in two messages and have it read; return the review."""
    sent = await secretary.send("/plan")
    await secretary.tap("导入计划", await secretary.wait_for(behind(sent, "还没有导入计划")))
    await secretary.tap(year, await secretary.wait_for("是哪一年的计划"))
    await secretary.wait_for("一条发不完就分几条发")
    half = PLAN.index("二、")
    await secretary.send(PLAN[:half])
    await secretary.wait_for("还有就继续发")
    await secretary.send(PLAN[half:])
    got = await secretary.wait_for(lambda message: "已收到" in message.text and "开始整理" in message.labels)
    await secretary.tap("开始整理", got)
    return await secretary.wait_for("核对计划")


async def in_force(bureau: Bureau) -> PersonClient:
    """Put the plan in force; return the secretary."""
    secretary = bureau.people["陈清"]
    await secretary.tap("确认启用", await read_in(secretary))
    await secretary.wait_for("计划已启用")
    return secretary


async def opened(secretary: PersonClient, title: str) -> Message:
    """Open an item of /plan."""
    sent = await secretary.send("/plan")
    home = await secretary.wait_for(behind(sent, "年底材料"))
    number = next(line for line in home.text.splitlines() if title in line).partition("．")[0]
    await secretary.tap(number, home)
    return await secretary.wait_for(behind(sent, "修改这一条"))


async def test_a_plan_is_sent_gone_through_and_kept_in_view(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = bureau.people["陈清"]
    review = await read_in(secretary)
    assert "共7条，其中2条次数未设定" in review.text
    await secretary.tap("1", review)
    card = await secretary.wait_for("原文没有写明次数")
    await secretary.tap("改次数", card)
    await secretary.wait_for("每年几次？")
    await secretary.send("很多")
    await secretary.wait_for("没看懂这个次数")
    await secretary.send("8")
    card = await secretary.wait_for("频次：每年8次")
    await secretary.tap("改名称", card)
    await secretary.wait_for("请发送新的名称")
    await secretary.send("学")
    await secretary.wait_for("名称应为2至60字")
    await secretary.send("中心组学习会")
    card = await secretary.wait_for("每年8次")
    await secretary.tap("改月份", card)
    await secretary.tap("3月", await secretary.wait_for("不限月份"))
    await secretary.tap("选好了", await secretary.wait_for("✓3月"))
    await secretary.tap("返回清单", await secretary.wait_for("每年8次（3月）"))

    await secretary.tap("2", await secretary.wait_for("其中1条次数未设定"))
    await secretary.tap("并入其他条", await secretary.wait_for("属于：中心组学习会"))
    await secretary.tap("1", await secretary.wait_for("并入哪一条"))
    review = await secretary.wait_for("共6条")
    await secretary.tap("2", review)
    card = await secretary.wait_for("专题讲座")
    assert toast(await secretary.tap("删去", card)).startswith("已删去")
    await secretary.tap("已删去、已合并的", await secretary.wait_for("共5条"))
    gone = await secretary.wait_for("点编号恢复")
    assert "已并入“中心组学习会”" in gone.text
    await secretary.tap("2", gone)
    review = await secretary.wait_for("共6条")
    confirm = review.button("确认启用").data
    await secretary.tap("确认启用", review)
    done = await secretary.wait_for("2027年计划已启用")
    assert toast(await secretary.forge(confirm, done)) == "已启用。"
    await secretary.tap("查看进度", done)
    home = await secretary.wait_for("年底材料")
    assert "共6条" in home.text
    assert "放假安排还是推算的" in home.text
    assert "中心组学习会　0/8" in home.text
    await secretary.tap("全年图", home)
    await secretary.wait_for(is_photo)
    await secretary.tap("导出台账", home)
    ledger = await secretary.wait_for(is_document)
    assert ledger.file is not None
    workbook = load_workbook(BytesIO(await bureau.messenger.download(ledger.file)))
    assert workbook.sheetnames[:3] == ["进度", "开展明细", "口径说明"]


async def test_the_workbook_is_sent_back_shown_and_applied(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = bureau.people["陈清"]
    await secretary.tap("导出表格核对", await read_in(secretary))
    document = await secretary.wait_for(is_document)
    assert document.file is not None
    workbook = load_workbook(BytesIO(await bureau.messenger.download(document.file)))
    sheet = workbook["核对"]
    rows = {row[2].value: row for row in sheet.iter_rows(min_row=4)}
    lecture, seminar = rows["廉情通报会"], next(row for name, row in rows.items() if "集体研讨" in str(name))
    lecture[6].value, lecture[8].value = "每月", "两打"
    await secretary.upload("年度计划核对表_2027年.xlsx", saved(workbook))
    refused = await secretary.wait_for("没有接收，请改好后再发一次")
    assert "廉情通报会" in refused.text
    lecture[8].value = "2"
    seminar[10].value = "删去"
    await secretary.upload("年度计划核对表_2027年.xlsx", saved(workbook))
    shown = await secretary.wait_for("表格里改了2条")
    assert "廉情通报会：每季度1次 → 每月2次" in shown.text
    apply = shown.button("确认修改").data
    await secretary.tap("确认修改", shown)
    review = await secretary.wait_for("每月2次")
    assert "共6条" in review.text
    assert "已经办理过" in toast(await secretary.forge(apply, review))
    await secretary.upload("年度计划核对表_2027年.xlsx", b"nonsense")
    await secretary.wait_for("没有接收")


def saved(workbook: Workbook) -> bytes:
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


async def test_two_taps_make_the_draft_of_the_next_time(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = await in_force(bureau)
    item = await opened(secretary, "廉情通报会")
    assert "建议下次：2027年3月15日" in item.text
    await secretary.tap("起草下一次", item)
    await secretary.wait_for("请输入地点")
    await secretary.send("三楼第一会议室")
    preview = await secretary.wait_for("确认定时发布")
    assert "2027年3月15日（星期一）15:00" in preview.text
    assert "发布：2027年3月8日（星期一）09:00" in preview.text
    item = await opened(secretary, "廉情通报会")
    assert "已安排：" in item.text
    await secretary.tap("起草下一次", item)  # the same draft again, no second one
    preview = await secretary.wait_for("确认定时发布")
    await secretary.tap("确认定时发布", preview)
    await bureau.at(datetime(2027, 3, 8, 1, 1, tzinfo=UTC))
    await bureau.at(datetime(2027, 3, 15, 8, 0, tzinfo=UTC))
    item = await opened(secretary, "廉情通报会")
    assert "进度：1/4" in item.text
    assert "已开展：\n　2027年3月15日" in item.text
    await secretary.tap("取消计入", item)
    await secretary.tap("1", await secretary.wait_for("不计入"))
    await secretary.wait_for("进度：0/4")


async def test_a_quota_in_danger_is_told_once(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = await in_force(bureau)
    await bureau.at(datetime(2027, 2, 28, 2, 0, tzinfo=UTC))  # a Sunday
    await bureau.at(datetime(2027, 3, 2, 0, 30, tzinfo=UTC))  # before the office opens
    assert [m for m in await secretary.chat() if "计划提醒" in m.text] == []
    for day in (2, 3, 4):
        await bureau.at(datetime(2027, 3, day, 2, 0, tzinfo=UTC))
        await bureau.sent()
    told = await secretary.wait_for("计划提醒")
    assert "专题讲座（每季度1次），本期到2027年3月31日为止" in told.text
    assert len([m for m in await secretary.chat() if "计划提醒" in m.text]) == 1
    await secretary.tap("起草第1项", told)
    await secretary.wait_for("请输入地点")
    await secretary.send("/new")  # a draft may be dropped, and the item is as it was
    await secretary.tap("删除第1份", await secretary.wait_for("未完成的草稿"))
    await secretary.tap("确定删除", await secretary.wait_for("要删除草稿"))
    await secretary.wait_for("已删除草稿")
    assert "已安排" not in (await opened(secretary, "专题讲座")).text


async def test_the_year_ends_with_papers_that_can_be_checked(
    bureau: Bureau, roster: dict[str, int], tmp_path: Path
) -> None:
    secretary = await in_force(bureau)
    await secretary.tap("年底材料", await home(secretary))
    papers = await secretary.wait_for("检查材料包：")
    await secretary.tap("计划完成情况", papers)
    paper = await secretary.wait_for(is_document)
    assert paper.file is not None
    words = "\n".join(
        p.text for p in Document(BytesIO(await bureau.messenger.download(paper.file))).paragraphs
    )
    assert "江州市应急管理局2027年计划完成情况" in words
    assert "没有达到的5条" in words
    await secretary.tap("检查材料包", papers)
    packed = await secretary.wait_for(
        lambda message: message.file is not None and (message.file.name or "").endswith(".zip")
    )
    assert packed.file is not None
    folder = tmp_path / "pack"
    with ZipFile(BytesIO(await bureau.messenger.download(packed.file))) as archive:
        archive.extractall(folder)
        listed = len(archive.namelist()) - 2
    checked = await asyncio.to_thread(check, folder)
    assert checked == (0, f"与清单一致的文件{listed}个，有问题的0个。")
    (folder / "计划原文.txt").write_text("另一份")
    (folder / "多出来.txt").write_text("？")
    code, said = await asyncio.to_thread(check, folder)
    assert code == 1
    assert said.endswith("有问题的2个。")


async def home(secretary: PersonClient) -> Message:
    sent = await secretary.send("/plan")
    return await secretary.wait_for(behind(sent, "年底材料"))


def check(folder: Path) -> tuple[int, str]:
    """Run the pack's own script with Python alone; return its outcome and its summing up."""
    script = folder / "核对清单.py"
    done = subprocess.run([sys.executable, "-I", str(script)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()[-3]


async def test_another_plan_says_what_changed_and_takes_over(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = await in_force(bureau)
    await secretary.tap("起草下一次", await opened(secretary, "廉情通报会"))
    await secretary.wait_for("请输入地点")
    await secretary.tap("导入计划", await home(secretary))
    await secretary.tap("2027年", await secretary.wait_for("是哪一年的计划"))
    await secretary.wait_for("新的一份启用后会替换它")
    changed = PLAN.replace("每季度召开1次廉情通报会", "每半年召开1次廉情通报会")
    changed = changed.replace("每季度邀请1名专家学者举办专题讲座", "每月开展1次主题党日")
    await secretary.upload("新计划.txt", changed.encode())
    review = await secretary.wait_for("核对计划")
    await secretary.tap("与上一份计划对照", review)
    compared = await secretary.wait_for("计划对照")
    assert "变化：廉情通报会　每季度1次 → 每半年1次" in compared.text
    assert "新增：主题党日" in compared.text
    assert "不再列：专题讲座" in compared.text
    await secretary.tap("返回核对", compared)
    await secretary.tap("确认启用", await secretary.wait_for("核对计划"))
    await secretary.wait_for("原计划下的1项活动已接续")


async def test_what_counts_for_a_part_counts_for_the_whole(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = await in_force(bureau)
    await secretary.tap("起草下一次", await opened(secretary, "集体研讨"))
    await secretary.wait_for("请输入地点")
    assert "已安排：" in (await opened(secretary, "中心组学习会")).text


async def test_whatever_is_pressed_is_answered(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = await in_force(bureau)
    shown = await home(secretary)
    for what in (*ACTS, "zz"):
        for id_, choice in ((3, "999999999"), (987654, "无")):
            assert await secretary.forge(f"1p:{what}:{id_}:{choice}", shown) is not None, (what, id_, choice)


async def test_what_is_no_plan_is_refused_and_nothing_is_lost(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = bureau.people["陈清"]
    sent = await secretary.send("/plan")
    await secretary.tap("导入计划", await secretary.wait_for(behind(sent, "还没有导入计划")))
    await secretary.tap("2027年", await secretary.wait_for("是哪一年的计划"))
    await secretary.wait_for("一条发不完就分几条发")
    await secretary.upload("照片.jpg", b"\xff\xd8\xff\xe0 picture")
    await secretary.wait_for("是图片，读不出文字")
    await secretary.send("今天天气很好")
    await secretary.tap("开始整理", await secretary.wait_for("已收到6字"))
    await secretary.wait_for("没有从文字里找到要做的事")
    await secretary.upload("计划.txt", PLAN.encode())
    await secretary.wait_for("共7条")


async def test_next_years_holidays_are_asked_for_weekly(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = bureau.people["陈清"]
    for day in (2, 3, 4, 5, 7, 8):  # December 2026: two weeks, a Saturday between them
        await bureau.at(datetime(2026, 12, day, 2, 0, tzinfo=UTC))
    await bureau.sent()
    asked = [m for m in await secretary.chat() if "2027年放假安排还没有录入" in m.text]
    assert len(asked) == 2


NOTICE = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历腊月二十九、周五）至11日（农历正月初六、周四）放假调休，共7天。2月14日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
"""


async def test_a_pasted_notice_is_shown_back_confirmed_and_moves_drafts(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    secretary = bureau.people["陈清"]
    draft = Draft(
        person_id=roster["陈清"],
        kind="reminder",
        step="preview",
        fields={"title": "节后提醒"},
        audience={},
        deadline=datetime(2027, 5, 5, 9, 30, tzinfo=UTC),
        updated_at=bureau.now,
    )
    await bureau.store.write(lambda session: session.add(draft))
    await secretary.send("/holiday")
    await secretary.tap("录入放假安排", await secretary.wait_for("放假安排与清风行动"))
    await secretary.wait_for("请把国务院办公厅放假通知的原文粘贴到这里")
    await secretary.send(NOTICE.replace("共7天", "共8天"))
    await secretary.wait_for("春节写着共8天，按日期算是7天")
    await secretary.send(NOTICE)
    shown = await secretary.wait_for("请对照通知原文")
    assert "2月14日（星期日）、2月20日（星期六）上班" in shown.text
    await secretary.wait_for(is_photo)
    confirm = shown.button("确认录入").data
    await secretary.tap("确认录入", shown)
    entered = await secretary.wait_for("已录入")
    assert "2027年春节：2月5日至11日（以单位录入为准）" in entered.text
    assert "草稿《节后提醒》截止：2027年5月5日（星期三）17:30 → 2027年4月30日（星期五）17:30" in entered.text
    assert "已经办理过" in toast(await secretary.forge(confirm, entered))
    await bureau.at(datetime(2026, 12, 3, 2, 0, tzinfo=UTC))
    await bureau.sent()
    assert [m for m in await secretary.chat() if "放假安排还没有录入" in m.text] == []


async def test_the_meter_and_the_cap_are_set_in_the_chat(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = await in_force(bureau)
    shown = await home(secretary)
    assert "本月负担（每人）：人均消息0.0条，任务0.0项" in shown.text
    await secretary.tap("负担和上限", shown)
    meter = await secretary.wait_for("上限：每人每月8项任务")
    assert "2026年12月（本月）" in meter.text
    await secretary.tap("4项", meter)
    meter = await secretary.wait_for("上限：每人每月4项任务")
    await secretary.tap("不设上限", meter)
    await secretary.wait_for("上限：不设")
    await bureau.store.write(lambda session: set_option(session, OPTION_CAP, 1))
    for _ in range(2):
        await bureau.store.write(publish, bureau.office, bureau.now)
    shown = await home(secretary)
    assert "人超过上限" in shown.text
    await secretary.tap("负担和上限", shown)
    meter = await secretary.wait_for("超过上限的")
    assert "李强2项" in meter.text


async def test_what_was_begun_elsewhere_is_suggested_and_what_is_withdrawn_counts_no_more(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    secretary = await in_force(bureau)
    for title in ("一季度廉情通报会", "消防演练通知"):
        content = {
            "title": title,
            "topic": "通报情况",
            "place": "会议室",
            "starts_at": "2027-03-10T15:00:00+08:00",
        }
        await bureau.store.write(held, bureau.office, bureau.now, content)
    await bureau.at(datetime(2027, 3, 3, 1, 1, tzinfo=UTC))
    await bureau.at(datetime(2027, 3, 11, 2, 0, tzinfo=UTC))
    shown = await home(secretary)
    assert "另有1项活动看起来属于计划" in shown.text
    await secretary.tap("确认1项活动", shown)
    asked = await secretary.wait_for("是否计入这一条？")
    assert "活动：一季度廉情通报会" in asked.text
    assert "看起来属于：廉情通报会" in asked.text
    await secretary.tap("计入", asked)
    await secretary.wait_for("没有要确认的活动了")
    item = await opened(secretary, "廉情通报会")
    assert "进度：1/4" in item.text
    await secretary.tap("计入已有的活动", item)
    listed = await secretary.wait_for("哪一项活动计入")
    assert "消防演练通知" in listed.text
    await secretary.tap("返回", listed)
    # Withdrawn, it counts no more; what was only closed goes on counting.
    await bureau.store.write(set_status, "一季度廉情通报会", CLOSED)
    assert "进度：1/4" in (await opened(secretary, "廉情通报会")).text
    await bureau.store.write(set_status, "一季度廉情通报会", WITHDRAWN)
    assert "进度：0/4" in (await opened(secretary, "廉情通报会")).text


async def test_register_entries_count_by_their_numbers(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = await in_force(bureau)
    await bureau.at(datetime(2027, 3, 11, 2, 0, tzinfo=UTC))
    assert "进度：0/2" in (await opened(secretary, "谈心谈话")).text
    await bureau.store.write(entered, bureau.now, roster["陈清"])
    item = await opened(secretary, "谈心谈话")
    assert "进度：3/2" in item.text
    assert "2027年3月10日　台账登记：" in item.text
    assert "3次" in item.text


def held(session: Session, office: Office, now: datetime, content: dict[str, str]) -> None:
    """Publish a session that nobody drafted from the plan."""
    create_activity(
        session,
        office,
        now,
        kind="study",
        content=StudyContent.model_validate(content),
        audience=Audience(),
        deadline=datetime(2027, 3, 10, 7, 0, tzinfo=UTC),
        opens_at=datetime(2027, 3, 3, 1, 0, tzinfo=UTC),
        by=None,
    )


def set_status(session: Session, title: str, status: str) -> None:
    session.execute(update(Activity).where(Activity.title == title).values(status=status))


def entered(session: Session, now: datetime, by: int) -> None:
    entry = RegisterEntry(
        register="talk", day=date(2027, 3, 10), category="谈心谈话", number=3, recorded_at=now, recorded_by=by
    )
    session.add(entry)


async def test_numbers_are_given_one_screen_after_the_other(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary = bureau.people["陈清"]
    sent = await secretary.send("/plan")
    await secretary.tap("导入计划", await secretary.wait_for(behind(sent, "还没有导入计划")))
    await secretary.tap("2027年", await secretary.wait_for("是哪一年的计划"))
    await secretary.wait_for("一条发不完就分几条发")
    text = f"{PLAN}6.落实制度。开展主题党日。召开作风建设大会。举办廉政知识竞赛。"
    await secretary.upload("计划.txt", text.encode())
    await secretary.tap("逐条补次数（5条）", await secretary.wait_for("核对计划"))
    asked = await secretary.wait_for("补次数（还有5条）")
    assert "理论学习中心组学习会" in asked.text
    await secretary.send("十来次吧")
    await secretary.wait_for("没看懂")
    await secretary.send("12")
    asked = await secretary.wait_for("补次数（还有4条）")
    await secretary.tap("跳过这一条", asked)
    asked = await secretary.wait_for("补次数（还有3条）")
    assert asked.labels[0] == "按惯例：每月1次"
    await secretary.tap("按惯例：每月1次", asked)
    await secretary.wait_for("补次数（还有2条）")
    await secretary.send("每半年2次")
    asked = await secretary.wait_for("补次数（还有1条）")
    await secretary.tap("经常性，不计次", asked)
    done = await secretary.wait_for("还有1条没有次数")
    await secretary.tap("返回清单", done)
    review = await secretary.wait_for("核对计划")
    for said in ("每年12次", "主题党日（每月1次", "大会（每半年2次", "竞赛（经常性"):
        assert said in review.text, said
    await secretary.tap("增加一条", review)
    await secretary.wait_for("请发送要增加的一条")
    await secretary.send("嗯")
    await secretary.wait_for("太短了")
    await secretary.send("每季度开展1次八小时外监督走访。")
    card = await secretary.wait_for("已增加，请核对")
    assert "频次：每季度1次" in card.text
    await secretary.tap("返回清单", card)
    assert "监督走访" in (await secretary.wait_for("核对计划")).text
