"""A survey as a kind: what it asks, how somebody goes through it, when it is handed in."""

from collections.abc import Mapping
from typing import Any, ClassVar

from activities.kind import (
    Action,
    Button,
    Kind,
    Screen,
    Verdict,
    View,
    closing_lines,
    deadline_line,
    esc,
    heading,
    is_settled,
    standing_line,
)
from activities.survey.answering import answered, ask_at, removed
from activities.survey.content import ANONYMOUS_NOTE, NAMED_NOTE, SurveyContent
from activities.survey.form import Form, Question
from activities.survey.places import (
    END,
    Place,
    answer_at,
    entries,
    missing,
    place_of,
    pruned,
    sound,
    spine,
)
from activities.survey.screens import Filling, confirm_removal, draw, said

FILLING = "填写中"
SHOWN = 2  # screens after the cover that an author is shown
MOST_SHOWN = 3000  # characters of such a preview


class Survey(Kind[SurveyContent]):
    """Answers are drafts in a table of their own until they are handed in, and can be changed until closing.

    View.more holds `answers`, `carried` and `handed`, nothing where nobody has begun. What is drawn without
    a place named, as when a message is sent anew, shows no answer: the outbox keeps a hash of what it sends.
    """

    name: ClassVar[str] = "survey"
    title: ClassVar[str] = "问卷"
    content = SurveyContent
    entry_title: ClassVar[str] = "线下填写"
    stages: ClassVar[tuple[str, ...]] = (FILLING,)
    # Answers were given to these questions, and anonymous ones in trust that they stay so.
    fixed: ClassVar[frozenset[str]] = frozenset({"naming", "questions"})

    def screen(self, content: SurveyContent, view: View, show: str = "") -> Screen:
        filling = _filling(content, view)
        if view.closed or view.exempt is not None:
            text = heading(self.title, content.title) + standing_line(view)
            if "answers" in view.reply:
                answered = Filling(content.form, sound(content.form, view.reply["answers"]))
                text += "\n\n您提交的答案：\n" + "\n".join(said(answered))
            return Screen(text)
        place = place_of(content.form, show)
        group, _, entry = show.partition("-")
        if place is not None:
            return draw(filling, place)
        if (
            entry
            and (listed := place_of(content.form, group))
            and (found := content.form.group(listed.group))
        ):
            return confirm_removal(filling, found, int(entry))
        return self._cover(content, view, filling)

    def preview(self, content: SurveyContent, view: View) -> Screen:
        """Return the cover and the first questions as they will be seen, then the others in short."""
        form, cover = content.form, self._cover(content, view, Filling(content.form, {}))
        shown: list[Place] = []
        for place in spine(form, {})[:-1]:
            group = form.group(place.group)
            shown += (
                [place, Place(form.within(group.number)[0].number, 0, group.number)] if group else [place]
            )
        text = cover.text
        for place in shown[:SHOWN]:
            drawn = draw(Filling(form, {}), place)
            labels = "　".join(f"［{button.label}］" for row in drawn.rows for button in row)
            text += f"\n\n————\n{drawn.text}\n\n{esc(labels)}"
        seen = {place.question for place in shown[:SHOWN]}
        rest = [_in_short(form, one) for one in form.questions if one.number not in seen]
        while rest and len(text) + sum(map(len, rest)) + len(rest) > MOST_SHOWN:
            rest.pop()
        left = len(form.questions) - len(seen - {0}) - len(rest)
        if rest or left:
            rest += [f"另有{left}题未列出。"] if left else []
            text += "\n\n————\n其余各题：\n" + "\n".join(rest)
        return Screen(text, cover.rows)

    def judge(self, content: SurveyContent, view: View, action: Action) -> Verdict:
        form, filling = content.form, _filling(content, view)
        name, _, at = action.name.partition("=")
        named, _, choice = (at or action.arg).partition(",")
        if name == "begin" or "answers" not in view.more:
            first = spine(form, filling.answers)[0]
            begun = {"kept": {"begin": True}, "stage": FILLING} if "answers" not in view.more else {}
            return Verdict(show=str(first), ask=ask_at(form, first), **begun)  # type: ignore[arg-type]  # fields of Verdict
        if name == "hand":
            return self._handed_in(content, view, filling)
        place = place_of(form, named)
        if place is None:
            return Verdict()
        if name == "open":
            return Verdict(show=named, ask=ask_at(form, place))
        if name in ("cut", "drop"):
            return removed(filling, place, choice, sure=name == "drop")
        return answered(filling, place, name, choice, action.text, view)

    def looked_again(self, content: SurveyContent, view: View, action: Action) -> Verdict:
        if view.closed:
            return Verdict(say="问卷已结束，不能再修改。", alert=True)
        if "answers" not in view.more:  # entered by the secretary
            return super().looked_again(content, view, action)
        return self.judge(content, view, action)

    def may_keep_words(self, content: SurveyContent) -> bool:
        return not content.anonymous

    def say_overdue(self, title: str, count: int) -> str:
        return (
            f"《{esc(title)}》已到截止时间，还有{count}人未提交。可在报表中查看名单、手动催办；"
            "要看结果，请在报表中点“结束问卷”，结束后不能再填。"
        )

    def _cover(self, content: SurveyContent, view: View, filling: Filling) -> Screen:
        text = heading(self.title, content.title)
        if content.intro:
            text += f"\n\n{esc(content.intro)}"
        if is_settled(view):
            change = (Button("查看或修改答案", "open", "end"),)
            begun = "answers" in view.more
            until = "\n问卷结束前可以修改。" if begun else ""
            return Screen(text + standing_line(view) + until, (change,) if begun else ())
        form = content.form
        text += f"\n\n共{len(form.questions)}题。每填一题都会保存，可随时中断，回来接着填。"
        text += f"\n\n{ANONYMOUS_NOTE if content.anonymous else NAMED_NOTE}"
        text += closing_lines(content.sign_off) + deadline_line(view)
        if "answers" not in view.more:
            return Screen(text, ((Button("开始填写", "begin"),),))
        to_fill = next((place for place in spine(form, filling.answers) if _is_open(filling, place)), END)
        rows = ((Button("继续填写", "open", str(to_fill)), Button("检查并提交", "open", "end")),)
        return Screen(text, rows if to_fill != END else (rows[0][1:],))

    def _handed_in(self, content: SurveyContent, view: View, filling: Filling) -> Verdict:
        if missing(filling.form, filling.answers):
            return Verdict(say="还有必填的题没有填。", alert=True, show="end")
        handed = pruned(filling.form, filling.answers)
        if handed == filling.handed:
            return Verdict(say="已经提交过，没有新的修改。")
        kept = {"answers": handed, "handed": handed}
        reply = None if content.anonymous else {"answers": handed}
        if view.outcome == "done":
            return Verdict(say="修改已提交。", kept=kept, reply=reply)
        return Verdict(say="已提交，谢谢！", outcome="done", stage="", way="提交", kept=kept, reply=reply)


def _filling(content: SurveyContent, view: View) -> Filling:
    more: Mapping[str, Any] = view.more
    form = content.form
    return Filling(
        form, sound(form, more.get("answers", {})), sound(form, more.get("carried", {})), more.get("handed")
    )


def _is_open(filling: Filling, place: Place) -> bool:
    group = filling.form.group(place.group)
    if group is not None:
        return not entries(filling.answers, group)
    return place == END or answer_at(filling.form, filling.answers, place) is None


def _in_short(form: Form, question: Question) -> str:
    options = f"：{'／'.join(question.options)}" if question.options else ""
    group = form.group(question.group)
    when = f"，第{question.when.number}题选“{question.when.option}”才问" if question.when else ""
    notes = f"{question.kind}{options}{'，必填' if question.required else ''}{when}"
    within = f"【{group.title}】" if group else ""
    return esc(f"{question.number}．{within}{question.text}（{notes}）")
