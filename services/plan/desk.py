"""A secretary at the plan: what every page of it is given, and how its buttons and questions come back."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from services.focus import current_focus, drop_focus, set_focus
from services.office import Office
from services.refusals import NotYours, Outdated
from services.reply import Press
from storage.people import Person
from storage.plans import IN_FORCE, REPLACED, AnnualPlan, PlanItem

ROUTE = "p"
FOCUS = "plan"
A_PAGE = 10


@dataclass(frozen=True)
class Desk:
    """A secretary at the plan: `id` and `choice` are what the button carried, `text` what was typed."""

    session: Session
    office: Office
    now: datetime
    telegram_id: int
    person: Person
    id: int = 0
    choice: str = ""
    text: str = ""

    @property
    def today(self) -> date:
        """Return the office's date."""
        return self.office.today(self.now)

    @property
    def page(self) -> int:
        """Return the page that the button names."""
        return int(self.choice) if self.choice.isdecimal() else 0

    def plan(self) -> AnnualPlan:
        """Return the plan that the button names, locked. Raises NotYours."""
        found = self.session.get(AnnualPlan, self.id, with_for_update=True)
        if found is None:
            raise NotYours
        return found

    def plan_in_force(self) -> AnnualPlan:
        """Return the plan that the button names. Raises NotYours, and Outdated where it was replaced."""
        found = self.plan()
        if found.status != IN_FORCE:
            raise Outdated
        return found

    def item(self) -> PlanItem:
        """Return the item that the button names. Raises NotYours, and Outdated of a replaced plan."""
        found = self.session.get(PlanItem, self.id)
        if found is None:
            raise NotYours
        if self.session.get_one(AnnualPlan, found.plan_id).status == REPLACED:
            raise Outdated
        return found

    def ask(self, what: str, id_: int) -> None:
        """Expect words, or a file, for something."""
        set_focus(self.session, self.person.id, FOCUS, {"what": what, "id": id_}, self.now)

    def expect_nothing(self) -> None:
        """Forget what the plan asked for, and nothing that another dialogue did."""
        focus = current_focus(self.session, self.person.id, self.now)
        if focus is not None and focus.purpose == FOCUS:
            drop_focus(self.session, self.person.id)


def button(label: str, what: str, id_: int = 0, choice: str | int = "") -> Press:
    """Return a button that leads to a page of the plan, or to a change of it."""
    return Press(label, ROUTE, (what, id_, str(choice)))
