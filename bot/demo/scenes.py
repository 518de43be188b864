"""The scenes, in order. Everything said here is really sent to the bot, everything shown really came back."""

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.demo.cast import Cast, Player, everybody
from bot.demo.processes import command, set_clock
from bot.demo.sheets import questions_workbook, roster_workbook
from bot.demo.stage import Stage
from sandbox.client import Message, Messenger
from workdays.campaign import Moments
from workdays.holidays import Calendar, Holiday
from workdays.words import say_moment

SECRETARY, DEPARTMENT = "陈清", "机关党委（人事处）"
ZONE = ZoneInfo("Asia/Shanghai")
HOLIDAYS = ("元旦", "春节", "端午", "中秋", "国庆")
PATIENCE = 30.0  # seconds anybody waits for the bot
STRANGER = 999_000_001


class Story:
    """What the scenes share: the people, the clock, the terminal and chance."""

    def __init__(
        self,
        stage: Stage,
        messenger: Messenger,
        environment: dict[str, str],
        home: Path,
        output: Path,
        roster: Sequence[Mapping[str, str]],
        holiday: Holiday,
        when: Moments,
        seed: int,
    ) -> None:
        self.stage, self.messenger, self.environment = stage, messenger, environment
        self.home, self.output, self.roster = home, output, roster
        self.holiday, self.when = holiday, when
        self.chance = random.Random(seed)  # noqa: S311 a story, not a secret
        self.cast: Cast
        self.secretary_link = ""
        self.casting: dict[str, Player] = {}
        self.casting_never: list[Player] = []

    @property
    def secretary(self) -> Player:
        return self.cast.secretary

    @property
    def meeting(self) -> date:
        """Return the day of the session: two working days after the preview, one before the reminder."""
        return Calendar().add_working_days(self.when.preview.at.date(), 2)

    def staff(self) -> list[Player]:
        """Return everybody but the secretary."""
        return [player for player in self.cast.players if player is not self.secretary]

    def assign_parts(self) -> None:
        """Choose by chance who blocks the bot, who leaves, who presses twice and who never does anything."""
        chosen = self.chance.sample(self.present(), 5)
        self.casting = dict(zip(("blocks", "leaves", "twice"), chosen, strict=False))
        self.casting_never = chosen[3:]

    def present(self) -> list[Player]:
        """Return the staff who are not on leave: those who are were exempted and are asked nothing."""
        return [player for player in self.staff() if self.row(player)["状态"] == "在岗"]

    def row(self, player: Player) -> Mapping[str, str]:
        """Return somebody's row of the roster."""
        key = (player.name, player.department)
        return next(row for row in self.roster if (row["姓名"], row["处室/单位"]) == key)

    async def forges(self, player: Player, message: Message) -> None:
        """Let somebody press the first button of a message as it was, on a phone that was slow to redraw."""
        button = message.buttons[0]
        self.stage.says(str(player), f"［{button.label}］（又点了一次）")
        answer = await player.phone.forge(button.data, message, within=PATIENCE)
        if answer is not None:
            self.stage.answers(answer.text)

    async def sends(self, player: Player, text: str, expect: str, lines: int = 5) -> Message:
        """Let somebody type, and show what comes back."""
        self.stage.says(str(player), text)
        await player.phone.send(text)
        return await self.shown(player, expect, lines)

    async def taps(self, player: Player, label: str, expect: str = "", lines: int = 5) -> None:
        """Let somebody press the button that begins so, and show the toast and what comes back."""
        message = await self.finds(player, label)
        button = next(b for b in message.buttons if b.label.startswith(label))
        self.stage.says(str(player), f"［{button.label}］")
        answer = await player.phone.tap(button.data, message, within=PATIENCE)
        if answer is not None and answer.text:
            self.stage.answers(answer.text)
        if expect:
            await self.shown(player, expect, lines)

    async def finds(self, player: Player, label: str) -> Message:
        """Return the newest message with a button that begins so, waiting for it where there is none yet."""

        def has(message: Message) -> bool:
            return not message.deleted and any(each.startswith(label) for each in message.labels)

        standing = [message for message in await player.phone.chat() if message.from_bot and has(message)]
        return standing[-1] if standing else await player.phone.wait_for(has, timeout=PATIENCE)

    async def shown(self, player: Player, expect: str, lines: int = 5) -> Message:
        """Wait for what somebody expects, and show it."""
        message = await player.phone.wait_for(expect, timeout=PATIENCE)
        self.stage.answers(message.text, message.labels, lines)
        return message

    def moves_clock(self, moment: datetime) -> None:
        """Move the office's clock, and say so."""
        set_clock(self.home, moment)
        self.stage.notes(f"办公室的时钟拨到 {say_moment(moment.astimezone(ZONE))}")

    async def keeps(self, message: Message) -> None:
        """Save a picture or workbook the bot sent."""
        assert message.file is not None
        name = "报表.png" if message.file.kind == "photo" else message.file.name
        (self.output / name).write_bytes(await self.messenger.download(message.file))
        self.stage.notes(f"收到文件 {name}")


