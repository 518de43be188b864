"""The refusals of the Bot API."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """Refuse a call the way Telegram does: an error code, its text, and parameters such as `retry_after`."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return the JSON object of the reply."""
        reply: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            reply["parameters"] = self.parameters
        return reply


class IllFormedError(ApiError):
    """Refuse a request that no careful program sends (too long, unparsable, of the wrong type).

    These are kept in the list of violations, so that the test which caused one fails.
    """

    def __init__(self, description: str, code: int = 400) -> None:
        super().__init__(code, description)


class RefusedError(Exception):
    """Tell a scripted person that what they try cannot be done in a real messenger either."""
