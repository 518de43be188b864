"""The words of a plan by which a thing to be done is told from an aim or an attitude."""

import re
from typing import Final

from language.plan.numerals import NUMERAL


def _any(words: str) -> str:
    return "|".join(sorted(map(re.escape, words.split()), key=len, reverse=True))


# Verbs after which the thing itself is named: the title is what follows them.
_HOLDING: Final = """
召开 举办 举行 开展 组织开展 组织召开 组织举办 组织 进行 实行 参加 落实 推进 推行 深化 加强 强化 上好 设立
开设 办好 抓好 做好 开好 严格落实 认真落实 探索 丰富 深入开展 广泛开展 承办 协办
"""
# Verbs that belong to the title: 签订责任书, 整改问题.
_DOING: Final = """
签订 签署 听取 印发 编发 发送 报送 上报 汇报 通报 撰写 编写 观看 参观 收看 制定 制订 修订 建立 建好 填写
填报 公示 公开 抽查 约谈 聘请 发放 走访 评选 征集 排查 整改 审查 督办 更新 创建 打造 核对 收集 梳理 建成
分析研判 研判 专题研究 查处 嵌入 学习 宣讲 检查 督查 督导 述责述廉 述职述廉 汇总 述职 测评 评议 约见 回访
备案 登记 完善 健全 细化 运用 执行 改进 用好 维护 规范 提醒 选树 发布 推送 张贴 摸清 接受 讲授 开通 搭建
受理 办理 处置 调度 体验 编印 印制 梳理 复核 审核 核查 点评 考评 选聘 选派 轮训 演练 评审 归档
封存 形成 报备 公布 征求 调阅 核实 盘点 清查 完成 成立 组建 设置 发出 聘任 选任 抽取 评估 专题部署 巡查
巡视 提交 递交 上交 推选 表彰 命名 列席 旁听 出具 反馈 慰问 访谈 领学 传达 通告 张榜公布 集体研究 听课 研读
起草 拟定 编制 出台 配备 拍摄 制作 录制 播放 播出 刊发 转发 分发 寄送 赠送 推荐 申报 验收 认领
"""
_WEAK: Final = """
落实 推进 推行 深化 加强 强化 完善 健全 运用 执行 改进 用好 规范 严格落实 认真落实 探索 丰富 抓好 做好 维护
接受 摸清 组织 形成 完成 建设 宣传
"""
_GOING: Final = re.compile(r"组织|邀请|赴|到|深入|督促|安排|利用|按照|围绕|结合|针对|依托")

