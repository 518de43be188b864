"""Surveys from /new to the results: on a phone, question by question, named."""

from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.survey import SurveyContent
from sandbox.chats import PersonClient
from sandbox.seen import Message
from storage.activities import Activity
from storage.surveys import SurveyDraft
from tests.e2e.conftest import Bureau, behind, toast
from tests.e2e.test_activities import publish, row

LINES = """1．岗位风险等级？［单选，必填］高／中／低
若1选“高”则答2
2．高在哪里？［多选，必填］审批／执法／采购
3．满意程度［打分1-5］
4．人数［数字0-100］
5．报送日期［日期］
分组重复：风险点
6．名称［问答，必填］
7．等级［单选，必填］高／低
分组结束
8．意见建议［问答］"""


async def publish_by_hand(bureau: Bureau, title: str, lines: str, naming: str) -> None:
    """Write a survey in the chat and publish it to everybody."""
    clerk = bureau.people["陈清"]
    await clerk.send("/new")
    await clerk.tap("问卷", await clerk.wait_for("请选择类型"))
    await clerk.tap("空白（自己写）", await clerk.wait_for("请选择模板"))
    await clerk.wait_for("请输入标题")
    await clerk.send(title)
    await clerk.tap("跳过", await clerk.wait_for("请输入说明"))
    await clerk.tap(naming, await clerk.wait_for("实名或匿名"))
    await clerk.wait_for("请输入题目")
    await clerk.send(lines)
    await clerk.wait_for("截止")
    await clerk.send("下周五17:30")
    await clerk.tap("确定（6人）", await clerk.wait_for("发给谁"))
    await clerk.tap("立即发布", await clerk.wait_for("点“立即发布”后马上发出"))
    await clerk.wait_for("已发布")
    await bureau.ring()


async def activity_named(bureau: Bureau, title: str) -> Activity:
    def find(session: Session) -> Activity:
        return session.scalars(select(Activity).where(Activity.title == title)).one()

    return await bureau.store.read(find)


async def finish(bureau: Bureau, title: str) -> tuple[PersonClient, Message]:
    """End a survey as the secretary; return them with the message below which its results are."""
    clerk = bureau.people["陈清"]
    sent = await clerk.send("/report")
    overview = await clerk.wait_for(behind(sent, "导出 Excel"))
    await clerk.tap(next(label for label in overview.labels if title in label), overview)
    await clerk.tap("结束问卷", await clerk.wait_for("结束问卷"))
    await clerk.tap("确定结束", await clerk.wait_for("结束后不能再填"))
    ended = await clerk.wait_for("已结束")
    assert "正在整理" in toast(await clerk.tap("问卷结果", ended))
    await bureau.ring()
    return clerk, ended