async def enrol_secretary(story: Story) -> None:
    """The secretary opens their link and sends the roster and the question bank, as Excel files."""
    secretary = story.secretary
    story.assign_parts()
    story.stage.says(str(secretary), "打开一次性链接")
    await secretary.phone.follow(story.secretary_link)
    await story.shown(secretary, "您好", lines=2)
    story.stage.says(str(secretary), "发送《花名册.xlsx》")
    await secretary.phone.upload("花名册.xlsx", roster_workbook(story.roster))
    await story.shown(secretary, "名册导入预览", lines=7)
    await story.taps(secretary, "全员名册")
    await story.taps(secretary, "今天", "确认前不会改动名册", lines=1)
    await story.taps(secretary, "确认导入", "名册已更新")
    story.stage.says(str(secretary), "发送《题库.xlsx》")
    await secretary.phone.upload("题库.xlsx", questions_workbook())
    await story.shown(secretary, "题库导入预览", lines=4)
    await story.taps(secretary, "确认导入", "题库已更新")


async def invite_everybody(story: Story) -> None:
    """Everybody opens their own link; a used link, a stranger and a guess are turned away."""
    links = await command(story.environment, "invite", "--trial")
    story.stage.notes(f"qingfeng invite：{len(links)}人的一次性链接；在对话里用 /invite 可导出带二维码的表格")
    by_person = {(each["name"], each["department"]): each["link"] for each in links}

    async def follow(player: Player) -> None:
        await player.phone.follow(by_person[player.name, player.department])
        await player.phone.wait_for("您好", timeout=PATIENCE)

    await everybody(story.staff(), follow)
    story.stage.notes(f"{len(story.staff())}人打开各自的链接，绑定完成")
    stranger = Player("路人", "不在花名册", await story.messenger.person(STRANGER, "路人"))
    used = by_person[story.staff()[0].name, story.staff()[0].department]
    story.stage.says(str(stranger), "打开别人用过的链接")
    await stranger.phone.follow(used)
    await story.shown(stranger, "用过")
    await story.sends(stranger, "/report", "请联系纪检秘书")


async def publish_three(story: Story) -> None:
    """The secretary drafts a study session, the 承诺书 and a quiz with /new."""
    meeting = story.meeting
    for kind, template, typed in (
        ("学习通知", "主题党日", (f"{meeting.month}月{meeting.day}日下午3点", "三楼第一会议室")),
        ("承诺书", "党风廉政和作风建设承诺书", ()),
        ("答题", "日常小测", ()),
    ):
        await _publish(story, kind, template, typed)


async def _publish(story: Story, kind: str, template: str, typed: Sequence[str]) -> None:
    secretary = story.secretary
    story.stage.says(str(secretary), "/new")
    await secretary.phone.send("/new")
    await secretary.phone.wait_for("请选择类型", timeout=PATIENCE)
    await story.taps(secretary, kind)
    await secretary.phone.wait_for("请选择模板", timeout=PATIENCE)
    await story.taps(secretary, template)
    for text in typed:
        await story.shown(secretary, "请输入", lines=4)
        story.stage.says(str(secretary), text)
        await secretary.phone.send(text)
    if not typed:
        await story.taps(secretary, "1周内")
    await story.taps(secretary, "确定（")
    await story.taps(secretary, "立即发布", "已发布", lines=4)


async def people_answer(story: Story) -> None:
    """People say whether they come, sign and answer the quiz; some never do anything."""
    reader = story.casting["twice"]
    await _sign(story, reader, aloud=True)
    silent = (reader, story.casting["leaves"], *story.casting_never)
    busy = [player for player in story.present() if player not in silent]
    tempers = {player: story.chance.random() for player in busy}

    async def act(player: Player) -> None:
        await _act(story, player, tempers[player])
        story.stage.counts(len(busy))

    await everybody(busy, act)
    story.stage.notes(f"{len(busy)}人各自报名、签署、答题；{len(story.casting_never)}人什么也没做")


async def session_held(story: Story) -> None:
    """After the session the secretary enters who was there, a whole department at once."""
    secretary = story.secretary
    story.moves_clock(datetime.combine(story.meeting, time(16, 30), ZONE))
    await secretary.phone.look()
    await story.sends(secretary, "/report", "完成率", lines=4)
    await story.taps(secretary, "3．", "到会登记", lines=3)
    await story.taps(secretary, "到会登记", "办公室", lines=3)
    await story.taps(secretary, "办公室", "本处室全部登记", lines=3)
    await story.taps(secretary, "本处室全部登记")
    await story.taps(secretary, "确认登记")


async def holiday_comes(story: Story) -> None:
    """Three working days before the reminder is due, its preview reaches the secretary."""
    story.moves_clock(story.when.preview.at)
    await story.shown(story.secretary, "请确认是否发布", lines=6)
    await story.taps(story.secretary, "发布")


