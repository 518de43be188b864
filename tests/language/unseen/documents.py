"""Papers as Word keeps them: numbers that are not in the text, tables, symbols, pictures."""

from collections.abc import Callable, Iterable
from xml.sax.saxutils import escape

from tests.language.files import zipped

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_HEAD = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_W}" xmlns:m="{_M}"><w:body>'
_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    b'officeDocument" Target="word/document.xml"/></Relationships>'
)
TICK, CROSS = '<w:sym w:font="Wingdings" w:char="F0FC"/>', '<w:sym w:font="Wingdings" w:char="F0FB"/>'
TICK_2, CROSS_2 = '<w:sym w:font="Wingdings 2" w:char="F050"/>', '<w:sym w:font="Wingdings 2" w:char="F04F"/>'
PICTURE = '<w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/></w:drawing>'


def run(text: str, look: str = "") -> str:
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(content: str = "", list_id: int = 0, level: int = 0, style: str = "") -> str:
    """Return a paragraph; text, or ready runs."""
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>' if list_id else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    runs = content if content.startswith("<") else run(content)
    return f"<w:p><w:pPr>{styled}{listed}</w:pPr>{runs}</w:p>"


def table(rows: Iterable[Iterable[str]]) -> str:
    return (
        "<w:tbl>"
        + "".join(
            "<w:tr>"
            + "".join("<w:tc>" + "".join(map(p, cell.split("\n"))) + "</w:tc>" for cell in row)
            + "</w:tr>"
            for row in rows
        )
        + "</w:tbl>"
    )


def levels(*forms: tuple[str, str]) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(forms)
    )


def numbering(abstract: dict[int, str], lists: Iterable[tuple[int, int, bool]]) -> str:
    """Return numbering.xml; a list is (id, abstract list, whether it begins anew)."""
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    return (
        f'<w:numbering xmlns:w="{_W}">'
        + "".join(
            f'<w:abstractNum w:abstractNumId="{name}">{text}</w:abstractNum>'
            for name, text in abstract.items()
        )
        + "".join(
            f'<w:num w:numId="{one}"><w:abstractNumId w:val="{of}"/>{anew if again else ""}</w:num>'
            for one, of, again in lists
        )
        + "</w:numbering>"
    )


def docx(body: Iterable[str], lists: str = "", styles: str = "") -> bytes:
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f"{_HEAD}{''.join(body)}</w:body></w:document>".encode(),
    }
    if lists:
        parts["word/numbering.xml"] = lists.encode()
    if styles:
        parts["word/styles.xml"] = f'<w:styles xmlns:w="{_W}">{styles}</w:styles>'.encode()
    return zipped(parts)


def automatic() -> bytes:
    """Questions and options are numbered by Word; the answers are a table at the end."""
    questions = (
        ("公职人员受到记大过处分，期间是（  ）", ("六个月", "十二个月", "十八个月", "二十四个月")),
        ("2013年8月1日起施行的是（  ）", ("监察法", "违规发放津贴补贴行为处分规定", "政务处分法")),
        ("党内政治生活若干准则一共有几个部分（  ）", ("8", "10", "12", "14")),
    )
    several = (("下列属于廉洁宣教形式的有（  ）", ("以学促廉", "书香育廉", "体验悟廉", "打卡签到")),)
    body = [p("党风廉政知识竞赛试题"), p("一、单项选择题（共3题，每题5分）")]
    lists = [(1, 1, False)]
    for stem, options in (*questions, *several):
        if stem == several[0][0]:
            body.append(p("二、多项选择题（共1题，每题10分）"))
        lists.append((len(lists) + 1, 2, True))
        body.append(p(stem, 1))
        body += [p(option, len(lists)) for option in options]
    body.append(p("三、判断题（共2题，每题5分）"))
    body += [p("党内监督条例第二十五条与记录插手干预有关。", 1), p("支委会一般每年召开一次。", 1)]
    body += [
        p("参考答案"),
        table([["题号", "1", "2", "3", "4", "5", "6"], ["答案", "C", "B", "C", "ABC", "√", "×"]]),
    ]
    return docx(body, numbering({1: levels(("decimal", "%1．")), 2: levels(("upperLetter", "%1．"))}, lists))


def continued() -> bytes:
    """Sections bear Word's numbers too; two lists of one kind count on, as Word does."""
    body = [
        p("单项选择题", 3),
        p("《中国共产党纪律处分条例》第一编是（ ）", 1),
        p("A.总则  B.分则  C.附则"),
        p("第二编从第几条开始（ ）", 1),
        p("A.48  B.49  C.50"),
        p("多项选择题", 3),
        p("审批监管人员不得（ ）", 2),
        p("A.为亲属谋利  B.利用名贵特产谋利  C.公开办事流程"),
        p("亲属经商办企业问题，应当（ ）", 2),
        p("A.如实报告  B.及时纠正  C.拒不纠正"),
        p("判断题", 3),
        p("书面报送的问卷不再录入聊天机器人。", 2),
        p("答案：1.A  2.B  3.AB  4.AB  5.√"),
    ]
    lists = numbering(
        {1: levels(("decimal", "%1、")), 2: levels(("chineseCountingThousand", "%1、"))},
        [(1, 1, False), (2, 1, False), (3, 2, False)],
    )
    return docx(body, lists)


