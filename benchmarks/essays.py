"""Essays nobody wrote: on a discipline committee's themes, with its set phrases, each in words of its own.

What two authors share by custom is all here: slogans, quoted articles, headings, openings and endings. What
they say themselves comes of a grammar with many ways to say a thing.
"""

from dataclasses import dataclass
from random import Random


def _listed(text: str) -> list[str]:
    return text.split()


SLOGANS = _listed(
    """
    深入学习贯彻党的二十大精神 严格落实中央八项规定及其实施细则精神
    坚定拥护“两个确立”、坚决做到“两个维护” 增强“四个意识”、坚定“四个自信”
    始终保持“赶考”的清醒和坚定 坚持以人民为中心的发展思想 把纪律和规矩挺在前面
    一体推进不敢腐、不能腐、不想腐 运用好监督执纪“四种形态” 以自我革命引领社会革命
    做到知敬畏、存戒惧、守底线 自重、自省、自警、自励 清清白白做人、干干净净做事 筑牢拒腐防变的思想防线
    严守政治纪律和政治规矩 持之以恒正风肃纪 全面从严治党永远在路上 时刻绷紧廉洁自律这根弦
    自觉净化社交圈、生活圈、朋友圈 牢记为民务实清廉的要求 树立正确的权力观、政绩观、事业观
    坚决反对形式主义、官僚主义 弘扬伟大建党精神 不忘初心、牢记使命 以案为鉴、以案促改、以案促治
    讲政治、守纪律、负责任、有效率
    """
)
ARTICLES = (
    "收受可能影响公正执行公务的礼品、礼金、消费卡和有价证券、股权、其他金融产品等财物，情节较轻的，给予警告或者严重警告处分。",
    "党员干部必须正确行使人民赋予的权力，清正廉洁，反对特权思想和特权现象，反对任何滥用职权、谋求私利的行为。",
    "党组织和党员必须坚持党的性质和宗旨，自觉接受党的纪律约束，模范遵守国家法律法规。",
    "坚持公私分明，先公后私，克己奉公；坚持崇廉拒腐，清白做人，干净做事；坚持尚俭戒奢，艰苦朴素，勤俭节约；坚持吃苦在前，享受在后，甘于奉献。",
    "公职人员应当依法履行职责，秉公用权、廉洁从业、带头遵守社会公德、职业道德、家庭美德和个人品德。",
)
THEMES = {
    "廉洁自律": "礼品礼金 人情往来 婚丧事宜 公私界限 家风家教 公务接待 节日腐败 微腐败 小恩小惠 亲清关系",
    "作风建设": "文山会海 调查研究 窗口服务 推诿扯皮 工作效率 基层负担 群众诉求 公车管理 首问负责 慢作为",
    "安全监管": "执法检查 隐患排查 企业帮扶 行政处罚 风险研判 现场核查 台账管理 复查验收 自由裁量 专家评审",
    "警示教育": "典型案例 忏悔材料 违纪事实 侥幸心理 权力寻租 围猎手段 第一道口子 监督缺位 交友不慎 贪欲膨胀",
    "读书调研": "基层走访 座谈交流 问题清单 乡镇执法队 企业诉求 数据分析 对策建议 经验做法 制度短板 协同机制",
}
WHEN = _listed(
    """
    上个月 今年春天 刚到单位那年 去年汛期 前几天 值夜班时 这次集中学习后 读完这一章 看警示片的时候
    和老同志聊天时 下乡路上 年底考核前 轮岗之后 接手新工作以来 周末在家 一次检查结束后 起草文件时
    参加培训期间
    """
)
WHO = _listed(
    """
    我 我们科室 身边的同事 一位老党员 企业负责人 带我的师傅 家里人 村里的网格员 窗口的小姑娘
    处里新来的年轻人 几位群众 分管领导 驻点的队员 一名包工头 我的同学 支部书记 司机老王 隔壁处室
    """
)
DID = _listed(
    """
    反复琢磨 当面提到 认真核对过 差点忽略 主动报告了 坦率地谈起 第一次接触到 翻出记录重新看了
    逐条对照检查 拿来举例 悄悄记在本子上 拒绝了一回 追问到底 花了三天整理 向组织说明了 一度想不通
    慢慢看明白了 带头改掉 列成了表 当成自己的事
    """
)
FELT = _listed(
    """
    心里踏实多了 脸上有些发烫 才知道差距在哪里 忽然觉得责任很重 一晚上没睡好 懂得了规矩的分量
    再也不敢大意 反倒轻松起来 开始留意细节 明白了什么叫防微杜渐 看到了自己的短处 对同事多了几分敬重
    不再抱怨流程麻烦 想起入党那天说过的话 觉得纸上的条文活了起来 愿意多走几步路 把话说在了前头
    学会了先问一句该不该
    """
)
CAUSE = _listed(
    """
    平时学得不深 图省事 面子上过不去 程序没有走全 以为没人看见 制度写得太粗 没有人提醒 忙起来就顾不上
    老习惯作怪 底数不清 怕得罪人 只看结果不看过程 交接时漏了一项 心存侥幸 拿惯例当规定
    """
)
PLAN = _listed(
    """
    每周抽半天到现场 先对照条文再签字 把电话公开在门口 遇事当天报告 和家人约法三章 建一本问题账
    请同事互相提醒 不单独会见服务对象 把办理时限压到三天 每季度回头看一次 给新人讲一堂课
    随手拍下整改前后的样子 把拒收的过程写清楚 多听一线的牢骚 重要事项请两个人经办
    少发一份通知多跑一趟路 在交接单上写明风险 公开处罚的依据
    """
)
LINK = [
    "",
    "",
    "",
    "其实，",
    "说到底，",
    "坦白讲，",
    "后来，",
    "现在看，",
    "回过头看，",
    "好在",
    "也许正因为如此，",
]
OPENINGS = "近日，局机关组织开展了{}专题学习，我深受教育。|按照局党委的统一部署，我认真参加了{}学习。"
ENDINGS = "今后，我将{}，为应急管理事业贡献自己的力量。|在今后的工作中，我要{}，以实际行动践行初心使命。"
HEADINGS = ("一、提高认识，筑牢思想防线", "二、对照检查，找准问题不足", "三、立足岗位，抓好整改落实")
SYNONYMS = {
    "认真": "仔细",
    "觉得": "感到",
    "反复": "再三",
    "问题": "毛病",
    "同事": "同志",
    "工作": "业务",
    "明白": "清楚",
    "时候": "当口",
    "主动": "自觉",
    "规矩": "规定",
    "提醒": "叮嘱",
    "第一次": "头一回",
    "组织": "单位",
    "检查": "查看",
    "今后": "往后",
    "开始": "着手",
    "重新": "又",
    "记录": "记载",
}


