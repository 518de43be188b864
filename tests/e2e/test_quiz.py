"""A quiz in full, in the chat: time, retakes, words, errors reported and keys corrected, practice."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.quiz import QuizContent
from activities.quiz.paper import laid_out
from content import questions_csv
from language.question import Question, QuestionType, digest
from language.questions import parse_questions
from reports.questions import FACILITY
from sandbox.chats import PersonClient
from sandbox.seen import Message
from services.importing.bank import apply_questions
from storage.activities import Activity, ActivityVersion
from storage.assignments import Assignment, Fact, facts_of
from storage.practice import PracticeCard
from storage.questions import BankQuestion
from storage.quizzes import QuizSitting, Regrade
from tests.e2e.conftest import Bureau, behind, toast
from tests.e2e.test_activities import publish, row

SHORT = Question(
    type=QuestionType.SHORT,
    stem="收到无法当面拒绝的礼品怎么办？",
    expected=(("登记",), ("上交", "交公")),
    points=2,
)
BLANK = Question(
    type=QuestionType.BLANK,
    stem="礼品应当自收到之日起____内登记。",
    expected=(("一个月", "30日"),),
    basis="《礼品登记规定》",
)


def choice(stem: str, answer: int = 0, **more: Any) -> Question:
    options = more.pop("options", ("甲", "乙"))
    return Question(type=QuestionType.SINGLE, stem=stem, options=options, answer=(answer,), **more)


def quiz(*questions: Question, **more: Any) -> QuizContent:
    fields = {"title": "廉洁小测", "count": len(questions), "party_paper": questions} | more
    return QuizContent.model_validate(fields)


async def sit(person: PersonClient, *labels: str, cover: str = "廉洁小测") -> Message:
    """Begin, and press a button of each question; return the overview."""
    await person.tap("开始答题", await person.wait_for(cover))
    for number, label in enumerate(labels, start=1):
        await person.wait_for(f"第{number}题，共{len(labels)}题")
        await person.tap(label)
    return await person.wait_for("题都已作答")


async def hand_in(person: PersonClient, *labels: str) -> Message:
    await sit(person, *labels)
    await person.tap("交卷")
    return await person.wait_for("得分：")


async def facts(bureau: Bureau, assignment: Assignment) -> Sequence[Fact]:
    return await bureau.store.read(facts_of, assignment.id)


async def test_time_is_kept_by_a_row_and_what_was_answered_is_handed_in(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    activity = await publish(bureau, "quiz", quiz(choice("一"), choice("二"), minutes=50))
    lee = bureau.people["李强"]
    assert "限时50分钟" in (await lee.wait_for("廉洁小测")).text
    await lee.tap("开始答题")
    await lee.wait_for("10:50自动交卷，还剩50分钟")
    await lee.tap("A")
    await lee.wait_for("第2题")
    assignment = await row(bureau, activity, roster["李强"])
    assert (await bureau.store.read(_sittings)) == [assignment.id]
    await bureau.later(minutes=49)
    assert (await row(bureau, activity, roster["李强"])).outcome == "none"
    await bureau.later(minutes=1)
    told = await lee.wait_for("系统已按您答完的题交卷")
    assert "得分：1（满分2）" in told.text
    done = await row(bureau, activity, roster["李强"])
    assert (done.outcome, done.reply["score"]) == ("done", 1)
    assert [fact.kind for fact in await facts(bureau, done)][-1] == "time-up"
    assert await bureau.store.read(_sittings) == []
    await bureau.later(minutes=5)
    assert [fact.kind for fact in await facts(bureau, done)].count("time-up") == 1


def _sittings(session: Session) -> list[int]:
    return list(session.scalars(select(QuizSitting.assignment_id)))


async def test_a_press_after_the_time_is_answered_by_the_result(bureau: Bureau) -> None:
    await publish(bureau, "quiz", quiz(choice("一"), choice("二"), minutes=50))
    lee = bureau.people["李强"]
    await lee.wait_for("廉洁小测")
    await lee.tap("开始答题")
    await lee.wait_for("第1题")
    bureau.now = bureau.now.replace(hour=bureau.now.hour + 1)
    assert toast(await lee.tap("A")) == "答题时间已到，已按您答完的题交卷。"
    await lee.wait_for("得分：0（满分2）")


async def test_who_fails_sits_another_paper_once(bureau: Bureau, roster: dict[str, int]) -> None:
    content = quiz(choice("一"), choice("二"), retake=True, party_retake=(choice("补一"), choice("补二")))
    activity = await publish(bureau, "quiz", content)
    lee = bureau.people["李强"]
    first = await hand_in(lee, "B", "B")
    assert "您可以补测1次" in first.text
    await lee.tap("开始补测")
    await lee.wait_for("补一")
    await lee.tap("A")
    await lee.wait_for("补二")
    await lee.tap("A")
    await lee.wait_for("2题都已作答")
    await lee.tap("交卷")
    second = await lee.wait_for("补测得分：2（满分2）")
    assert "第一次得分：0，按较好的一次计" in second.text
    assert "结果：合格" in second.text
    assert "开始补测" not in second.labels
    assert (await row(bureau, activity, roster["李强"])).reply["passed"]


async def test_words_are_typed_without_another_press(bureau: Bureau, roster: dict[str, int]) -> None:
    activity = await publish(bureau, "quiz", quiz(BLANK, SHORT))
    lee = bureau.people["李强"]
    await lee.wait_for("廉洁小测")
    await lee.tap("开始答题")
    await lee.wait_for("请直接发送要填的内容")
    await lee.send("１个月")
    await lee.wait_for("第2题，共2题（简答题）")
    await lee.send("字" * 301)
    await lee.wait_for("最多300字")
    await lee.send("应当及时登记，再交公。")
    await lee.wait_for("2题都已作答")
    await lee.tap("交卷")
    await lee.wait_for("得分：3（满分3）")
    assert (await row(bureau, activity, roster["李强"])).reply["answers"]["0"] == ["１个月"]


async def test_a_doubtful_answer_is_read_by_the_secretary_without_a_name(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    activity = await publish(bureau, "quiz", quiz(SHORT, other_paper=(SHORT,)))
    for name, answer in (("李强", "写清楚后交给单位"), ("周喆", "登记")):
        phone = bureau.people[name]
        await phone.wait_for("廉洁小测")
        await phone.tap("开始答题")
        await phone.wait_for("请用一两句话作答")
        await phone.send(answer)
        await phone.wait_for("1题都已作答")
        await phone.tap("交卷")
        await phone.wait_for("纪检秘书可以复核")
    clerk = bureau.people["陈清"]
    sent = await clerk.send("/report")
    await clerk.tap("1．廉洁小测", await clerk.wait_for(behind(sent, "截至")))
    await clerk.tap("简答题复核（2）", await clerk.wait_for(lambda m: "简答题复核（2）" in m.labels))
    shown = await clerk.wait_for("还有2份，不显示姓名")
    assert "李强" not in shown.text
    assert "写清楚后交给单位" in shown.text
    grant = shown.button("给满分")
    await clerk.tap("给满分")
    await clerk.wait_for("还有1份")
    assert toast(await clerk.forge(grant.data, shown)) == "这份答案已复核过。"
    await clerk.tap("同意初评")
    await clerk.wait_for("没有需要复核的简答题")
    await bureau.sent()
    told = await bureau.people["李强"].wait_for("经纪检秘书复核")
    assert "由0改为2（满分2），结果由不合格改为合格" in told.text
    await bureau.people["李强"].tap("查看结果", told)
    await bureau.people["李强"].wait_for(lambda m: m.id > told.id and "得分：2（满分2）" in m.text)
    assert (await row(bureau, activity, roster["周喆"])).reply["score"] == 1
    assert not [m for m in await bureau.people["周喆"].chat() if "经纪检秘书复核" in m.text]


async def test_a_corrected_key_regrades_everyone_and_tells_whom_it_moves(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    asked = choice("哪个对？", 0, basis="第九十七条")
    await bureau.store.write(lambda session: apply_questions(session, bureau.now, [asked]))
    both = (asked, choice("另一题"))
    activity = await publish(bureau, "quiz", quiz(*both))
    lee, sun, clerk = (bureau.people[name] for name in ("李强", "孙丽", "陈清"))
    result = await hand_in(lee, "B", "A")
    await hand_in(sun, "A", "A")
    again = await publish(bureau, "quiz", quiz(*both, title="第二次小测"))
    await lee.tap("看解析", result)
    await lee.wait_for("您的答案：B　正确答案：A")
    assert toast(await lee.tap("题目有误？报错")) == "已报给纪检秘书核对，谢谢。"
    assert toast(await lee.tap("题目有误？报错")) == "已报给纪检秘书核对，谢谢。"
    report = await clerk.wait_for("【题目报错】廉洁小测")
    assert "现在的答案：A" in report.text
    assert "李强" not in report.text
    await clerk.tap("更正答案", report)
    await clerk.wait_for("请发送正确选项的字母，如 B。")
    await clerk.send("丙")
    await clerk.wait_for("看不懂")
    await clerk.send("c")
    await clerk.wait_for("只有 2 个选项")
    await clerk.send("ｂ")
    preview = await clerk.wait_for("请核对后确认更正")
    assert "用于2项答题，已有2份答卷" in preview.text
    await clerk.tap("确认更正")
    await clerk.wait_for("得分有变动的2人会收到通知")
    assert "不用重复操作" in toast(await clerk.forge(preview.button("确认更正").data, preview))

    await bureau.sent()
    assert "由1改为2（满分2），结果由不合格改为合格" in (await lee.wait_for("答案作了更正")).text
    assert "由2改为1（满分2），结果由合格改为不合格" in (await sun.wait_for("答案作了更正")).text
    fact = (await facts(bureau, await row(bureau, activity, roster["李强"])))[-1]
    assert (fact.kind, fact.recorded_by) == ("regrade", roster["陈清"])
    bank = await bureau.store.read(lambda session: session.scalars(select(BankQuestion)).one().question)
    assert bank["answer"] == [1]
    assert await bureau.store.read(_answers, again) == [1]
    assert await bureau.store.read(
        lambda s: [r.finished_at is not None for r in s.scalars(select(Regrade))]
    ) == [
        True,
        True,
    ]
    sent = await clerk.send("/report")
    await clerk.tap("2．廉洁小测", await clerk.wait_for(behind(sent, "截至")))
    shown = await clerk.wait_for(lambda m: "题目分析" in m.labels)
    assert not any("报错" in label for label in shown.labels)
    await clerk.tap("题目分析", shown)
    await clerk.tap("答案更正记录", await clerk.wait_for("题目分析：廉洁小测"))
    assert "A → B，2人得分变动" in (await clerk.wait_for("答案更正记录：廉洁小测")).text


def _answers(session: Session, activity_id: int) -> list[int]:
    activity = session.get_one(Activity, activity_id)
    content = session.get_one(ActivityVersion, (activity_id, activity.version)).content
    return list(content["party_paper"][0]["answer"])


async def test_what_is_right_after_all_is_said_so(bureau: Bureau) -> None:
    await publish(bureau, "quiz", quiz(choice("一")))
    lee, clerk = bureau.people["李强"], bureau.people["陈清"]
    await lee.wait_for("廉洁小测")
    await lee.tap("开始答题")
    await lee.wait_for("第1题")
    assert "请按您的理解继续作答" in toast(await lee.tap("题目有误？报错"))
    report = await clerk.wait_for("【题目报错】")
    assert toast(await clerk.tap("答案无误", report)) == "已记下：答案无误。"
    await clerk.wait_for("不作更正")


async def test_how_questions_fared_is_shown_and_exported(bureau: Bureau) -> None:
    await publish(bureau, "quiz", quiz(choice("一", basis="第九十七条"), choice("二", basis="第一百条")))
    await hand_in(bureau.people["李强"], "B", "A")
    await hand_in(bureau.people["孙丽"], "B", "A")
    clerk = bureau.people["陈清"]
    sent = await clerk.send("/report")
    await clerk.tap("1．廉洁小测", await clerk.wait_for(behind(sent, "截至")))
    await clerk.tap("题目分析", await clerk.wait_for(lambda m: "题目分析" in m.labels))
    shown = await clerk.wait_for("失分最多的条款")
    assert "第1题　得分率0%　一" in shown.text
    assert "第九十七条　得分率0%" in shown.text
    assert FACILITY[1] in shown.text
    await clerk.tap("导出 Excel", shown)
    await clerk.wait_for(lambda m: m.file is not None and m.file.name.startswith("题目分析"))
    await clerk.tap("逐题查看", shown)
    await clerk.wait_for("第1题，共2题")
    await clerk.tap("下一题")
    await clerk.wait_for("2人答过，得分率100%")


async def test_an_exam_of_eighty_questions_is_one_message(bureau: Bureau, roster: dict[str, int]) -> None:
    content = quiz(*(choice(f"第{n}问") for n in range(80)), minutes=50)
    activity = await publish(bureau, "quiz", content)
    lee = bureau.people["李强"]
    cover = await lee.wait_for("共80题")
    await lee.tap("开始答题")
    first = await lee.wait_for("第1题，共80题")
    await lee.tap("A")
    await lee.wait_for("第2题，共80题")
    for _ in range(3):  # second taps, from the screen of the first question
        await lee.forge(first.button("B").data, first)
    await lee.tap("未答一览")
    overview = await lee.wait_for("还有79题未答")
    await lee.tap("57", overview)
    await lee.wait_for("第57题，共80题")
    await lee.tap("B")
    await lee.wait_for("第58题，共80题")
    await lee.tap("未答一览")
    await lee.wait_for("还有78题未答")
    await lee.tap("交卷")
    await lee.wait_for("未答的题不得分。确定现在交卷吗？")
    await lee.tap("仍要交卷")
    result = await lee.wait_for("得分：1（满分80），答对1题，共80题")
    assert result.id == cover.id
    assignment = await row(bureau, activity, roster["李强"])
    kept = [str(fact.change) for fact in await facts(bureau, assignment)]
    assert max(len(change) for change in kept[1:-1]) < 120


async def test_wrong_answers_are_practised_by_their_owner_alone(
    bureau: Bureau, roster: dict[str, int]
) -> None:
    await publish(bureau, "quiz", quiz(choice("独门题一", explanation="因为甲。"), choice("独门题二")))
    lee, clerk = bureau.people["李强"], bureau.people["陈清"]
    assert "只有您本人能看到" in (await hand_in(lee, "B", "A")).text
    await lee.send("/practice")
    asked = await lee.wait_for("错题练习（单选题，现在有1题可练）")
    assert "独门题一" in asked.text
    assert "不属于您" in toast(await clerk.forge(asked.button("A").data, await clerk.wait_for("廉洁小测")))
    await lee.tap("A", asked)
    assert "解析：因为甲。" in (await lee.wait_for("答对了。")).text
    await lee.tap("下一题")
    await lee.wait_for("今天没有要练的题了。下次练习：")
    card = await bureau.store.read(lambda session: session.scalars(select(PracticeCard)).one())
    assert card.due_at > bureau.now
    await clerk.send("/practice")
    await clerk.wait_for("您的错题本是空的")


async def test_a_formal_test_from_drafting_to_the_report(bureau: Bureau, roster: dict[str, int]) -> None:
    clerk, lee = bureau.people["陈清"], bureau.people["李强"]
    bank = parse_questions(questions_csv(), "questions.csv").questions
    taken = [taken.question for taken in bank]
    await bureau.store.write(lambda session: apply_questions(session, bureau.now, taken))
    await clerk.send("/new")
    await clerk.tap("答题", await clerk.wait_for("新起草"))
    await clerk.tap("正式测试（80题，50分钟）", await clerk.wait_for("请选择模板"))
    await clerk.tap("1周内", await clerk.wait_for("截止时间"))
    await clerk.tap("确定（6人）", await clerk.wait_for("发给谁"))
    preview = await clerk.wait_for("限时50分钟")
    assert "不合格可补测1次" in preview.text
    await clerk.tap("立即发布", preview)
    await clerk.wait_for("已发布")
    await bureau.ring()
    await lee.wait_for("共80题，得分率80%以上合格")
    await lee.tap("开始答题")
    await lee.wait_for("第1题，共80题")
    await lee.tap("未答一览")
    await lee.wait_for("还有80题未答")
    await lee.tap("交卷")
    await lee.wait_for("确定现在交卷吗")
    await lee.tap("仍要交卷")
    assert "开始补测" in (await lee.wait_for("得分：0")).labels
    sent = await clerk.send("/report")
    await clerk.tap("1．廉政法规知识测试", await clerk.wait_for(behind(sent, "截至")))
    report = await clerk.wait_for("合格率")
    assert "0.0%（0人合格，1人答题）" in report.text
    await clerk.tap("导出 Excel", report)
    file = (await clerk.wait_for(lambda m: m.file is not None and m.file.name.endswith(".xlsx"))).file
    assert file is not None
    book = load_workbook(BytesIO(await bureau.messenger.download(file)))
    said = {str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line}
    assert any("不合格" in one for one in said)
    content = await bureau.store.read(_content)
    assert content.seed
    assert not {digest(one) for one in content.party_retake} - {digest(one) for one in taken}
    assert sum(one in content.party_paper for one in content.party_retake) < 80
    seeds = await row(bureau, 1, roster["李强"])
    again = [placed.number for placed in laid_out(content.party_paper, seeds.reply["seed"])]
    assert again == [placed.number for placed in laid_out(content.party_paper, seeds.reply["seed"])]
    assert again != sorted(again)


def _content(session: Session) -> QuizContent:
    return QuizContent.model_validate(session.scalars(select(ActivityVersion)).one().content)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_letter_typed_in_place_of_a_press_brings_the_question_again(bureau: Bureau) -> None:
    await publish(bureau, "quiz", quiz(choice("一"), choice("二")))
    lee = bureau.people["李强"]
    sent = await lee.send("A")
    await lee.wait_for(behind(sent, "现在没有等您输入的内容"))  # nothing begun yet
    await lee.tap("开始答题", await lee.wait_for("廉洁小测"))
    await lee.wait_for("第1题")
    sent = await lee.send("选ａ")
    again = await lee.wait_for(behind(sent, "打字没有作答"))
    assert "第1题，共2题" in again.text
    await lee.tap("A", again)
    await lee.wait_for(behind(sent, "第2题，共2题"))
