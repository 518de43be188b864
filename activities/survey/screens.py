"""What a survey looks like on a phone: one question at a time, a group's list, the review."""

from dataclasses import dataclass, field
from typing import Any

from activities.kind import Button, Screen, esc
from activities.survey.form import TYPED, Form, Group, Question, Sort
from activities.survey.places import (
    MOST_ENTRIES,
    Answers,
    Place,
    answer_at,
    asked,
    beside,
    entries,
    missing,
    pruned,
    spine,
)
from activities.survey.values import LONGEST_ANSWER, say_answer

LETTERS = "ABCDEFGHIJKL"
SHORT = 12  # characters of an option that a button shows whole
CLIPPED = 40  # characters of a question or an answer in the review
_CARRIED = "（上次的答案，可修改）"


@dataclass(frozen=True)
class Filling:
    """Somebody's answers so far; `carried` are those taken from an earlier time, `handed` those handed in."""

    form: Form
    answers: Answers
    carried: Answers = field(default_factory=dict)
    handed: Answers | None = None


def draw(filling: Filling, place: Place) -> Screen:
    """Return the screen of a place."""
    question = filling.form.question(place.question)
    group = filling.form.group(place.group)
    if question is not None:
        return _question(filling, question, place)
    if group is not None:
        return _group(filling, group, place)
    return _review(filling)


def confirm_removal(filling: Filling, group: Group, entry: int) -> Screen:
    """Ask before an entry of a group is thrown away."""
    named = _entry_line(filling, group, entry)
    rows = (
        (Button("确定删除", "drop", f"g{group.number},{entry}"), Button("不删", "open", f"g{group.number}")),
    )
    return Screen(f"<b>要删除这一条{esc(group.title)}吗？</b>\n\n{named}\n\n删除后不能恢复。", rows)


def _question(filling: Filling, question: Question, place: Place) -> Screen:
    form, value = filling.form, answer_at(filling.form, filling.answers, place)
    group = form.group(place.group)
    within = f"\n{esc(group.title)}　第{place.entry + 1}条" if group else ""
    needed = "必填" if question.required else "可不填"
    lines = [
        f"<b>第{question.number}题，共{len(form.questions)}题（{question.kind}，{needed}）</b>{within}",
        "",
        esc(question.text),
    ]
    rows: list[tuple[Button, ...]] = []
    if question.sort in (Sort.SINGLE, Sort.MULTIPLE):
        lines += _listed(question, value)
        rows += _options(question, value, place)
    elif question.sort is Sort.SCALE:
        rows += _scale(question, value, place)
    else:
        lines += ["", _how_to_type(question)]
        lines += [f"\n您的答案：{esc(say_answer(question, value))}"] if value is not None else []
    if question.sort is Sort.DATE:
        rows.append((Button("今天", "day", f"{place},0"), Button("昨天", "day", f"{place},1")))
    if value is not None and answer_at(form, filling.carried, place) == value:
        lines += ["", _CARRIED]
    return Screen("\n".join(lines), (*rows, _turn(filling, question, place, value)))


def _listed(question: Question, value: Any) -> list[str]:
    lines = []
    if max(map(len, question.options)) > SHORT:
        chosen = value if isinstance(value, list) else [value]
        lines = [""] + [
            f"{'☑ ' if option in chosen else ''}{LETTERS[i]}．{esc(option)}"
            for i, option in enumerate(question.options)
        ]
    if question.sort is Sort.MULTIPLE:
        lines += ["", "可选多项，选好后点“确定”。"]
    return lines


def _options(question: Question, value: Any, place: Place) -> list[tuple[Button, ...]]:
    longest = max(map(len, question.options))
    chosen = value if isinstance(value, list) else [value]
    buttons = []
    for i, option in enumerate(question.options):
        label = option if longest <= SHORT else LETTERS[i]
        buttons.append(Button(("✓ " if option in chosen else "") + label, "pick", f"{place},{i}"))
    width = 4 if longest > SHORT else 3 if longest <= 4 else 2
    return [tuple(buttons[i : i + width]) for i in range(0, len(buttons), width)]


def _scale(question: Question, value: Any, place: Place) -> list[tuple[Button, ...]]:
    low, high = question.low or 0, question.high or 0
    buttons = [
        Button(("✓ " if number == value else "") + str(number), "pick", f"{place},{number - low}")
        for number in range(low, high + 1)
    ]
    width = len(buttons) if len(buttons) <= 5 else 6
    return [tuple(buttons[i : i + width]) for i in range(0, len(buttons), width)]


def _how_to_type(question: Question) -> str:
    if question.sort is Sort.TEXT:
        return f"请直接发送文字，最多{LONGEST_ANSWER}字。"
    if question.sort is Sort.DATE:
        return "请点按钮，或直接发送日期，如：2027年3月5日。"
    span = f"{question.low}至{question.high}之间的" if question.low is not None else ""
    return f"请直接发送{span}数字。"


