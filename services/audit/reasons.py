"""Why something was changed: what an act says by itself, and the usual reasons to choose from with a tap."""

from collections.abc import Mapping
from dataclasses import replace

from services.audit.kinds import Act
from services.paging import MESSAGE, in_columns
from services.reply import Press, Reply, length

# By kind of act, where neither the act nor whoever did it says more.
USUAL: Mapping[str, str] = {
    "publish": "按工作安排办理",
    "record": "按核实的情况登记",
    "chase": "到期未办结",
    "people": "绑定或核对账号需要",
    "leave": "按本人请假情况登记",
    "role": "按分工调整",
    "ledger": "按实际开展情况登记",
    "plan": "按年度计划安排",
    "content": "按现行规定维护",
    "setting": "按工作需要调整",
    "server": "服务器日常维护",
}
# By what an act is called: the first stands where none is chosen.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "更正事项": ("更正文字", "时间地点有变", "内容有误"),
    "撤回事项": ("工作安排有变", "发布有误", "已另行布置"),
    "提前结束": ("工作安排有变", "已全部办结", "已另行布置"),
    "延长截止时间": ("办理时间不够", "工作安排有变", "处室提出"),
    "为一人延期": ("办理时间不够", "本人申请", "工作安排有变"),
    "重新开放": ("还有人要补办", "结束有误", "工作安排有变"),
    "取消发布": ("工作安排有变", "起草有误", "已另行布置"),
    "更改发布时间": ("工作安排有变", "时间有误"),
    "更正答案并重新计分": ("答案有误", "依据已修订", "题目有歧义"),
    "移出办理人员": ("不属于办理范围", "增加有误", "本人情况特殊"),
    "解除账号绑定": ("本人更换账号", "手机遗失", "绑定有误"),
    "撤销纪检秘书": ("分工调整", "岗位变动", "授予有误"),
    "撤销纪委书记": ("分工调整", "岗位变动", "授予有误"),
    "撤销管理员": ("分工调整", "岗位变动", "授予有误"),
    "删除制度文件": ("已有新版", "已经废止", "上传有误"),
}
# Buttons carry a place in here: what is added goes to the end.
REASONS = (
    *("更正文字", "时间地点有变", "内容有误", "工作安排有变", "发布有误", "已另行布置", "已全部办结"),
    *("办理时间不够", "处室提出", "还有人要补办", "结束有误", "起草有误", "时间有误", "答案有误"),
    *("依据已修订", "题目有歧义", "不属于办理范围", "增加有误", "本人情况特殊", "本人更换账号", "手机遗失"),
    *("绑定有误", "分工调整", "岗位变动", "授予有误", "已有新版", "已经废止", "上传有误"),
    "本人申请",
)
UNCHOSEN = "（默认）"


def reason_of(act: Act) -> str:
    """Return why an act that changes something was done, where nobody said so."""
    choices = CHOICES.get(act.words)
    if act.why or choices is None:
        return act.why or USUAL.get(act.kind, "")
    return f"{choices[0]}{UNCHOSEN}"


def offering(reply: Reply, words: str, number: int) -> Reply:
    """Return a reply that also offers the usual reasons for act `number`, which is called `words`."""
    choices = CHOICES.get(words)
    if choices is None or not reply.text:
        return reply
    text = f"{reply.text}\n\n留痕第{number}号的原因，点一下即可；不点的，记作“{choices[0]}”。"
    if length(text) > MESSAGE:
        return reply
    buttons = [Press(one, "au", ("is", REASONS.index(one), "", "", number)) for one in choices]
    buttons.append(Press("写明原因", "au", ("why", 0, "", "", number)))
    return replace(reply, text=text, rows=(*reply.rows, *in_columns(buttons, 2)))
