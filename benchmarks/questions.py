"""Are papers read rightly? Papers of 100 questions in messy layouts, and a bank of 3,000 from a workbook.

A question counts as right only where type, stem, options and answer are all what was written. One that was
read otherwise counts as wrong; one that was refused with a reason is neither.
"""

import time
from dataclasses import dataclass
from io import BytesIO
from random import Random

from openpyxl import Workbook

from benchmarks.row import Row, Scale
from language.near import near_pairs
from language.papers import read_paper
from language.question import LETTERS, Question
from language.questions import parse_questions

SEED, PAPERS, QUESTIONS, BANK = 20261203, 40, 100, 3_000
WHO = ("公职人员", "党员干部", "处室负责人", "机关工作人员", "领导干部", "窗口人员", "执法人员", "采购人员")
DEED = (
    "收受礼金",
    "公车私用",
    "公款旅游",
    "违规吃喝",
    "滥发津贴",
    "大操大办",
    "违规兼职",
    "泄露信息",
    "推诿扯皮",
    "弄虚作假",
)
WHEN = ("节日期间", "任职期间", "受处分期间", "离职后", "出差途中", "值班期间", "检查之前", "采购过程中")
ASKED = ("应当怎样处理", "适用哪项规定", "由哪个部门登记", "多久之内报告", "违反哪一项纪律", "应当怎样认定")
THING = (
    "立即退还",
    "登记上交",
    "说明情况",
    "照常办理",
    "一个月内报告",
    "三日内报告",
    "书面检查",
    "批评教育",
    "诫勉谈话",
    "暂缓办理",
)

OPTIONS = ("{letter}. ", "{letter}、", "{letter}）", "（{letter}）", "({letter}) ", "{letter} ", "{letter}.")
FORGOTTEN = 0.01  # of the numbers and of the answers


@dataclass(frozen=True)
class Written:
    """A question as it was meant: type, stem without answer, options, answer."""

    type: str
    stem: str
    options: tuple[str, ...]
    answer: str


def written(random: Random, count: int) -> list[Written]:
    """Return so many different questions, judgements last."""
    found: list[Written] = []
    for number in range(count):
        serial = f"{random.choice(WHO)}{random.choice(WHEN)}{random.choice(DEED)}的情形{number + 11}"
        form = number * 3 // count
        if form == 2:
            found.append(
                Written(
                    "判断题", f"{serial}，可以{random.choice(THING)}。", (), random.choice(("正确", "错误"))
                )
            )
            continue
        options = tuple(random.sample(THING, random.choice((3, 4, 4, 5))))
        right = 1 if form == 0 else random.randint(2, len(options))
        letters = "".join(sorted(random.sample(LETTERS[: len(options)], right)))
        found.append(
            Written(("单选题", "多选题")[form], f"{serial}，{random.choice(ASKED)}？", options, letters)
        )
    return found


@dataclass
class Layout:
    """How one paper is laid out."""

    random: Random
    number: str
    option: str
    parting: str  # between options on one line; empty: one a line
    place: str  # of the answer: inline, below, end
    broken: bool
    wide: bool
    mixed: bool  # spellings change within the paper, numbers and answers are forgotten

    def paper(self, questions: list[Written]) -> str:
        """Return the text of a paper."""
        lines, answers, page = ["某局党纪知识测试题", ""], ["", "参考答案"], 1
        heading, number = "", 0
        for question in questions:
            if question.type != heading:
                heading, number = question.type, 0
                part = "一二三"[("单选题", "多选题", "判断题").index(heading)]
                lines += ["", f"{part}、{heading}（每题1分）"]
                answers.append(f"{part}、{heading}")
            number += 1
            answers.append(f"{number}.{self._sign(question)}")
            lines += self._question(number, question)
            if len(lines) > 45 * page:
                page += 1
                lines += [f"第 {page} 页 共 9 页", "某局党纪知识测试题"]
        return "\n".join([*lines, *(answers if self.place == "end" else [])])

    def _question(self, number: int, question: Written) -> list[str]:
        stem = question.stem
        if self.place == "inline":
            stem += f"（ {self._sign(question)} ）"
        elif question.options:
            stem += "（　　）"
        if self.broken and len(stem) > 24:
            cut = self.random.randint(18, 23)
            stem = f"{stem[:cut]}\n{stem[cut:]}"
        marks = [self.option.format(letter=letter) for letter in LETTERS]
        options = [f"{mark}{text}" for mark, text in zip(marks, question.options, strict=False)]
        if self.mixed:
            marks = [self.random.choice(OPTIONS).format(letter=letter) for letter in LETTERS]
            stem = stem.translate({ord("见"): "⻅", ord("行"): "⾏", ord("人"): "⼈"})
        begun = self.number.format(number)
        if self.mixed and begun and begun[0] in "0123456789":
            begun = self.random.choice(("{}. ", "{}、", "{}．")).format(number)
        if self.mixed and begun and self.random.random() < FORGOTTEN:
            begun = "\n"
        lines = [*(begun + stem).split("\n")]
        lines += [self.parting.join(options)] if self.parting and options else options
        if self.place == "below" and not (self.mixed and self.random.random() < FORGOTTEN):
            lines.append(self.random.choice(("答案：", "【答案】", "正确答案： ")) + self._sign(question))
        if self.random.random() < 0.2 or not self.number:
            lines.append("")
        if self.wide:
            lines = [line.translate({ord(c): ord(c) + 0xFEE0 for c in "ABCDE0123456789."}) for line in lines]
        return lines

    def _sign(self, question: Written) -> str:
        if question.options:
            return (
                self.random.choice(("", "、")).join(question.answer)
                if self.place != "end"
                else question.answer
            )
        return {"正确": self.random.choice("√对"), "错误": self.random.choice("×错")}[question.answer]


