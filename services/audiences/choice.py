"""A choice of people as it is kept with a draft and with what was published."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Side = Literal["", "party", "other"]
SIDES: dict[str, str] = {"party": "党员（含预备党员）", "other": "非党员"}


class Chosen(BaseModel):
    """Traits and names that were ticked. Empty lists choose nothing and restrict nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    departments: tuple[int, ...] = ()
    branches: tuple[str, ...] = ()  # 党支部
    political: Side = ""
    statuses: tuple[str, ...] = ()  # 政治面貌, beside the side
    categories: tuple[str, ...] = ()  # 人员类别
    positions: tuple[str, ...] = ()  # 职务
    posts: tuple[str, ...] = ()  # 岗位类别
    tags: tuple[str, ...] = ()  # 标签
    roles: tuple[str, ...] = ()  # bodies and participants as the annual plan names them
    people: tuple[int, ...] = ()
    unsure: tuple[str, ...] = ()  # names typed that several people bear, of whom none was ticked yet


class Audience(Chosen):
    """Who is asked: within one trait any will do, several traits must all fit; the named come in addition.

    Whoever fits any trait of `without` is not asked, whatever else fits, unless named in `still`; whoever is
    named in `without` never is.
    """

    without: Chosen = Chosen()
    still: Chosen = Chosen()  # people only: asked although an exception fits them
    joiners: bool = False  # whoever fits later, while it is open, is asked too
    groups: tuple[int, ...] = ()  # paired groups that hear of it as well; nobody is asked by that

    @property
    def is_everybody(self) -> bool:
        """Tell whether it restricts nothing."""
        return self.model_copy(update={"joiners": False, "groups": ()}) == Audience()
