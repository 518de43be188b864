"""承诺书: asked of everybody, each signs their own."""

from typing import ClassVar

from pydantic import Field

from activities.kind import field_help
from activities.letters.content import LetterContent, Part, numbered
from activities.letters.signing import Letter


class CommitmentContent(LetterContent):
    """The letter's customary parts."""

    opening: str = Field(
        title="启语",
        min_length=2,
        max_length=300,
        json_schema_extra=field_help("如：本人郑重承诺：", long=True),
    )
    clauses: list[str] = Field(
        title="承诺事项", min_length=1, max_length=20, json_schema_extra=field_help("每行一条", long=True)
    )
    closing: str = Field(
        title="结语",
        default="",
        max_length=300,
        json_schema_extra=field_help("如：以上承诺，请组织和同志们监督。", long=True),
    )

    def parts(self) -> list[Part]:
        closing = [Part("结语", self.closing)] if self.closing else []
        return [Part("启语", self.opening), *numbered(self.clauses), *closing]


class Commitment(Letter[CommitmentContent]):
    """One person's word, signed by them alone."""

    name: ClassVar[str] = "commitment"
    title: ClassVar[str] = "承诺书"
    content = CommitmentContent
    signer: ClassVar[str] = "承诺人"
