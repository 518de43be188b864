"""任务督办 from the draft to the ledger: departments and their heads, progress, 延期, 销号."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.task.content import TaskContent
from sandbox.chats import PersonClient
from sandbox.seen import Message
from services.audiences import Audience
from services.office import Office
from services.publishing import create_activity
from storage.assignments import Assignment, Fact
from storage.people import Department, Person
from tests.e2e.conftest import Bureau, behind, toast

TITLE = "巡察反馈问题整改"


def content(to: str = "处室") -> TaskContent:
    return TaskContent.model_validate(
        {
            "title": TITLE,
            "sign_off": "江州市应急管理局机关纪委",
            "sort": "整改",
            "to": to,
            "matter": "对照反馈意见，逐条完成整改。",
            "reference": "XC-2026-0017",
        }
    )


def ask(session: Session, office: Office, now: datetime, to: str, audience: Audience) -> int:
    return create_activity(
        session,
        office,
        now,
        kind="task",
        content=content(to),
        audience=audience,
        deadline=now + timedelta(days=7, hours=7, minutes=30),
        opens_at=now,
        by=None,
    ).id


async def publish(bureau: Bureau, to: str = "处室", audience: Audience | None = None) -> int:
    activity_id = await bureau.store.write(ask, bureau.office, bureau.now, to, audience or Audience())
    await bureau.ring()
    return activity_id


async def assignments(bureau: Bureau, activity_id: int) -> list[Assignment]:
    def find(session: Session) -> list[Assignment]:
        query = select(Assignment).where(Assignment.activity_id == activity_id).order_by(Assignment.id)
        return list(session.scalars(query))

    return await bureau.store.read(find)


async def workbook_of(bureau: Bureau, message: Message) -> list[tuple[object, ...]]:
    assert message.file is not None
    book = load_workbook(BytesIO(await bureau.messenger.download(message.file)))
    return [tuple(cell for cell in row) for row in book["台账"].iter_rows(values_only=True)]


def is_document(message: Message) -> bool:
    return message.file is not None and message.file.kind == "document"


async def report_on(secretary: PersonClient) -> Message:
    sent = await secretary.send("/report")
    overview = await secretary.wait_for(behind(sent, "导出 Excel"))
    await secretary.tap(f"1．{TITLE}", overview)
    return await secretary.wait_for(behind(sent, "导出台账"))


async def test_a_task_goes_from_the_draft_to_the_ledger(bureau: Bureau, roster: dict[str, int]) -> None:
    secretary, head = bureau.people["陈清"], bureau.people["孙丽"]
    await secretary.send("/new")
    await secretary.tap("任务督办", await secretary.wait_for("新起草"))
    await secretary.tap("空白（自己写）", await secretary.wait_for("请选择模板"))
    await secretary.wait_for("请输入标题")
    await secretary.send(TITLE)
    await secretary.tap("整改", await secretary.wait_for("任务类别"))
    await secretary.tap("处室", await secretary.wait_for("办理主体"))
    await secretary.wait_for("请输入任务内容")
    await secretary.send("对照反馈意见，逐条完成整改。")
    await secretary.tap("跳过", await secretary.wait_for("有关要求"))
    await secretary.wait_for("请输入外部系统编号")
    await secretary.send("王某反映的问题已经谈过话")
    await secretary.wait_for("只写编号，要有数字，不写内容")
    await secretary.send("XC-2026-0017")
    await secretary.tap("跳过", await secretary.wait_for("联系人及电话"))
    await secretary.wait_for("截止时间")
    await secretary.send("12月9日17:30")
    await secretary.tap("确定（6人）", await secretary.wait_for("发给谁"))
    preview = await secretary.wait_for("立即发布")
    assert "发给2个处室的负责人：办公室、法规处" in preview.text
    await secretary.tap("立即发布", preview)
    await secretary.wait_for("已发布")

    task = await head.wait_for("【整改】巡察反馈问题整改")
    assert "一、办理处室：法规处（由您牵头）" in task.text
    assert "XC-2026-0017" in task.text
    assert task.labels == ("已完成，报销号", "写进展", "申请延期")
    await head.tap("写进展", task)
    await head.wait_for("请用一两句话写明进展")
    await head.send("已完成第一、二条，第三条正在办理。")
    noted = await head.wait_for("进展已记下")
    assert "12月2日　已完成第一、二条，第三条正在办理。" in noted.text
    assert toast(await head.tap("已完成，报销号", noted)) == "已报秘书销号。"
    await head.wait_for("等秘书销号")
    request = await secretary.wait_for("请销号")
    assert "法规处　孙丽" in request.text
    assert "第三条正在办理" in request.text
    assert toast(await secretary.tap("同意销号", request)) == "已销号。"
    await head.wait_for("办结销号，无需再操作")
    assert "已经办结" in toast(await secretary.forge(request.buttons[0].data, request))

    report = await report_on(secretary)
    assert "应办 2 人\n已完成 1，" in report.text
    await secretary.tap("导出台账", report)
    rows = await workbook_of(bureau, await secretary.wait_for(is_document))
    head_row = next(number for number, row in enumerate(rows) if row[0] == "序号")
    assert rows[head_row] == (
        *("序号", "日期", "事项", "责任处室", "责任人", "完成时限", "进展", "佐证", "销号日期"),
    )
    other, mine = rows[head_row + 1 : head_row + 3]
    assert mine[2:] == (
        "【整改】巡察反馈问题整改（XC-2026-0017）",
        "法规处",
        "孙丽",
        "2026年12月9日",
        "已销号。12月2日：已完成第一、二条，第三条正在办理。",
        None,
        "2026年12月2日",
    )
    assert (other[3], other[6], other[8]) == ("办公室", "待完成", None)


async def test_a_task_that_is_not_done_comes_back_with_a_reason(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    activity = await publish(bureau)
    secretary, head = bureau.people["陈清"], bureau.people["孙丽"]
    await head.tap("已完成，报销号", await head.wait_for(TITLE))
    request = await secretary.wait_for("请销号")
    await secretary.tap("退回", request)
    await secretary.wait_for("请发送退回的原因")
    await secretary.send("缺" * 201)
    await secretary.wait_for("原因最多200字")
    await secretary.send("缺第三条的整改材料")
    await secretary.wait_for("已退回本人")
    returned = await head.wait_for("⚠ 秘书退回，原因：缺第三条的整改材料")
    assert "本人已撤回" in toast(await secretary.forge(request.buttons[0].data, request))

    bureau.now += timedelta(minutes=1)
    await head.tap("已完成，报销号", returned)
    shown = await head.wait_for("还没办完，撤回")
    assert "等秘书销号" in toast(await head.forge(returned.buttons[1].data, shown))
    await head.tap("还没办完，撤回", shown)
    await head.wait_for("写进展")
    again = await secretary.wait_for(lambda message: "请销号" in message.text and message.id > request.id)
    assert "本人已撤回" in toast(await secretary.tap("同意销号", again))
    rows = {row.person_id: row for row in await assignments(bureau, activity)}
    assert (rows[roster["孙丽"]].outcome, rows[roster["孙丽"]].stage) == ("none", "办理中")


async def test_an_extension_moves_the_deadline_of_one_department(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    activity = await publish(bureau)
    secretary, head = bureau.people["陈清"], bureau.people["孙丽"]
    await head.tap("申请延期", await head.wait_for(TITLE))
    await head.wait_for("请发送新的完成时间和原因")
    for wrong, said in (
        ("不知道", "没看懂"),
        ("12月21日", "还差延期的原因"),
        ("12月8日，来不及", "不晚于现在的时限"),
        ("2029年1月5日，来不及", "最多延期一年"),
        ("12月21日，" + "等" * 201, "原因最多200字"),
    ):
        await head.send(wrong)
        await head.wait_for(said)
    await head.send("12月21日，等第三方检测报告")
    await head.wait_for("您申请延期到2026年12月21日，等秘书答复")
    request = await secretary.wait_for("延期申请")
    assert "申请延到：2026年12月21日（星期一）17:30" in request.text
    assert toast(await secretary.tap("同意", request)) == "已同意延期。"
    granted = await head.wait_for("已同意延期，请按新的时限办理")
    assert "完成时限：2026年12月21日（星期一）17:30" in granted.text
    assert "已处理" in toast(await secretary.forge(request.buttons[1].data, request))

    rows = {row.person_id: row for row in await assignments(bureau, activity)}
    mine, other = rows[roster["孙丽"]], rows[roster["赵刚"]]
    assert mine.deadline is not None
    assert other.deadline is not None
    assert mine.deadline - other.deadline == timedelta(days=12)
    facts = await bureau.store.read(
        lambda session: session.scalars(
            select(Fact).where(Fact.assignment_id == mine.id).order_by(Fact.id)
        ).all()
    )
    assert [fact.kind for fact in facts] == ["answer", "decision", "extension"]
    assert facts[-1].recorded_by == roster["陈清"]
    assert facts[-1].change["was"] == {"deadline": other.deadline.isoformat()}

    # The eve of the moved deadline is a Friday: reminded once, and not on the day the others were due.
    await bureau.at(bureau.now + timedelta(days=16))
    await bureau.ring()
    await head.wait_for("提醒：以下事项请及时办理")
    await bureau.later(days=4)
    await bureau.sent()
    late = await opened(head)
    assert "已逾期1个工作日" in late.text


async def opened(person: PersonClient) -> Message:
    sent = await person.send("/todo")
    listed = await person.wait_for(behind(sent, "项待办"))
    await person.tap(listed.labels[0], listed)
    return await person.wait_for(lambda message: "任务内容" in message.text and message.id > listed.id)


async def test_a_refused_extension_leaves_the_deadline(bureau: Bureau, roster: dict[str, int]) -> None:
    activity = await publish(bureau)
    secretary, head = bureau.people["陈清"], bureau.people["孙丽"]
    await head.tap("申请延期", await head.wait_for(TITLE))
    await head.send("12月21日，等第三方检测报告")
    await head.wait_for("等秘书答复")
    assert toast(await secretary.tap("不同意", await secretary.wait_for("延期申请"))) == (
        "已告知本人：延期未获同意。"
    )
    await head.wait_for("您的延期申请未获同意，请按原时限办理")
    assert len({row.deadline for row in await assignments(bureau, activity)}) == 1


async def test_tasks_to_persons_reach_everybody_chosen(bureau: Bureau, roster: dict[str, int]) -> None:
    activity = await publish(bureau, to="个人", audience=Audience(people=(roster["李强"], roster["周喆"])))
    jo, head = bureau.people["周喆"], bureau.people["孙丽"]
    task = await jo.wait_for(TITLE)
    assert "办理处室" not in task.text
    assert {row.subject for row in await assignments(bureau, activity)} == {""}
    assert "不属于您" in toast(await head.forge(task.buttons[0].data, await _any(head)))
    secretary = bureau.people["陈清"]
    report = await report_on(secretary)
    await secretary.tap("登记线下销号", report)
    await secretary.tap("法规处（2）", await secretary.wait_for("请选择处室"))
    await secretary.tap("周喆", await secretary.wait_for("点姓名即登记"))
    await secretary.wait_for("✓ 周喆")
    assert toast(await jo.forge(task.buttons[0].data, task)) == "您已办理过，不用重复操作。"


async def _any(person: PersonClient) -> Message:
    sent = await person.send("/me")
    return await person.wait_for(behind(sent, "　"))


async def test_a_department_without_a_head_is_named_before_publishing(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    def behead(session: Session) -> None:
        session.get_one(Person, roster["赵刚"]).post = "一般"
        session.add(Department(name="空处室", position=3))

    await bureau.store.write(behead)
    secretary = bureau.people["陈清"]
    await secretary.send("/new")
    await secretary.tap("任务督办", await secretary.wait_for("新起草"))
    await secretary.tap("问题整改", await secretary.wait_for("请选择模板"))
    await secretary.wait_for("请输入任务内容")
    await secretary.send("对照反馈意见，逐条完成整改。")
    await secretary.tap("跳过", await secretary.wait_for("外部系统编号"))
    await secretary.tap("3个工作日内", await secretary.wait_for("截止时间"))
    await secretary.tap("确定（6人）", await secretary.wait_for("发给谁"))
    preview = await secretary.wait_for("立即发布")
    assert "没有“处室负责人”，不会收到：办公室。" in preview.text

    await secretary.tap("修改对象", preview)
    await secretary.tap("处室…", await secretary.wait_for("发给谁"))
    await secretary.tap("办公室", await secretary.wait_for("请点选处室"))
    await secretary.tap("选好了", await secretary.wait_for("✓ 办公室"))
    await secretary.tap("确定（3人）", await secretary.wait_for("确定（3人）"))
    refused = await secretary.wait_for("还不能发布")
    assert "在花名册上都没有“处室负责人”" in refused.text
    assert "立即发布" not in refused.labels


@pytest.mark.parametrize("later", [False, True])
async def test_who_reported_in_time_is_not_late_by_the_secretarys_delay(
    bureau: Bureau, roster: dict[str, int], later: bool
) -> None:
    activity = await publish(bureau)
    secretary, head = bureau.people["陈清"], bureau.people["孙丽"]
    task = await head.wait_for(TITLE)
    bureau.now += timedelta(days=8 if later else 6)
    await head.tap("已完成，报销号", task)
    request = await secretary.wait_for("请销号")
    assert ("（已过时限）" in request.text) == later
    bureau.now += timedelta(days=3)
    await secretary.tap("同意销号", request)
    await head.wait_for("办结销号")
    rows = {row.person_id: row for row in await assignments(bureau, activity)}
    assert rows[roster["孙丽"]].late is later