@dataclass(frozen=True)
class Text:
    """An essay as its sentences, headings among them."""

    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.sentences)


def essay(random: Random, theme: str) -> Text:
    """Return an essay of some 1,200 to 2,000 characters that nobody has written before."""
    own = random.randint(26, 44)
    said = [random.choice(OPENINGS.split("|")).format(theme)]
    for number, heading in enumerate(HEADINGS):
        said.append(heading)
        said += [_sentence(random, theme) for _ in range(own // len(HEADINGS))]
        said += [f"要{_slogan(random)}，{_slogan(random)}。" for _ in range(random.randint(1, 2))]
        if number == 0 and random.random() < 0.6:
            said.append(random.choice(ARTICLES))
    said.append(random.choice(ENDINGS.split("|")).format(_slogan(random)))
    return Text(tuple(said))


def reworded(random: Random, text: Text, theme: str, share: float = 0.3) -> Text:
    """Return a copy in which that share of the sentences is reworded, half of those beyond recognition."""
    sentences = list(text.sentences)
    for place in random.sample(range(len(sentences)), round(len(sentences) * share)):
        sentences[place] = (
            _sentence(random, theme) if random.random() < 0.5 else _said_otherwise(random, sentences[place])
        )
    return Text(tuple(sentences))


def _said_otherwise(random: Random, sentence: str) -> str:
    for word, other in SYNONYMS.items():
        sentence = sentence.replace(word, other)
    clauses = sentence.rstrip("。").split("，")
    random.shuffle(clauses)
    return "，".join([random.choice(("同时", "可以说", "因此")), *clauses]) + "。"


def _slogan(random: Random) -> str:
    return random.choice(SLOGANS)


def _sentence(random: Random, theme: str) -> str:
    def one(words: list[str]) -> str:
        return random.choice(words)

    about = one(THEMES[theme].split()) if random.random() < 0.7 else one(" ".join(THEMES.values()).split())
    shapes = (
        lambda: f"{one(WHEN)}，{one(WHO)}{one(DID)}{about}，{one(FELT)}",
        lambda: f"{about}这件事，{one(WHO)}{one(DID)}，原因无非是{one(CAUSE)}，也有{one(CAUSE)}",
        lambda: f"因为{one(CAUSE)}，{one(WHEN)}{one(WHO)}在{about}上吃过亏，{one(FELT)}",
        lambda: f"谈到{about}，{one(WHO)}{one(DID)}，{one(WHO)}却{one(FELT)}",
        lambda: f"从{about}入手，准备{one(PLAN)}，再{one(PLAN)}",
        lambda: f"{one(WHO)}说得好：{about}最怕{one(CAUSE)}，不如{one(PLAN)}",
        lambda: f"为了{about}，{one(WHEN)}起{one(PLAN)}，{one(WHO)}{one(FELT)}",
        lambda: f"如果{one(CAUSE)}，{about}就会走样，所以{one(WHO)}{one(DID)}",
        lambda: f"要{_slogan(random)}，对我而言就是{one(PLAN)}",
        lambda: f"{_slogan(random)}，落到{about}上，就得{one(PLAN)}，免得{one(CAUSE)}",
    )
    return f"{one(LINK)}{random.choice(shapes)()}。"
