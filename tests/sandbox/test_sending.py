import asyncio
import io

import pytest
import telegram
from PIL import Image
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto

import sandbox
from sandbox.client import PersonClient
from sandbox.sending import NOT_MODIFIED, QUERY_TOO_OLD
from tests.sandbox.conftest import Api, Hands


def picture(width: int = 40, height: int = 30, kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height)).save(stream, kind)
    return stream.getvalue()


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label)] for label in labels])


async def test_a_message_comes_back_as_python_telegram_bot_reads_it(
    bot: telegram.Bot, person: PersonClient, box: sandbox.Box
) -> None:
    sent = await bot.send_message(
        7, "<b>你好</b> &amp; 😀", parse_mode="HTML", reply_markup=keyboard("我已知悉")
    )
    assert sent.text_html == "<b>你好</b> &amp; 😀"
    assert sent.chat.type == "private"
    assert sent.from_user
    assert sent.from_user.id == bot.id
    seen = await person.wait_for("你好")
    assert (seen.text, seen.html, seen.labels) == ("你好 & 😀", "<b>你好</b> &amp; 😀", ("我已知悉",))
    reply = await bot.send_message(7, "再说一次", reply_parameters=telegram.ReplyParameters(sent.message_id))
    assert reply.reply_to_message
    assert reply.reply_to_message.message_id == sent.message_id
    assert box.violations == []


async def test_files_go_up_once_and_come_down_again(
    bot: telegram.Bot, person: PersonClient, box: sandbox.Box
) -> None:
    for kind in ("PNG", "JPEG"):
        photo = await bot.send_photo(7, picture(40, 30, kind), caption="<i>图</i>", parse_mode="HTML")
        assert (photo.photo[-1].width, photo.photo[-1].height) == (40, 30)
    document = await bot.send_document(7, b"a,b\n", filename="名单.csv", caption="表")
    assert document.document
    assert (document.document.file_name, document.document.mime_type) == ("名单.csv", "text/csv")
    again = await bot.send_document(7, document.document.file_id)
    assert again.document == document.document
    seen = await person.wait_for(lambda message: message.file is not None and message.file.name == "名单.csv")
    assert seen.file
    assert await box.messenger.download(seen.file) == b"a,b\n"
    fetched = await bot.get_file(document.document.file_id)
    assert bytes(await fetched.download_as_bytearray()) == b"a,b\n"
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)can't use file of type Document as Photo"):
        await bot.send_photo(7, document.document.file_id)
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)Wrong file identifier/HTTP URL specified"):
        await bot.send_document(7, "nothing")


async def test_edits_keep_their_history(bot: telegram.Bot, person: PersonClient, clock: Hands) -> None:
    sent = await bot.send_message(7, "一", reply_markup=keyboard("甲"))
    edited = await sent.edit_text("二", reply_markup=keyboard("乙"))
    assert isinstance(edited, telegram.Message)
    assert edited.edit_date
    await sent.edit_reply_markup(None)
    seen = await person.wait_for("二")
    assert (seen.edits, seen.labels) == (2, ())
    versions = await person.history(seen)
    assert [version["text"] for version in versions] == ["一", "二", "二"]
    photo = await bot.send_photo(7, picture(), caption="图一")
    clock.seconds += 60
    await photo.edit_caption("图二")
    await photo.edit_media(InputMediaPhoto(picture(50, 50), caption="图三"))
    seen = await person.wait_for("图三")
    assert seen.file
    assert seen.file.width == 50


async def test_edits_that_telegram_refuses(bot: telegram.Bot, person: PersonClient, api: Api) -> None:
    sent = await bot.send_message(7, "一", reply_markup=keyboard("甲"))
    same = {"chat_id": 7, "message_id": sent.message_id}
    markup = keyboard("甲").to_dict()
    assert await api.error("editMessageText", **same, text="一", reply_markup=markup) == f"400 {NOT_MODIFIED}"
    assert (
        await api.error("editMessageCaption", **same, caption="x")
        == "400 Bad Request: there is no caption in the message to edit"
    )
    theirs = await person.send("我的")
    assert (
        await api.error("editMessageText", chat_id=7, message_id=theirs.id, text="x")
        == "400 Bad Request: message can't be edited"
    )
    assert await sent.delete()
    assert (
        await api.error("editMessageText", **same, text="x") == "400 Bad Request: message to edit not found"
    )
    assert await api.error("deleteMessage", **same) == "400 Bad Request: message to delete not found"
    assert (await person.chat())[0].deleted


