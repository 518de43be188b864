"""What staff see and press: each kind from publishing to the fact in the database."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.commitment import CommitmentContent
from activities.kind import Content
from activities.quiz import QuizContent
from activities.reminder import ReminderContent
from activities.study import StudyContent
from language.question import Question, QuestionType
from services.audiences import Audience
from services.office import Office
from services.publishing import create_activity
from storage.assignments import Assignment, Fact
from tests.e2e.conftest import Bureau, behind, toast


def ask(session: Session, office: Office, now: datetime, kind: str, content: Content) -> int:
    activity = create_activity(
        session,
        office,
        now,
        kind=kind,
        content=content,
        audience=Audience(),
        deadline=now + timedelta(days=7),
        opens_at=now,
        by=None,
    )
    return activity.id


async def publish(bureau: Bureau, kind: str, content: Content) -> int:
    activity_id = await bureau.store.write(ask, bureau.office, bureau.now, kind, content)
    await bureau.ring()
    return activity_id


async def row(bureau: Bureau, activity_id: int, person_id: int) -> Assignment:
    def find(session: Session) -> Assignment:
        query = select(Assignment).where(
            Assignment.activity_id == activity_id, Assignment.person_id == person_id
        )
        return session.scalars(query).one()

    return await bureau.store.read(find)


REMINDER = ReminderContent(
    title="元旦廉洁提醒",
    body="节日期间，请严守纪律。<b>不收礼</b> & 不吃请。",
    basis_party="依据：《中国共产党纪律处分条例》第九十七条。",
    basis_other="依据：《公职人员政务处分法》第三十四条。",
    sign_off="江州市应急管理局机关纪委",
)


async def test_a_reminder_is_acknowledged_once_however_often_it_is_pressed(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    activity = await publish(bureau, "reminder", REMINDER)
    lee = bureau.people["李强"]
    message = await lee.wait_for("元旦廉洁提醒")
    assert "第九十七条" in message.text
    assert "<b>不收礼</b> & 不吃请" in message.text

    assert toast(await lee.tap("我已知悉")) == "已登记：您已知悉。谢谢！"
    seen = await lee.wait_for("无需再操作")
    assert "2026年12月2日（星期三）10:00" in seen.text
    assert toast(await lee.forge(message.buttons[0].data, message)) == "您已办理过，不用重复操作。"

    assignment = await row(bureau, activity, roster["李强"])
    assert (assignment.outcome, assignment.way, assignment.late) == ("done", "知悉", False)
    facts = await bureau.store.read(
        lambda session: session.scalars(select(Fact).where(Fact.assignment_id == assignment.id)).all()
    )
    assert [fact.kind for fact in facts] == ["answer"]


async def test_those_outside_the_party_read_the_law_that_binds_them(bureau: Bureau) -> None:
    await publish(bureau, "reminder", REMINDER)
    message = await bureau.people["钱敏"].wait_for("元旦廉洁提醒")
    assert "政务处分法" in message.text
    assert "纪律处分条例" not in message.text


async def test_nobody_can_press_for_somebody_else(bureau: Bureau, roster: dict[str, int]) -> None:
    activity = await publish(bureau, "reminder", REMINDER)
    message = await bureau.people["李强"].wait_for("元旦廉洁提醒")
    own = await bureau.people["孙丽"].wait_for("元旦廉洁提醒")
    assert "不属于您" in toast(await bureau.people["孙丽"].forge(message.buttons[0].data, own))
    assert (await row(bureau, activity, roster["李强"])).outcome == "none"


async def test_forged_and_outdated_buttons_are_answered_plainly(bureau: Bureau) -> None:
    await publish(bureau, "reminder", REMINDER)
    lee = bureau.people["李强"]
    message = await lee.wait_for("元旦廉洁提醒")
    for data in (
        "",
        "0a:1:1:ok:",
        "1zz:1",
        "1a:x:y:ok:",
        "1a:1",
        "1a:999999:1:ok:",
        "垃圾",
        "1a:1:1:no-such:9",
    ):
        assert toast(await lee.forge(data or "x", message))


async def test_a_commitment_is_read_to_the_end_and_signed_with_ones_own_name(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    letter = CommitmentContent(
        title="党风廉政承诺书",
        opening="本人郑重承诺：",
        clauses=["严守规矩，" * 30 for _ in range(6)],
        closing="请监督。",
    )
    activity = await publish(bureau, "commitment", letter)
    jo = bureau.people["周喆"]
    first = await jo.wait_for("第1页，共")
    assert "签署" not in first.labels
    pages = int(first.text.split("共")[1].split("页")[0])
    for page in range(2, pages + 1):
        await jo.tap("下一页")
        shown = await jo.wait_for(f"第{page}页")
    assert "签署" in shown.labels

    await jo.tap("签署")
    await jo.wait_for("请输入您的姓名")
    await jo.send("周喆喆")
    await jo.wait_for("与花名册上的姓名不一致")
    await jo.send("周 喆")
    receipt = await jo.wait_for("签署成功，校验码")
    assert "法规处　周喆" in receipt.text
    assignment = await row(bureau, activity, roster["周喆"])
    assert assignment.outcome == "done"
    assert assignment.reply["code"] in receipt.text
    assert len(assignment.reply["hash"]) == 64


async def test_an_objection_reaches_the_secretary_and_can_still_become_a_signature(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    letter = CommitmentContent(title="党风廉政承诺书", opening="本人郑重承诺：", clauses=["严守规矩。"])
    activity = await publish(bureau, "commitment", letter)
    jo = bureau.people["周喆"]
    await jo.wait_for("第1页")
    await jo.tap("有异议")
    await jo.wait_for("请写明您的意见")
    await jo.send("第一条<太宽>，请改。")
    await jo.wait_for("您的意见已转交纪检秘书")
    told = await bureau.people["陈清"].wait_for("对承诺书有异议")
    assert "第一条<太宽>，请改。" in told.text
    assert (await row(bureau, activity, roster["周喆"])).outcome == "declined"
    await jo.tap("签署")
    await jo.send("周喆")
    await jo.wait_for("签署成功")
    assert (await row(bureau, activity, roster["周喆"])).outcome == "done"


async def test_leave_from_a_session_is_asked_for_granted_and_seen(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    session = StudyContent(
        title="12月主题党日",
        session="主题党日",
        starts_at=bureau.now + timedelta(days=5),
        place="三楼会议室",
        topic="学习党章",
    )
    activity = await publish(bureau, "study", session)
    lee, secretary = bureau.people["李强"], bureau.people["陈清"]
    notice = await lee.wait_for("一、时间：2026年12月7日（星期一）10:00")
    assert "二、地点：三楼会议室" in notice.text
    await lee.tap("请假")
    await lee.wait_for("请输入请假事由")
    await lee.send("取消")  # the button was pressed by mistake
    await lee.wait_for("已取消，没有提交任何内容")
    await lee.send("知道了")
    await lee.wait_for("现在没有等您输入的内容")
    await lee.tap("请假")
    await lee.wait_for("请输入请假事由")
    await lee.send("出差")
    await lee.wait_for("等待审批")
    request = await secretary.wait_for("请假申请")
    assert "李强" in request.text
    assert toast(await secretary.tap("同意", request)) == "已同意请假。"
    await lee.wait_for("您此项已免：请假（出差）")
    assert (await row(bureau, activity, roster["李强"])).exempt == "请假（出差）"
    assert toast(await secretary.forge(request.buttons[1].data, request)) == "这项请假已处理或已撤回。"


async def test_a_request_for_leave_stays_in_sight_until_it_is_decided(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    starts = bureau.now + timedelta(days=5)
    session = StudyContent(title="专题讲座", starts_at=starts, place="三楼会议室", topic="学习党章")
    await publish(bureau, "study", session)
    lee, secretary = bureau.people["李强"], bureau.people["陈清"]
    await lee.wait_for("专题讲座")
    await lee.tap("请假")
    await lee.send("出差")
    await lee.wait_for("等待审批")
    await secretary.send("/leave")
    listed = await secretary.wait_for("待审批的会议请假")
    assert "李强　《专题讲座》　出差" in listed.text
    assert toast(await secretary.tap("不同意：李强", listed)) == "已告知本人：未获批准。"
    await lee.wait_for("您的请假未获批准，请安排参加")
    await secretary.send("/leave")
    again = await secretary.wait_for(lambda message: message.id > listed.id and "请假登记" in message.text)
    assert "待审批" not in again.text


async def test_after_a_session_the_secretary_is_told_to_enter_who_came(bureau: Bureau) -> None:
    starts = bureau.now + timedelta(days=5)
    session = StudyContent(title="专题讲座", starts_at=starts, place="三楼会议室", topic="学习党章")
    await publish(bureau, "study", session)
    await bureau.later(days=7, minutes=1)
    await bureau.people["陈清"].wait_for("还有6人没有到会记录。散会后请在报表中登记到会")


QUESTIONS = (
    Question(
        type=QuestionType.SINGLE, stem="单选", options=("甲", "乙", "丙"), answer=(1,), basis="第九十七条"
    ),
    Question(type=QuestionType.MULTIPLE, stem="多选", options=("甲", "乙", "丙"), answer=(0, 2), points=2),
    Question(
        type=QuestionType.JUDGE, stem="判断", options=("正确", "错误"), answer=(0,), explanation="因为对。"
    ),
)


async def test_a_quiz_keeps_every_tap_and_explains_each_question(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    quiz = QuizContent(title="日常小测", count=3, party_paper=QUESTIONS, other_paper=QUESTIONS[:1])
    activity = await publish(bureau, "quiz", quiz)
    lee = bureau.people["李强"]
    await lee.wait_for("共3题")
    await lee.tap("开始答题")
    first = await lee.wait_for("第1题，共3题（单选题）")
    await lee.tap("B")
    await lee.wait_for("第2题，共3题（多选题）")
    await lee.forge(first.buttons[0].data, first)  # a stale screen: nothing but a redraw
    await lee.tap("A")
    await lee.wait_for("✓ A")
    await lee.tap("确定")
    await lee.wait_for("第3题")
    await lee.tap("去交卷")
    await lee.wait_for("还有1题未答：第3题")
    await lee.tap("交卷")
    await lee.wait_for("未答的题不得分。确定现在交卷吗？")
    await lee.tap("去答未答的题")
    await lee.wait_for("第3题，共3题（判断题）")
    await lee.tap("B 错误")
    await lee.wait_for("3题都已作答")
    await lee.tap("交卷")
    result = await lee.wait_for("得分：2（满分4）")
    assert "不合格" in result.text
    assert "少选得一半分" in result.text
    await lee.tap("看解析")
    await lee.wait_for("依据：第九十七条")
    await lee.tap("下一题")
    assert "部分得分" in (await lee.wait_for("您的答案：A　正确答案：AC")).text
    await lee.tap("下一题")
    assert "解析：因为对。" in (await lee.wait_for("第3题，共3题：未得分")).text
    assert (await row(bureau, activity, roster["李强"])).reply["score"] == 2
    sent = await lee.send("/me")
    await lee.wait_for(behind(sent, "2分（满分4），不合格"))

    other = bureau.people["钱敏"]
    await other.wait_for("共1题")


async def test_what_is_open_is_one_list_with_a_button_each(bureau: Bureau) -> None:
    await publish(bureau, "reminder", REMINDER)
    lee = bureau.people["李强"]
    await lee.wait_for("元旦廉洁提醒")
    sent = await lee.send("/todo")
    listed = await lee.wait_for(behind(sent, "您有1项待办"))
    await lee.tap("1．元旦廉洁提醒", listed)
    shown = await lee.wait_for(lambda message: "我已知悉" in message.labels and message.id > listed.id)
    await lee.tap("我已知悉", shown)
    await lee.wait_for("无需再操作")
    sent = await lee.send("/todo")
    await lee.wait_for(behind(sent, "您没有待办事项"))
    sent = await lee.send("/me")
    await lee.wait_for(behind(sent, "已完成，2026年12月2日（星期三）10:00知悉"))
    await lee.send("今天天气不错")
    await lee.wait_for("您没有待办事项")