def _turn(filling: Filling, question: Question, place: Place, value: Any) -> tuple[Button, ...]:
    form, answers = filling.form, filling.answers
    onwards = str(beside(form, answers, place, +1))
    if place.again and not place.group:
        done = "确定" if question.sort is Sort.MULTIPLE else "返回检查"
        return (Button(done, "open", onwards),)
    turn = []
    if place.group or spine(form, answers)[0] != place:
        turn.append(Button("上一题", "open", str(beside(form, answers, place, -1))))
    if value is None:
        label = "先跳过" if question.required else "跳过"
    else:
        label = "确定" if question.sort is Sort.MULTIPLE else "下一题"
    return (*turn, Button(label, "open", onwards))


def _group(filling: Filling, group: Group, place: Place) -> Screen:
    form, answers = filling.form, filling.answers
    listed = entries(answers, group)
    lines = [f"<b>{esc(group.title)}：已填{len(listed)}条</b>", ""]
    lines += [_entry_line(filling, group, number) for number in range(len(listed))]
    if not listed:
        lines.append(
            "有一条填一条，填完一条可以再加。" + ("至少填一条。" if group.required else "没有的可以不填。")
        )
    if listed and list(listed) == list(entries(filling.carried, group)):
        lines += ["", _CARRIED]
    first = asked(form, answers, group.number, len(listed))[0]
    flag = "r" if place.again else ""
    rows: list[tuple[Button, ...]] = []
    if len(listed) < MOST_ENTRIES:
        label = "再加一条" if listed else "填一条"
        rows.append((Button(label, "open", f"{first.number}.{len(listed)}{flag}"),))
    else:
        lines += ["", f"最多填{MOST_ENTRIES}条。"]
    for number in range(len(listed)):
        top = asked(form, answers, group.number, number)[0]
        rows.append(
            (
                Button(f"改第{number + 1}条", "open", f"{top.number}.{number}{flag}"),
                Button(f"删第{number + 1}条", "cut", f"g{group.number},{number}"),
            )
        )
    done = "完成，下一步" if listed else "先跳过" if group.required else "没有，下一步"
    turn = [Button(done, "open", str(beside(form, answers, place, +1)))]
    if not place.again and spine(form, answers)[0] != place:
        turn.insert(0, Button("上一题", "open", str(beside(form, answers, place, -1))))
    return Screen("\n".join(lines), (*rows, tuple(turn)))


def _entry_line(filling: Filling, group: Group, number: int) -> str:
    entry = entries(filling.answers, group)[number]
    words = [
        _clip(say_answer(one, entry[one.key]))
        for one in asked(filling.form, filling.answers, group.number, number)
        if entry.get(one.key) is not None
    ]
    return f"{number + 1}．{'；'.join(words[:3]) or '（未填）'}"


def _review(filling: Filling) -> Screen:
    form, answers = filling.form, filling.answers
    lines = ["<b>请检查，再提交</b>", "", *said(filling), "", "点题号可以修改。"]
    buttons = []
    for place in spine(form, answers)[:-1]:
        group = form.group(place.group)
        label = group.title if group else str(place.question)
        buttons.append(Button(label, "open", f"{place}r"))
    rows = [tuple(buttons[i : i + 6]) for i in range(0, len(buttons), 6)]
    lacking = missing(form, answers)
    if lacking:
        named = "、".join(_name(form, place) for place in lacking[:8]) + ("等" if len(lacking) > 8 else "")
        lines.append(f"还有必填的没有填：{named}。填好后才能提交。")
        first = lacking[0]
        rows.insert(0, (Button("去填", "open", f"{first}r"),))
    elif filling.handed is None:
        rows.insert(0, (Button("提交", "hand"),))
    elif pruned(form, answers) != filling.handed:
        lines.append("修改还没有提交，现在仍以上次提交的为准。")
        rows.insert(0, (Button("提交修改", "hand"),))
    else:
        lines.append("已经提交，没有新的修改。")
    return Screen("\n".join(lines), tuple(rows))


def said(filling: Filling) -> list[str]:
    """Return all answers in short, a line each; of a group what was listed."""
    form, answers = filling.form, filling.answers
    lines = []
    for place in spine(form, answers):
        question, group = form.question(place.question), form.group(place.group)
        if question is not None:
            value = answers.get(question.key)
            same = "（上次）" if value is not None and filling.carried.get(question.key) == value else ""
            answer = f"<b>{_clip(say_answer(question, value))}</b>{same}"
            lines.append(f"{question.number}．{_clip(question.text)}　{answer}")
        elif group is not None:
            lines.append(f"{esc(group.title)}　<b>{len(entries(answers, group))}条</b>")
    return lines


def _name(form: Form, place: Place) -> str:
    group = form.group(place.group)
    if not place.question:
        return group.title if group else ""
    return f"{group.title}第{place.entry + 1}条第{place.question}题" if group else f"第{place.question}题"


def _clip(text: str) -> str:
    line = " ".join(text.split())
    return esc(line if len(line) <= CLIPPED else line[: CLIPPED - 1] + "…")


def wants_words(form: Form, place: Place) -> bool:
    """Tell whether a place waits for typed words."""
    question = form.question(place.question)
    return question is not None and question.sort in TYPED