async def test_only_the_last_48_hours_can_be_deleted(
    bot: telegram.Bot, person: PersonClient, clock: Hands, api: Api
) -> None:
    sent = await bot.send_message(7, "一")
    clock.seconds += 48 * 3600 + 1
    answer = await api.error("deleteMessage", chat_id=7, message_id=sent.message_id)
    assert answer == "400 Bad Request: message can't be deleted"


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": " \n"}, "message text is empty"),
        ({}, "message text is empty"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "x", "parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
        ({"text": 5}, "text: not a string"),
        ({"text": "x", "reply_markup": keyboard("中" * 22).to_dict()}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_markup": keyboard(*map(str, range(101))).to_dict()},
            "reply markup is too long",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "甲"}]]}},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "甲", "callback_data": "1"}] * 9]}},
            "reply markup is too long",
        ),
        ({"text": "x", "reply_markup": "[1]"}, None),
    ],
)
async def test_ill_formed_messages_are_refused_and_put_on_record(
    api: Api, box: sandbox.Box, person: PersonClient, params: dict[str, object], problem: str | None
) -> None:
    answer = await api.error("sendMessage", chat_id=7, **params)
    assert answer.startswith("400 Bad Request: ")
    if problem:
        assert answer == f"400 Bad Request: {problem}"
    assert [violation.method for violation in box.violations] == ["sendMessage"]
    assert await person.chat() == []


async def test_sizes_up_to_the_limit_pass(api: Api, person: PersonClient, box: sandbox.Box) -> None:
    assert (await api("sendMessage", chat_id="7", text="<b>" + "字" * 4096 + "</b>", parse_mode="HTML"))["ok"]
    rows = [[{"text": str(n), "callback_data": "x" * 64} for n in range(8)] for _ in range(12)]
    assert (await api("sendMessage", chat_id=7, text="x", reply_markup={"inline_keyboard": rows}))["ok"]
    assert box.violations == []


async def test_unknown_methods_and_parameters_are_on_record(
    api: Api, box: sandbox.Box, person: PersonClient
) -> None:
    assert await api.error("sendGift", user_id=7) == "404 Not Found: method not found"
    assert (await api("sendMessage", chat_id=7, text="x", colour="red"))["ok"]
    button = {"text": "甲", "callback_data": "1", "shape": "round"}
    assert (await api("sendMessage", chat_id=7, text="x", reply_markup={"inline_keyboard": [[button]]}))["ok"]
    assert [(violation.method, violation.problem) for violation in box.violations] == [
        ("sendGift", "unknown method"),
        ("sendMessage", "unknown field colour in sendMessage"),
        ("sendMessage", "unknown field shape in InlineKeyboardButton"),
    ]


async def test_captions_and_files_have_their_own_limits(bot: telegram.Bot, person: PersonClient) -> None:
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)message caption is too long"):
        await bot.send_document(7, b"x", caption="字" * 1025)
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)file must be non-empty"):
        await bot.send_document(7, b"")
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)IMAGE_PROCESS_FAILED"):
        await bot.send_photo(7, b"not a picture")
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)PHOTO_INVALID_DIMENSIONS"):
        await bot.send_photo(7, picture(21, 1))
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)is too big for a photo"):
        await bot.send_photo(7, picture() + bytes(10 * 1024 * 1024))
    with pytest.raises(telegram.error.NetworkError, match=r"(?i)Request Entity Too Large"):
        await bot.send_document(7, bytes(50 * 1024 * 1024 + 1))
    big = await bot.send_document(7, bytes(20 * 1024 * 1024 + 1))
    assert big.document
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)File is too big"):
        await bot.get_file(big.document.file_id)


async def test_who_cannot_be_reached_and_why(api: Api, box: sandbox.Box) -> None:
    people = box.messenger
    await people.person(11, "新", standing="new")
    blocked = await people.person(12, "屏", standing="started")
    await blocked.block()
    await people.person(13, "销", standing="deactivated")
    answers = [await api.error("sendMessage", chat_id=chat, text="x") for chat in (11, 12, 13, 14, "@nobody")]
    assert answers == [
        "403 Forbidden: bot can't initiate conversation with a user",
        "403 Forbidden: bot was blocked by the user",
        "403 Forbidden: user is deactivated",
        "400 Bad Request: chat not found",
        "400 Bad Request: chat not found",
    ]
    await blocked.unblock()
    assert (await api("sendMessage", chat_id=12, text="x"))["ok"]
    assert box.violations == []


async def test_a_press_is_answered_once_and_in_time(
    bot: telegram.Bot, api: Api, person: PersonClient, clock: Hands
) -> None:
    await bot.send_message(7, "选", reply_markup=keyboard("甲"))
    tap = asyncio.create_task(person.tap("甲"))
    (update,) = await bot.get_updates(timeout=30)
    query = update.callback_query
    assert query
    assert query.data == "甲"
    assert isinstance(query.message, telegram.Message)
    too_long = await api.error("answerCallbackQuery", callback_query_id=query.id, text="字" * 201)
    assert too_long == "400 Bad Request: MESSAGE_TOO_LONG"
    assert await query.answer("已记录", show_alert=True)
    answer = await tap
    assert answer
    assert (answer.text, answer.alert) == ("已记录", True)
    assert await api.error("answerCallbackQuery", callback_query_id=query.id) == f"400 {QUERY_TOO_OLD}"
    assert await api.error("answerCallbackQuery", callback_query_id="1") == f"400 {QUERY_TOO_OLD}"
    assert await person.tap("甲", within=0.01) is None
    (update,) = await bot.get_updates(offset=update.update_id + 1)
    clock.seconds += 150
    assert update.callback_query
    late = await api.error("answerCallbackQuery", callback_query_id=update.callback_query.id)
    assert late == f"400 {QUERY_TOO_OLD}"