# What can be held, made, handed in or counted.
_THINGS: Final = """
理论学习中心组学习会 理论学习中心组 民主生活会 组织生活会 双重组织生活 民主评议党员 廉政教育基地 专题会议
会议 大会 例会 通报会 座谈会 联席会 分析会 推进会 学习会 专题会 述职会 恳谈会 报告会 宣讲会 支委会
党小组会 生活会 讲座 党课 培训 培训班 研讨 集中学习 集体学习 理论学习 政治学习 专题学习 现场教学 演讲比赛
比赛 竞赛 征文 答题 测试 考试 测验 诵演 汇演 书画展 展览 作品展 大讲堂 讲堂 论坛 大走访 大调研 读书调研
调研 走访 家访 谈心谈话 廉政谈话 提醒谈话 任前谈话 谈话 约谈 行动 热线 直播 接访 接待日 开放日 宣传周
宣传月 教育月 建设月 教育周 主题党日 党日 三会一课 组织生活 民主评议 责任书 承诺书 承诺 清单 台账 档案
工作报告 情况报告 报告 方案 心得 体会 心得体会 分解表 自查表 问卷 问卷调查 满意度调查 调查 回访 简报
警示教育 警示片 警示教育片 专题片 读书班 岗前教育 廉政教育 廉洁教育 主题教育 学习教育 宣教 宣教活动 长廊
阵地 示范点 教育基地 专项检查 检查 督查 督导 督导检查 抽查 明察暗访 暗访 巡察 廉洁性审查 审查 审计 排查
大排查 专项整治 专项治理 整治 整改 整顿 督办 问责 考核 测评 述职述廉 述责述廉 登记备案 备案 公示 提醒 提示
自查自纠 自查 回头看 政治监督 四种形态 监测预警系统 监管平台 防控措施 典型案例 党纪国法 沟通联系 主体责任
一岗双责 廉洁家风 倡议书 公开信 监督员 意见箱 举报箱 接待记录 全过程监督 陪餐制度 联系制度 工作总结 家书
情况汇报 工作汇报 重要讲话 大讨论 签字背书 报告制度 联席会议 讲坛 陪餐 大起底 观后感 统计报表 作品征集
现场述责 书面述责 书面述责述廉 第一种形态 明查 必谈 座谈 全员培训 考评 大赛 演练
比武 专项监督 全程监督 梳理 清查 盘点 核查 工作例会 会签 分析材料 剖析材料
风险点 封存 复核 讨论 跟班学习 主题班会 诵读会 巡查 评估 小结 年度总结 半年总结 专班 目录 信箱 评选 述职
微课堂 课堂 廉洁书信 知识竞赛 考察 自评 互评 巡讲 巡展 巡演 沙龙 读书会 警示录 负面清单 权力清单 责任清单
工作台账 座谈交流 集体谈话 廉洁短信 短信 微提醒 回访教育 通报 慰问 督办单 提醒函 意见书 监督卡
"""
# What is made or held, by the character it ends with: 防控手册, 案例汇编, 家书展, 分享会.
_ENDINGS: Final = (
    r"(?<=[\u4e00-\u9fff])(?:手册|汇编|读本|画册|指南|图册|书展|作品集|[分交观研评答听]\w会|倡议书|建议书)"
)
# What is a thing only after a verb that says it is made or held.
_MATTERS: Final = """
教育 监督 学习 制度 机制 工作 活动 风险 问题 问题隐患 隐患 系统 平台 措施 意见 意见建议 咨询投诉 投诉 诉求
进展情况 情况 形势 项目 监督执纪 办法 细则 讲话 精神 档案管理 标准 名单 文件 准则 条例 案例 任务 建设 培育
记录 总结 材料 信息
"""
_STRAYS: Final = re.compile(
    r"为(?!期|[^，]{2,14}(?:上好?|发|举办|开展|配备|建立|讲|送|寄)\S*[课书函信卡班档])|坚持|牢固|不断|始终|努力|着力|切实|确保|保证|树[立牢]|营造|增强|提[高升]|筑牢|防止|杜绝|促进|引导"
)
_MANNERS: Final = re.compile(
    r"对[^，]{2,30}的(?:，)?(?:依[规纪法]|严肃|严格|坚决|一律|从严|予以)|纳入[^，]{0,12}(?:考核|考评|评价|内容)$|挂钩"
    r"|[日周月][^，、每]{2,3}、[周月季][^，、每]{2,3}|(?:[上下]半年|季度)聚焦|(?:如下|本)(?:方案|计划|要点|意见|办法|安排)|早[^，、]{1,3}、早|同(?:谋划|部署|推进|考核|落实)|结果.{0,4}(?:纳入|作为|运用)"
)
# 每轮不少于5人, 覆盖率不低于30%, 一式两份: how the thing before is done.
_ASIDES: Final = re.compile(
    r"(?:其中)?(?:每[次轮期场批篇节件]|不合格|未参加|并?(?:发放|下发|分发|送|发)[至到给]|.*实行[^，]{0,6}管理$|.{0,8}(?:实现[^，]*覆盖|覆盖一遍|轮到)"
    r"|一式|内容(?:为|包括)|时长|字数|篇幅|参加人数|人数)"
    r"|.*(?:率|比例|覆盖面|权重|分值|分数)[^，]{0,6}(?:不低于|不少于|达到?|为|[≥=])|.*(?:%|百分之)|.*覆盖(?:所有|全部|全体|各|全院|全校)"
    rf"|其中[^，]{{0,10}}前完成{NUMERAL}?[次场期]?$"
)
# Whatever these are said of takes place or comes into being: 召开动员会, 评选清廉家庭.
_PLAIN: Final = """
召开 举办 举行 承办 签订 签署 评选 打造 印发 编发 开设 设立 聘请 公示 开通 搭建 成立 组建 设置 聘任 选任
编印 编制 发放 建设 发出 报送 提交 填报 填写 征集 列席 旁听 拍摄 录制 汇总 评估
"""
_PLAIN_VERBS: Final = frozenset(_PLAIN.split())
_WEAK_VERBS: Final = frozenset(_WEAK.split())
HOLDING: Final = frozenset(_HOLDING.split())
VERB: Final = re.compile(
    _any(_HOLDING + _DOING) + r"|[上讲](?=[廉政专题]{0,4}党课)|邀请(?=\S{0,12}(?:讲|授课))"
    r"|[发写寄送赠]一[封份张本条](?=\S)|^(?:建设|宣传|部署|设计|联系)(?!工作|会|制)"
    rf"|设(?=[^置立想定计为，]\S{{1,10}}{NUMERAL}[名个处]$)"
)
# “周三下沉日”: a day, week or month that has a name is held.
THING: Final = re.compile(
    rf"(?!清单式)(?:{_any(_THINGS)}|{_ENDINGS})|《[^》]{{3,40}}》|(?<=[关校院家区])创建(?=活动|工作|$)|(?<=“)[^”“]{{2,8}}[日周月](?=”)"
)
MATTER: Final = re.compile(_any(_MATTERS))
TAIL: Final = re.compile(
    r"[”》]?(?:系列活动|活动|制度|机制|工作|责任)?[”》]?(?:[^，、。；的并后时等中和及与或了“”\d]{1,4}(?=$|并))?"
)


def is_weak(verb: str) -> bool:
    """Tell whether a verb promises an effort rather than a deed (加强, 推进)."""
    return verb in _WEAK_VERBS


def is_plain(verb: str) -> bool:
    """Tell whether a verb needs no known thing after it to name a deed."""
    return verb in _PLAIN_VERBS


def is_going(text: str) -> bool:
    """Tell whether a piece before a verb only leads to it (组织党员干部赴…开展)."""
    return bool(_GOING.search(text))


def is_aside(text: str) -> bool:
    """Tell whether a clause only says how the thing before it is done."""
    return _ASIDES.match(text) is not None


def is_attitude(text: str) -> bool:
    """Tell whether a clause speaks of how one means to be rather than of what is done."""
    return bool(_STRAYS.match(text) or _MANNERS.search(text))
