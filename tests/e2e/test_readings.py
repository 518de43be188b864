"""Material to be read: from /new, with a question taken up from the preview, to the record."""

from tests.e2e.conftest import Bureau, behind, toast


async def test_material_with_a_question_counts_once_the_answer_is_right(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    await clerk.send("/new")
    await clerk.tap("学习材料", await clerk.wait_for("请选择类型"))
    await clerk.tap("空白（自己写）", await clerk.wait_for("请选择模板"))
    await clerk.wait_for("请输入标题")
    await clerk.send("政务处分法要点")
    await clerk.tap("跳过", await clerk.wait_for("材料正文"))
    await clerk.wait_for("材料的网址")
    await clerk.send("www.example.com")
    await clerk.wait_for("以 http:// 或 https:// 开头")
    await clerk.tap("跳过")
    await clerk.tap("1周内", await clerk.wait_for("请选择截止时间"))
    await clerk.tap("确定（6人）", await clerk.wait_for("请选择发给谁"))
    preview = await clerk.wait_for("还没有材料，请填写正文、链接，或加附件")
    assert "加附件" in preview.labels
    await clerk.tap("加思考题", preview)
    await clerk.wait_for("正确的一项末尾加“√”")
    await clerk.send("政务处分有几种？\n五种\n六种")
    await clerk.wait_for("要在正确的那一项末尾加“√”")
    await clerk.send("政务处分有几种？\n五种\n六种√")
    await clerk.tap("加答案出处", await clerk.wait_for("还不能发布"))
    await clerk.send("附件第一页")
    await clerk.tap("加附件", await clerk.wait_for("还不能发布"))
    await clerk.wait_for("请把文件直接发到这里")
    await clerk.upload("要点.pdf", b"%PDF-1.7\nx")
    await clerk.tap("立即发布", await clerk.wait_for("附件：要点.pdf"))
    await clerk.wait_for("已发布")
    await bureau.ring()

    lee = bureau.people["李强"]
    await lee.tap("学完了，回答一题", await lee.wait_for("【学习材料】政务处分法要点"))
    asked = await lee.wait_for("政务处分有几种？")
    assert "不对，请再想想。请看附件第一页" in toast(await lee.tap("A", asked))
    again = await lee.wait_for("刚才选的不对。请看附件第一页。可以再选，不计分。")
    await lee.tap("回看材料", again)
    await lee.tap("学完了，回答一题", await lee.wait_for("【学习材料】政务处分法要点"))
    assert toast(await lee.tap("B", await lee.wait_for("政务处分有几种？"))).startswith("回答正确")
    done = await lee.wait_for("学习，无需再操作")
    assert toast(await lee.forge(asked.button("A").data, done)) == "您已办理过，不用重复操作。"
    sent = await clerk.send("/report")
    await clerk.tap("1．政务处分法要点", await clerk.wait_for(behind(sent, "导出 Excel")))
    await clerk.wait_for("已完成")


async def test_a_ready_text_is_published_as_it_is(bureau: Bureau) -> None:
    clerk = bureau.people["陈清"]
    await clerk.send("/new")
    await clerk.tap("学习材料", await clerk.wait_for("请选择类型"))
    await clerk.tap("政务处分法要点", await clerk.wait_for("请选择模板"))
    await clerk.tap("跳过", await clerk.wait_for("请输入链接"))
    await clerk.tap("1周内", await clerk.wait_for("请选择截止时间"))
    await clerk.tap("确定（6人）", await clerk.wait_for("请选择发给谁"))
    await clerk.tap("立即发布", await clerk.wait_for("点“立即发布”后马上发出"))
    await clerk.wait_for("已发布")
    await bureau.ring()
    jo = bureau.people["钱敏"]
    await jo.tap("学完了，回答一题", await jo.wait_for("政务处分有六种"))
    assert toast(await jo.tap("C", await jo.wait_for("下面哪一项不是政务处分？"))).startswith("回答正确")