async def reminder_goes_out(story: Story) -> None:
    """Everybody gets the reminder; one has blocked the bot, one presses twice, and one leaves the bureau."""
    blocker, twice, leaver = (story.casting[part] for part in ("blocks", "twice", "leaves"))
    story.stage.says(str(blocker), "停用机器人（以后什么也收不到）")
    await blocker.phone.block()
    story.moves_clock(story.when.before.at)
    await story.shown(twice, "廉洁提醒", lines=9)
    message = await story.finds(twice, "我已知悉")
    await story.taps(twice, "我已知悉")
    await story.forges(twice, message)
    silent = (blocker, twice, leaver, *story.casting_never)
    busy = [player for player in story.present() if player not in silent]

    async def press(player: Player) -> None:
        await player.phone.tap("我已知悉", await story.finds(player, "我已知悉"), within=PATIENCE)
        story.stage.counts(len(busy))

    await everybody(busy, press)
    story.stage.notes(f"另有{len(busy)}人点了“我已知悉”")
    story.stage.says(str(story.secretary), f"发送《花名册.xlsx》，其中已没有{leaver.name}")
    rest = [
        row for row in story.roster if (row["姓名"], row["处室/单位"]) != (leaver.name, leaver.department)
    ]
    await story.secretary.phone.upload("花名册.xlsx", roster_workbook(rest))
    await story.shown(story.secretary, "名册导入预览", lines=3)
    await story.taps(story.secretary, "全员名册")
    await story.taps(story.secretary, "今天")
    await story.taps(story.secretary, "确认导入", "名册已更新", lines=2)


async def _act(story: Story, player: Player, temper: float) -> None:
    """Do what a person of that temper does: the readiest do everything, others the half of it."""
    await player.phone.tap("参加", await story.finds(player, "参加"), within=PATIENCE)
    if temper > 0.15:
        await _sign(story, player)
    if temper > 0.3:
        await _take_quiz(story, player)


async def _sign(story: Story, player: Player, *, aloud: bool = False) -> None:
    page = await story.finds(player, "下一页")
    while "签署" not in page.labels:
        page = await _turn(player, page, "下一页")
    await player.phone.tap("签署", page, within=PATIENCE)
    await player.phone.wait_for("请输入您的姓名", timeout=PATIENCE)
    if aloud:
        await story.sends(player, player.name, "签署成功", lines=7)
    else:
        await player.phone.send(player.name)


async def _take_quiz(story: Story, player: Player) -> None:
    screen = await _turn(player, await story.finds(player, "开始答题"), "开始答题")
    while "交卷" not in screen.labels:
        several = "确定" in screen.labels
        options = [label for label in screen.labels if label[:1] in "ABCDEF"]
        screen = await _turn(player, screen, story.chance.choice(options))
        if several:
            screen = await _turn(player, screen, "确定")
    await player.phone.tap("交卷", screen, within=PATIENCE)


async def _turn(player: Player, message: Message, label: str) -> Message:
    """Press a button and return the message as it is drawn anew."""
    await player.phone.tap(label, message, within=PATIENCE)
    return await player.phone.wait_for(
        lambda later: later.id == message.id and later.edits > message.edits, timeout=PATIENCE
    )


async def eve(story: Story) -> None:
    """On the last working day a short word goes to all, with the button to those who have not pressed it."""
    story.moves_clock(story.when.eve.at)
    await story.shown(story.casting_never[0], "您还没有点", lines=8)
    gone = (story.casting["blocks"], story.casting["leaves"])
    there = [player for player in story.present() if player not in gone]

    async def hears(player: Player) -> None:
        if player is not story.casting_never[0]:
            await player.phone.wait_for(f"{story.holiday.name}假期为", timeout=PATIENCE)

    await everybody(there, hears)


async def report(story: Story) -> None:
    """The secretary asks /report, looks at one activity, reminds, and takes the workbook along."""
    secretary = story.secretary
    await secretary.phone.look()
    await story.sends(secretary, "/report", "完成率", lines=12)
    await story.keeps(await secretary.phone.wait_for(lambda m: m.file is not None, timeout=PATIENCE))
    await story.taps(secretary, "1．", "未办理名单", lines=12)
    await story.taps(secretary, "未办理名单", "待完成", lines=12)
    await secretary.phone.look()
    await story.taps(secretary, "返回")
    await story.taps(secretary, "导出 Excel")
    workbook = await secretary.phone.wait_for(
        lambda m: m.file is not None and m.file.kind == "document", timeout=PATIENCE
    )
    await story.keeps(workbook)


SCENES: tuple[tuple[str, Callable[[Story], Awaitable[None]]], ...] = (
    ("秘书绑定，导入花名册和题库", enrol_secretary),
    ("全员凭一次性链接绑定", invite_everybody),
    ("秘书用 /new 发出三件事", publish_three),
    ("各人报名、签署、答题", people_answer),
    ("节前三个工作日：预览送到秘书", holiday_comes),
    ("学习会后登记到会", session_held),
    ("节前七天：清风行动", reminder_goes_out),
    ("放假前最后一个工作日", eve),
    ("秘书看 /report", report),
)
WITH_PEOPLE = 2  # scenes in which the bar also moves by each person's share
