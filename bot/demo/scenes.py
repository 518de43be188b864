"""The scenes, in order. Everything said here is really sent to the bot, everything shown really came back."""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, time

from bot.demo.cast import Player, everybody
from bot.demo.deeds import (
    asks_leave,
    comes,
    learnt,
    signs,
    signs_aloud,
    takes_quiz,
    takes_quiz_aloud,
)
from bot.demo.processes import command
from bot.demo.sheets import questions_workbook, roster_workbook
from bot.demo.story import PATIENCE, ZONE, Story

STRANGER = 999_000_001
SIGN, QUIZ = 0.15, 0.3  # of those who answer at all, so many do not come to sign, to the quiz
ROSTER, BANK = "花名册.xlsx", "题库.xlsx"


async def enrol_secretary(story: Story) -> None:
    """The secretary opens their link and sends the roster and the question bank, as Excel files."""
    secretary = story.cast.secretary
    story.stage.says(str(secretary), "打开一次性链接")
    await secretary.phone.follow(story.secretary_link)
    await story.shown(secretary, "您好", lines=2)
    await story.uploads(secretary, ROSTER, roster_workbook(story.roster), "名册导入预览", lines=7)
    await story.taps(secretary, "全员名册")
    await story.taps(secretary, "今天", "确认前不会改动名册", lines=1)
    await story.taps(secretary, "确认导入", "名册已更新")
    away = "，".join(f"{player.name}{player.status}" for player in story.cast.away())
    story.notes(f"名册上写明{away}：不催不扰，统计时列为“免”")
    await story.uploads(secretary, BANK, questions_workbook(), "题库导入预览", lines=4)
    await story.taps(secretary, "确认导入", "题库已更新", lines=2)


async def invite_everybody(story: Story) -> None:
    """Everybody opens their own link; a used link and a stranger are turned away."""
    links = await command(story.environment, "invite", "--trial")
    story.notes(f"qingfeng invite 生成{len(links)}人的一次性链接；在对话里用 /invite 可导出带二维码的表格")
    rows = zip(story.cast.players, story.roster, strict=True)
    keys = {player: (row["姓名"], row["处室/单位"]) for player, row in rows}
    by_person = {(each["name"], each["department"]): each["link"] for each in links}

    async def follow(player: Player) -> None:
        await player.phone.follow(by_person[keys[player]])
        await player.phone.wait_for("您好", timeout=PATIENCE)

    staff = story.cast.staff()
    await everybody(staff, follow)
    story.notes(f"{len(staff)}人打开各自的链接，绑定完成")
    stranger = Player("路人", "不在花名册", await story.messenger.person(STRANGER, "路人"))
    story.stage.says(str(stranger), "打开别人用过的链接")
    await stranger.phone.follow(by_person[keys[staff[0]]])
    await story.shown(stranger, "用过")
    await story.sends(stranger, "/report", "请联系纪检秘书")


async def publish_three(story: Story) -> None:
    """The secretary drafts a study session, the 承诺书 and a quiz with /new."""
    day = f"{story.meeting.month}月{story.meeting.day}日下午3点"
    await _publish(story, "学习通知", "主题党日", (day, "三楼第一会议室"))
    await _publish(story, "承诺书", "党风廉政和作风建设承诺书", ())
    await _publish(story, "答题", "日常小测", ())
    await story.all_sent()


async def _publish(story: Story, kind: str, template: str, typed: Sequence[str]) -> None:
    secretary = story.cast.secretary
    await story.sends(secretary, "/new", "请选择类型", lines=1)
    await story.taps(secretary, kind)
    await secretary.phone.wait_for("请选择模板", timeout=PATIENCE)
    await story.taps(secretary, template)
    for text in typed:
        await story.shown(secretary, "请输入", lines=3)
        story.stage.says(str(secretary), text)
        await secretary.phone.send(text)
    if not typed:
        await story.taps(secretary, "1周内")
    await story.taps(secretary, "确定（")
    await story.taps(secretary, "立即发布")
    await story.shown(secretary, "已发布：", lines=4)


