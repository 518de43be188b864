"""What people say and what rules call it: a question about 红包 is answered by an article on 礼金."""

from functools import cache

_WORDS = """
购物卡 卡券 超市卡 提货券 加油卡: 消费卡 预付卡 礼金 有价证券 支付凭证
红包 份子钱 压岁钱 微信红包 电子红包: 礼金 电子红包
送礼 收礼 土特产 月饼 粽子: 礼品 食品
交回 还回去: 清退 归还 上交
烟酒 礼物: 礼品 礼金 赠送 特产 财物
退不掉 退不了 推不掉 退不回去 快递寄来: 退还 拒收 上交 登记
吃饭 饭局 请客 聚餐 撮一顿 吃请 应酬: 宴请 吃喝 聚餐 用餐
喝酒 白酒 茅台 五粮液: 饮酒 酒水 烟酒 高档酒
饭补 餐补 饭费: 伙食补助 伙食费 餐费
多少钱 几块钱: 标准 十元 百元 限额 不超过
酒驾 醉驾 喝了酒开车: 饮酒 驾驶
办酒 酒席 摆酒 结婚 婚礼 喜事: 婚丧喜庆 操办 婚礼 宴请
满月酒 升学宴 谢师宴 乔迁宴 生日宴: 婚丧喜庆 设宴 满月 升学 生日 乔迁
白事 丧事: 婚丧喜庆 丧事 葬礼
公车 单位的车 单位车 公家车: 公务用车 公车 车辆
炒股 买股票 基金: 股票 证券 投资
兼职 副业 开店 开公司 做生意 入股 网店 微商 直播带货 挣外快: 经商 营利 企业 兼职 取酬 入股
老婆 老公 丈夫 妻子 媳妇 爱人 家属 家里人: 配偶 亲属
孩子 儿子 女儿 小孩: 子女 亲属
亲戚 小舅子 兄弟 姐妹: 亲属
出国 护照 港澳通行证 出境 旅游: 出国 因私 证件 旅游
打牌 打麻将 麻将 赌钱 带彩: 赌博
打招呼 说情 递条子 帮忙说话 走后门: 干预 插手 过问 请托 说情
泄密 发群里 发到群里 微信群 转发文件 拍照发 朋友圈: 保密 秘密 涉密 泄露 公开
迟到 早退 旷工 溜号 玩手机 打游戏: 考勤 工作时间 脱岗 擅离
借钱 借款 借车 借房: 借用 借款 借贷
报销 发票 开票: 报销 费用 票据 凭证 列支
出差: 差旅
住宿 宾馆 酒店: 住宿 住宿费
招待 接待 陪同 陪餐: 接待 陪餐
高尔夫 会所 健身卡 会员卡: 会所 会员卡 健身 娱乐
老板 商人 企业主 开发商: 管理服务对象 企业
处分期 影响期 背了处分: 处分 影响期 期间
不服 有意见 申诉: 申诉 复核 复查
辞职 离职 退休后: 辞去 离职 退休
招标 投标 采购 工程: 招标 采购 工程 项目
举报人 打击报复: 举报 报复 控告
值班 放假 过节 节日: 节假日 值班 节日
请假 休假: 请假 审批
办公室大小 办公室面积 办公室超标: 办公用房 面积
买房 炒房 房产: 房产 住房
请示 汇报 报备 要不要报告: 报告 报备 请示
回避 亲戚来办事: 回避 亲属 利害关系
补贴 奖金 发钱 福利: 津贴 补贴 奖金 福利
签字 代签: 签字 签名 代签
"""

_EMPTY = """
能不能 可不可以 可以 能够 是否 是不是 怎么 怎么办 怎样 如何 什么 多少 为什么 哪些 哪个 几天 几个
我们 我 你 的 了 吗 呢 要 有 被 在 和 与 或 到 给 把 对 会 算 算不算
违规 违纪 规定 请问 一下 这个 那个 需要 应该 必须 单位 人
不能 能 不 行不行 行 吧 啊 是 就 还 去 来 上 下 里 时候 之后 以后 多久 多长 时间 要求 条 条例 办法 有关 关于
"""


def meanings() -> dict[str, tuple[str, ...]]:
    """Return everyday words with the words of rules for them."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _WORDS.strip().splitlines():
        said, _, called = line.partition(":")
        for word in said.split():
            found[word] = tuple(one for one in called.split() if one != word)
    return found


def says_nothing(word: str) -> bool:
    """Tell whether a word of a question says nothing about its subject."""
    return word in _empty()


@cache
def _empty() -> frozenset[str]:
    return frozenset(_EMPTY.split())
