"""One case for each row of the table of errors."""

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.sending.verdict import (
    Means,
    Migrated,
    NotSent,
    Outcome,
    Rejected,
    RetryLater,
    Unknown,
    Unreachable,
    verdict,
)
from handlers.post import Superseded


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Unreachable("本人已停用机器人")),
        (Forbidden("Forbidden: user is deactivated"), Unreachable("本人的 Telegram 账号已注销")),
        (
            Forbidden("Forbidden: bot can't initiate conversation with a user"),
            Unreachable("本人还没有打开过与机器人的对话"),
        ),
        (Forbidden("Forbidden: something new"), Unreachable("Telegram 不允许机器人给对方发消息")),
        (Forbidden("Forbidden: bot was kicked from the group chat"), Unreachable("机器人已被移出该群")),
        (BadRequest("Bad Request: chat not found"), Unreachable("找不到与本人的对话，绑定可能有误")),
        (BadRequest("Bad Request: message is not modified: specified new …"), Means.ALREADY_SO),
        (BadRequest("Bad Request: query is too old and response timeout expired"), Means.IGNORE),
        (
            BadRequest("Bad Request: can't parse entities: unclosed tag"),
            Rejected("Can't parse entities: unclosed tag"),
        ),
        (ChatMigrated(-1001), Migrated(-1001)),
        (RetryAfter(5), RetryLater(5.0)),
        (InvalidToken(), Means.FATAL),
        (NotSent("no"), Means.NOT_SENT),
        (Unknown("?"), Means.UNKNOWN),
        (TimedOut(), Means.UNKNOWN),
        (NetworkError("?"), Means.UNKNOWN),
        (TelegramError("?"), Means.UNKNOWN),
        (Superseded("later"), Means.ALREADY_SO),
        (Conflict("Conflict: two pollers"), Rejected("Conflict: two pollers")),
    ],
)
def test_each_error_means_one_thing(error: TelegramError, outcome: Outcome) -> None:
    assert verdict(error) == outcome