async def one_answers(story: Story) -> None:
    """One person comes, signs and answers before our eyes; another asks for leave."""
    reader, known = story.cast.reader, learnt()
    await story.arrives(reader, "主题党日", lines=9)
    await story.taps(reader, "参加")
    await signs_aloud(story, reader)
    await takes_quiz_aloud(story, reader, known)
    await asks_leave(story, story.cast.excused, "当天到市里参加执法培训")


async def people_answer(story: Story) -> None:
    """All others say whether they come, sign and answer; some never do anything."""
    known = learnt()
    busy = story.cast.others(story.cast.reader)
    signed, answered = set(), set()

    async def act(player: Player) -> None:
        chance = story.cast.chance_of(player)
        if player is not story.cast.excused:
            await comes(story, player)
        if chance.random() > SIGN:
            await signs(story, player)
            signed.add(player)
        if chance.random() > QUIZ:
            await takes_quiz(story, player, known, 0.6 + 0.4 * chance.random())
            answered.add(player)
        story.stage.counts(len(busy))

    await everybody(busy, act)
    idle = "、".join(player.name for player in story.cast.idle)
    story.notes(f"另有{len(busy)}人报名或请假，{len(signed)}人签署，{len(answered)}人交卷")
    story.notes(f"{idle}什么也没做")
    await story.all_sent()


async def holiday_comes(story: Story) -> None:
    """Three working days before the reminder is due, its preview reaches the secretary."""
    story.moves_clock(story.when.preview.at)
    await story.arrives(story.cast.secretary, "请确认是否发布", lines=6)
    await story.taps(story.cast.secretary, "发布")
    await story.all_sent()


async def session_held(story: Story) -> None:
    """After the session the secretary enters who was there, department by department."""
    secretary = story.cast.secretary
    story.moves_clock(datetime.combine(story.meeting, time(16, 30), ZONE))
    await story.all_sent()
    await secretary.phone.look()
    overview = await story.sends(secretary, "/report", "完成率", lines=4)
    study = next(label for label in overview.labels if "主题党日" in label)
    opened = await story.taps(secretary, study, "到会登记", lines=3, on=overview)
    choice = await story.taps(secretary, "到会登记", "请选择处室", lines=2, on=opened)
    departments = [label for label in choice.labels if re.fullmatch(r".+（[1-9]\d*）", label)]
    sheet = await story.taps(secretary, departments[1], "本处室全部登记", lines=3, on=choice)
    sure = await story.taps(secretary, "本处室全部登记", "确认登记", lines=3, on=sheet)
    await story.taps(secretary, "确认登记", on=sure)
    entered = await _enter_departments(story, departments[2:])
    story.notes(f"再登记{entered}个处室；局领导的到会名单还没有交来")


async def _enter_departments(story: Story, labels: Sequence[str]) -> int:
    phone = story.cast.secretary.phone
    for label in labels:
        name = label.partition("（")[0]
        await phone.tap("其他处室", await story.finds(story.cast.secretary, "其他处室"), within=PATIENCE)
        choice = await phone.wait_for("请选择处室", timeout=PATIENCE)
        here = next(each for each in choice.labels if each.startswith(name))
        await phone.tap(here, choice, within=PATIENCE)
        sheet = await phone.wait_for("本处室全部登记", timeout=PATIENCE)
        await phone.tap("本处室全部登记", sheet, within=PATIENCE)
        sure = await phone.wait_for("确认登记", timeout=PATIENCE)
        await phone.tap(
            next(each for each in sure.labels if each.startswith("确认登记")), sure, within=PATIENCE
        )
        await phone.wait_for("由秘书登记", timeout=PATIENCE)
    return len(labels)