async def test_a_named_survey_from_writing_to_the_ledger(bureau: Bureau, roster: dict[str, int]) -> None:
    await publish_by_hand(bureau, "岗位风险排查", LINES, "实名")
    lee = bureau.people["李强"]
    cover = await lee.wait_for("岗位风险排查")
    await lee.tap("开始填写", cover)
    await lee.tap("高", await lee.wait_for("第1题，共8题（单选，必填）"))
    await lee.tap("审批", await lee.wait_for("第2题"))
    await lee.tap("采购", await lee.wait_for("✓ 审批"))
    await lee.tap("确定", await lee.wait_for("✓ 采购"))
    await lee.tap("4", await lee.wait_for("第3题，共8题（打分1至5，可不填）"))
    await lee.wait_for("第4题")
    await lee.send("一百多")
    await lee.wait_for("没看懂，没有保存")
    await lee.send("101")
    await lee.wait_for("101超出范围")
    await lee.send("12")
    await lee.tap("昨天", await lee.wait_for("已记下。"))
    await lee.tap("填一条", await lee.wait_for("风险点：已填0条"))
    await lee.wait_for("第6题")
    await lee.send("审批时限")
    await lee.tap("高", await lee.wait_for("已记下。"))
    await lee.tap("再加一条", await lee.wait_for("风险点：已填1条"))
    await lee.wait_for("第2条")
    await lee.send("采购询价")
    await lee.tap("低", await lee.wait_for("已记下。"))
    menu = await lee.wait_for("风险点：已填2条")
    await lee.tap("删第1条", menu)
    await lee.tap("不删", await lee.wait_for("要删除这一条风险点吗？"))
    await lee.tap("完成，下一步", await lee.wait_for("风险点：已填2条"))
    await lee.tap("跳过", await lee.wait_for("第8题"))
    review = await lee.wait_for("请检查，再提交")
    assert "2．高在哪里？　审批、采购" in review.text
    assert toast(await lee.tap("提交", review)) == "已提交，谢谢！"
    done = await lee.wait_for("问卷结束前可以修改")

    await lee.tap("查看或修改答案", done)
    review = await lee.wait_for("已经提交，没有新的修改")
    await lee.tap("3", review)
    await lee.tap("5", await lee.wait_for("第3题"))
    assert toast(await lee.tap("提交修改", await lee.wait_for("仍以上次提交的为准"))) == "修改已提交。"
    await lee.tap("查看或修改答案", await lee.wait_for("无需再操作"))
    await lee.wait_for("已经提交，没有新的修改")

    clerk, ended = await finish(bureau, "岗位风险排查")
    await clerk.tap("问卷结果", ended)
    results = await clerk.wait_for("应填6人，提交1份")
    assert "1．岗位风险等级？（单选，1人填写）\n　高　1人，100%" in results.text
    assert "平均5.00，最低5，最高5" in results.text
    await clerk.wait_for(lambda message: message.file is not None and message.file.kind == "photo")
    await clerk.tap("导出结果", results)
    sent = await clerk.wait_for(lambda message: message.file is not None and message.file.kind == "document")
    assert sent.file is not None
    workbook = load_workbook(BytesIO(await bureau.messenger.download(sent.file)))
    assert workbook.sheetnames[:4] == ["统计", "台账风险点", "答案明细", "口径说明"]
    ledger = [[cell.value for cell in line] for line in workbook["台账风险点"].iter_rows(min_row=3)]
    assert ledger[0] == ["序号", "单位/处室", "姓名", "名称", "等级", "部门负责人", "责任领导"]
    assert ledger[1][:6] == [1, "法规处", "李强", "审批时限", "高", "孙丽"]
    assert len(ledger) == 3

    assert toast(await lee.forge(review.buttons[0].data, review)) == "问卷已结束，不能再修改。"
    await lee.wait_for("您提交的答案：\n1．岗位风险等级？　高")
    activity = await activity_named(bureau, "岗位风险排查")
    assignment = await row(bureau, activity.id, roster["李强"])
    assert assignment.reply["answers"]["3"] == 5
    kept = await bureau.store.read(lambda session: session.scalars(select(SurveyDraft)).all())
    assert kept == []