def layout(random: Random) -> Layout:
    """Return a layout by chance."""
    return Layout(
        random,
        random.choice(("{}. ", "{}、", "{}．", "（{}）", "({}) ", "第{}题 ", "{}.", "")),
        random.choice(OPTIONS),
        random.choice(("", "", "  ", "    ", "\t")),
        random.choice(("inline", "below", "end")),
        random.random() < 0.4,
        random.random() < 0.25,
        random.random() < 0.5,
    )


def same(found: Question, meant: Written) -> bool:
    """Tell whether a question was read as it was meant."""
    stem = found.stem.replace("（　）", "").strip()
    options = () if meant.type == "判断题" else found.options
    plain = stem.translate({ord(c) + 0xFEE0: ord(c) for c in "ABCDE0123456789."})
    return (found.type.label, plain, options, found.answer_text) == (
        meant.type,
        meant.stem,
        meant.options,
        meant.answer,
    )


async def questions(scale: Scale) -> list[Row]:
    """Measure how many questions are read rightly, and how long that takes."""
    random = Random(SEED)
    right = wrong = total = 0
    worst = 1.0
    for _ in range(scale.pick(PAPERS, 10)):
        meant = written(random, QUESTIONS)
        paper = read_paper(layout(random).paper(meant))
        good = sum(any(same(found, one) for one in meant) for found in paper.questions)
        right, wrong, total = right + good, wrong + len(paper.questions) - good, total + QUESTIONS
        worst = min(worst, good / QUESTIONS)
    bank = written(random, BANK)
    content = workbook(random, bank)
    began = time.perf_counter()
    read = parse_questions(content, "题库.xlsx")
    seconds = time.perf_counter() - began
    good = sum(same(row.question, one) for row, one in zip(read.questions, bank, strict=False))
    began = time.perf_counter()
    near_pairs([row.question for row in read.questions], ())
    near = time.perf_counter() - began
    share = right / total
    return [
        Row(
            "questions of messy papers read rightly",
            "≥ 95 %",
            f"{share:.1%}, worst {worst:.0%}",
            "",
            share >= 0.95,
        ),
        Row("questions of messy papers read wrongly", "0", str(wrong), "", wrong == 0),
        Row(
            f"bank of {BANK} read rightly",
            "≥ 95 %",
            f"{good / BANK:.1%} in {seconds:.1f} s",
            "",
            good / BANK >= 0.95,
        ),
        Row(f"near-duplicates among {BANK}", "≤ 5 s", f"{near:.1f} s", "", near <= 5),
    ]


def workbook(random: Random, bank: list[Written]) -> bytes:
    """Return a bank with a title row, the answer before the options and answers in all spellings."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("题库")
    sheet.append(["某局题库"])
    sheet.append(["题号", "题型", "答案", "题目内容", *"ABCDE"])
    for number, one in enumerate(bank, 1):
        answer = random.choice(("", ",", "、", "|")).join(one.answer) if one.options else one.answer
        if not one.options:
            answer = {
                "正确": random.choice(("对", "√", "正确", "T")),
                "错误": random.choice(("错", "×", "F")),
            }[answer]
        sheet.append(
            [number, one.type.removesuffix(random.choice(("", "题"))), answer, one.stem, *one.options]
        )
    content = BytesIO()
    book.save(content)
    return content.getvalue()
