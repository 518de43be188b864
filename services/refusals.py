"""Why something is not done. Each says, in the office's words, what happened and what to do next."""


class Refusal(Exception):
    """A request that is declined; nothing was changed. str() is what the person is told."""


class Stranger(Refusal):
    """The account belongs to nobody on the roster. What it learns is bounded, see services.belonging."""

    def __init__(self) -> None:
        super().__init__("请联系纪检秘书。")


class NotYours(Refusal):
    """The thing is not there, or it is somebody else's: the same answer to both."""

    def __init__(self) -> None:
        super().__init__("这项内容不存在，或不属于您。请用 /todo 查看您的待办。")


class NotAllowed(Refusal):
    """The person's role does not include this."""

    def __init__(self) -> None:
        super().__init__("这项功能仅限纪检秘书使用。您可以用 /todo 查看待办，用 /me 查看本人记录。")


class Outdated(Refusal):
    """A button of an older message or release."""

    def __init__(self) -> None:
        super().__init__("这个按钮已经过期，请用 /todo 重新打开。")