def styled() -> bytes:
    """The number belongs to the style; options stand in tables, answers are symbols."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="Item"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        "</w:style>"
        '<w:style w:type="paragraph" w:styleId="Same"><w:basedOn w:val="Item"/></w:style>'
    )
    body = [
        p("一、选择题"),
        p("廉政风险点按什么排列等级？（B）", style="Item"),
        table([["A.拼音", "B.高中低"], ["C.日期", "D.处室"]]),
        p("以下必须本人签署的是（AC）", style="Same"),
        table([["A.承诺书", "B.会议通知"], ["C.责任书", "D.值班表"]]),
        p("二、判断题"),
        p(run("风险防控措施要写明负责人。（") + f"<w:r>{TICK}</w:r>" + run("）"), style="Item"),
        p(run("大走访只看照片数量。（") + f"<w:r>{CROSS}</w:r>" + run("）"), style="Item"),
        p(run("问题整改完成后可以销号。（") + f"<w:r>{TICK_2}</w:r>" + run("）"), style="Item"),
        p(run("督导意见不需要反馈。（") + f"<w:r>{CROSS_2}</w:r>" + run("）"), style="Item"),
        p(run("台账只写编号") + "<w:r><w:noBreakHyphen/></w:r>" + run("日期，不写内容。（√）"), style="Item"),
    ]
    return docx(body, numbering({1: levels(("decimal", "%1."))}, [(1, 1, False)]), styles)


def pictures() -> bytes:
    """One question needs its picture, another its formula, a third its picture as an option."""
    formula = "<m:oMath><m:r><m:t>x+1=2</m:t></m:r></m:oMath>"
    body = [
        p("一、单选题"),
        p(run("1.图中所示的车辆应当（A）") + f"<w:r>{PICTURE}</w:r>"),
        p("A.封存 B.外借 C.停用"),
        p(run("2.由") + formula + run("可知，x等于（B）")),
        p("A.0 B.1 C.2"),
        p("3.下面哪个是本局的标志（C）"),
        p(run("A.") + f"<w:r>{PICTURE}</w:r>"),
        p(run("B.") + f"<w:r>{PICTURE}</w:r>"),
        p(run("C.") + f"<w:r>{PICTURE}</w:r>"),
        p("4.会前应当（A）"),
        p("A.发通知 B.拍照打卡"),
    ]
    return docx(body)


def emphasised() -> bytes:
    """The right options are only marked by colour, or struck out; one answer is hidden text."""
    body = [
        p("一、单选题"),
        p("1.党小组会属于（  ）"),
        p(run("A.三会一课", '<w:color w:val="FF0000"/>') + run("  B.中心组学习  C.民主生活会")),
        p("2.中心组学习规则印发的年份是（  ）"),
        p(run("A.2016  ") + run("B.2017", '<w:b/><w:u w:val="single"/>') + run("  C.2018")),
        p(run("3.中心组学习规则一共") + run("16", "<w:strike/>") + run("17条，分为（B）章")),
        p("A.四 B.五 C.六"),
        p("4.中心组的秘书由谁担任，由各单位自定。这种说法（A）"),
        p("A.对 B.错"),
    ]
    return docx(body)


def tabled() -> bytes:
    """The whole bank is one table in a document."""
    rows = [
        ["序号", "题型", "题目", "选项", "答案"],
        ["1", "单选题", "廉政谈话记录里，提纲不超过多少字？", "A.200\nB.400\nC.800\nD.2000", "B"],
        ["2", "多选题", "责任书上应有", "A.双方签名\nB.日期\nC.有效期\nD.照片", "ABC"],
        ["3", "判断题", "谈话内容不进机器人。", "", "√"],
    ]
    return docx([p("附件：题库"), table(rows)])


DOCUMENTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "automatic": (
        automatic,
        """单|公职人员受到记大过处分，期间是（）|六个月|十二个月|十八个月|二十四个月|C
单|2013年8月1日起施行的是（）|监察法|违规发放津贴补贴行为处分规定|政务处分法|B
单|党内政治生活若干准则一共有几个部分（）|8|10|12|14|C
多|下列属于廉洁宣教形式的有（）|以学促廉|书香育廉|体验悟廉|打卡签到|ABC
判|党内监督条例第二十五条与记录插手干预有关。|正确
判|支委会一般每年召开一次。|错误""",
    ),
    "continued": (
        continued,
        """单|《中国共产党纪律处分条例》第一编是（）|总则|分则|附则|A
单|第二编从第几条开始（）|48|49|50|B
多|审批监管人员不得（）|为亲属谋利|利用名贵特产谋利|公开办事流程|AB
多|亲属经商办企业问题，应当（）|如实报告|及时纠正|拒不纠正|AB
判|书面报送的问卷不再录入聊天机器人。|正确""",
    ),
    "styled": (
        styled,
        """单|廉政风险点按什么排列等级？|拼音|高中低|日期|处室|B
多|以下必须本人签署的是（）|承诺书|会议通知|责任书|值班表|AC
判|风险防控措施要写明负责人。|正确
判|大走访只看照片数量。|错误
判|问题整改完成后可以销号。|正确
判|督导意见不需要反馈。|错误
判|台账只写编号-日期，不写内容。|正确""",
    ),
    "pictures": (pictures, "单|会前应当（）|发通知|拍照打卡|A"),
    "emphasised": (
        emphasised,
        """可单|中心组学习规则一共17条，分为（）章|四|五|六|B
单|中心组的秘书由谁担任，由各单位自定。这种说法（）|对|错|A""",
    ),
    "tabled": (
        tabled,
        """单|廉政谈话记录里，提纲不超过多少字？|200|400|800|2000|B
多|责任书上应有|双方签名|日期|有效期|照片|ABC
判|谈话内容不进机器人。|正确""",
    ),
}