async def test_what_was_answered_last_year_is_there_to_be_mended(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    lines = "1．岗位名称［问答］\n2．等级［单选，必填］高／低"
    first = SurveyContent(title="2025年度风险排查", questions=lines)
    await publish(bureau, "survey", first)
    lee = bureau.people["李强"]
    await lee.tap("开始填写", await lee.wait_for("2025年度风险排查"))
    await lee.wait_for("第1题")
    await lee.send("法制审核")
    await lee.tap("高", await lee.wait_for("第2题"))
    await lee.tap("提交", await lee.wait_for("请检查"))
    await lee.wait_for("无需再操作")

    lines = "1．是否变动［是否］\n2．岗位名称［问答］\n3．等级［单选，必填］高／低"
    second = SurveyContent(title="2026年度风险排查", questions=lines)
    await publish(bureau, "survey", second)
    await lee.tap("开始填写", await lee.wait_for("2026年度风险排查"))
    await lee.tap("否", await lee.wait_for("第1题"))
    carried = await lee.wait_for("您的答案：法制审核")
    assert "上次的答案，可修改" in carried.text
    await lee.tap("下一题", carried)
    await lee.tap("下一题", await lee.wait_for("✓ 高"))
    assert "3．等级　高（上次）" in (await lee.wait_for("请检查")).text


async def test_lines_that_cannot_be_read_are_named_and_nothing_is_lost(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    await clerk.send("/new")
    await clerk.tap("问卷", await clerk.wait_for("请选择类型"))
    await clerk.tap("机关作风满意度问卷", await clerk.wait_for("请选择模板"))
    await clerk.wait_for("截止")
    await clerk.send("下周五")
    await clerk.tap("确定（6人）", await clerk.wait_for("发给谁"))
    preview = await clerk.wait_for("（预览：大家将看到）")
    assert "第1题，共6题（打分1至5，必填）\n\n服务态度\n\n［1］" in preview.text
    assert "6．意见建议（问答）" in preview.text
    assert "管理数据库的人技术上看得到" in preview.text
    await clerk.tap("修改内容", preview)
    await clerk.tap("题目", await clerk.wait_for("要修改哪一项"))
    await clerk.wait_for("请输入题目")
    await clerk.send("1．态度［打风1-5］\n3．是否［是否］\n若9选“是”则答2")
    said = await clerk.wait_for("⚠")
    assert "第1行“1．态度［打风1-5］”：题型“［打风1-5］”不认识" in said.text
    assert "第2行“3．是否［是否］”：题号写成了3，这里应是2" in said.text
    assert "第3行“若9选“是”则答2”：没有第9题" in said.text
    assert "现在的内容：\n1．服务态度" in said.text


async def test_others_presses_and_second_presses_change_nothing(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    content = SurveyContent(title="风险排查", questions="1．等级［单选，必填］高／低")
    activity = await publish(bureau, "survey", content)
    lee, sun = bureau.people["李强"], bureau.people["孙丽"]
    await lee.tap("开始填写", await lee.wait_for("风险排查"))
    asked = await lee.wait_for("第1题")
    own = await sun.wait_for("风险排查")
    assert "不属于您" in toast(await sun.forge(asked.buttons[0].data, own))
    await lee.tap("低", asked)
    review = await lee.wait_for("请检查")
    await lee.tap("提交", review)
    await lee.wait_for("无需再操作")
    assert toast(await lee.forge(review.buttons[0].data, review)) == "已经提交过，没有新的修改。"
    assignment = await row(bureau, activity, roster["李强"])
    assert (assignment.way, assignment.reply) == ("提交", {"answers": {"1": "低"}})
    await bureau.later(days=6)
    await sun.wait_for("风险排查")
    assert "提醒" not in repr([message.text for message in await lee.chat()])


async def test_a_forged_place_only_draws_something(bureau: Bureau, roster: dict[str, int]) -> None:
    content = SurveyContent(title="风险排查", questions=LINES)
    activity = await publish(bureau, "survey", content)
    lee = bureau.people["李强"]
    cover = await lee.wait_for("风险排查")
    id_ = (await row(bureau, activity, roster["李强"])).id
    await lee.tap("开始填写", cover)
    await lee.wait_for("第1题")
    for action, arg in (
        *(("pick", "1,9"), ("pick", "99,0"), ("pick", "6.19,0"), ("pick", "6.3,0"), ("pick", "x")),
        *(("open", "g9"), ("open", "6"), ("cut", "g1,5"), ("drop", "g1,0"), ("day", "1,0"), ("hand", "")),
        *(("type=4", "7"), ("begin", ""), ("nothing", "1")),
    ):
        assert await lee.forge(f"1a:{id_}:1:{action}:{arg}", cover) is not None, action
    kept = await bureau.store.read(lambda session: session.scalars(select(SurveyDraft)).one())
    assert (kept.answers, kept.handed) == ({}, None)