async def reminder_goes_out(story: Story) -> None:
    """Everybody gets the reminder; one has blocked the bot, one presses twice, and one leaves the bureau."""
    cast = story.cast
    story.stage.says(str(cast.blocker), "停用机器人（以后什么也收不到）")
    await cast.blocker.phone.block()
    story.moves_clock(story.when.before.at)
    reminder = await story.arrives(cast.reader, "廉洁提醒", lines=9)
    await story.taps(cast.reader, "我已知悉", on=reminder)
    await story.presses_again(cast.reader, reminder)
    busy = cast.others(cast.reader, cast.blocker)

    async def press(player: Player) -> None:
        await player.phone.tap("我已知悉", await story.finds(player, "我已知悉"), within=PATIENCE)
        story.stage.counts(len(busy))

    await everybody(busy, press)
    story.notes(f"另有{len(busy)}人点了“我已知悉”")
    await story.all_sent()
    await _leaver_goes(story)


async def _leaver_goes(story: Story) -> None:
    secretary, leaver = story.cast.secretary, story.cast.leaver
    story.notes(f"{leaver}调离，新的花名册上已没有这个人")
    rows = zip(story.cast.players, story.roster, strict=True)
    rest = [row for player, row in rows if player is not leaver]
    await story.uploads(secretary, ROSTER, roster_workbook(rest), "名册导入预览", lines=7)
    await story.taps(secretary, "全员名册")
    await story.taps(secretary, "今天", "确认前不会改动名册", lines=6)
    await story.taps(secretary, "确认导入", "名册已更新", lines=2)
    await story.all_sent()


async def eve(story: Story) -> None:
    """On the last working day a short word goes to all, with the button to those who have not pressed it."""
    story.moves_clock(story.when.eve.at)
    idle = story.cast.idle[0]
    await story.arrives(idle, "您还没有点", lines=8)
    there = [player for player in story.cast.others(story.cast.blocker) if player is not idle]

    async def hears(player: Player) -> None:
        await player.phone.wait_for(f"{story.holiday.name}假期为", timeout=PATIENCE)

    await everybody(there, hears)
    story.notes(f"已确认的{len(there)}人只收到短句，没有按钮，不用再点")
    await story.all_sent()


async def report(story: Story) -> None:
    """The secretary asks /report, looks at one activity and who is missing, and takes the workbook along."""
    secretary = story.cast.secretary
    await secretary.phone.look()
    overview = await story.sends(secretary, "/report", "完成率", lines=12)
    picture = await secretary.phone.wait_for(lambda m: m.file is not None, timeout=PATIENCE)
    await story.keeps(picture, "报表.png")
    reminder = next(label for label in overview.labels if "廉洁提醒" in label)
    opened = await story.taps(secretary, reminder, "未办理名单", lines=12, on=overview)
    missing = await story.taps(secretary, "未办理名单", "待完成", lines=12, on=opened)
    await secretary.phone.tap("返回", missing, within=PATIENCE)
    await story.taps(
        secretary, "导出 Excel", on=await secretary.phone.wait_for("导出 Excel", timeout=PATIENCE)
    )
    workbook = await secretary.phone.wait_for(
        lambda m: m.file is not None and m.file.kind == "document", timeout=PATIENCE
    )
    await story.keeps(workbook)


SCENES: tuple[tuple[str, Callable[[Story], Awaitable[None]]], ...] = (
    ("秘书绑定，导入花名册和题库", enrol_secretary),
    ("全员凭一次性链接绑定", invite_everybody),
    ("秘书用 /new 发出三件事", publish_three),
    ("一位同志报名、签署、答题；一位请假", one_answers),
    ("其他人各自办理", people_answer),
    ("节前提醒的预览送到秘书", holiday_comes),
    ("学习会后登记到会", session_held),
    ("节前七天：清风行动", reminder_goes_out),
    ("放假前最后一个工作日", eve),
    ("秘书看 /report", report),
)
WITH_PEOPLE = 2  # scenes in which the bar also moves by each person's share
