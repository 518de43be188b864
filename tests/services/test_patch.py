"""What a press changed, and a reply put together again from what its presses changed."""

from datetime import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from services.facts import PATCH, fold, opened_as, record
from services.office import Office
from services.patch import merged, patch_of
from storage.assignments import facts_of
from tests.conftest import add_roster
from tests.services.bureau import assignment_of, publish

VALUE = st.recursive(
    st.integers() | st.text(max_size=3) | st.booleans(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
OBJECT = st.dictionaries(st.sampled_from("abcd"), VALUE, max_size=4)


@given(OBJECT, OBJECT)
@settings(max_examples=150, deadline=None)
def test_a_patch_makes_the_new_of_the_old(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert merged(old, patch_of(old, new)) == new


def test_a_long_reply_is_kept_as_what_each_press_added(
    session: Session, office: Office, now: datetime
) -> None:
    ids = add_roster(session)
    assignment = assignment_of(session, publish(session, office, now), ids["李强"])
    replies: list[dict[str, Any]] = [{"at": 0, "answers": {}, "party": True}]
    replies += [{**replies[0], "at": 1, "answers": {"5": [1]}}]
    replies += [{**replies[1], "answers": {"5": [1], "7": ["x" * 300]}, "none": None}]
    replies += [{"score": 1, "none": 2}]
    for reply in replies:
        record(session, assignment, "answer", {"reply": reply}, now, by=None)
        session.flush()
        facts = facts_of(session, assignment.id)
        assert fold(opened_as(assignment, facts), facts)["reply"] == assignment.reply == reply
    assert facts[1].change["reply"] == {PATCH: {"at": 1, "answers": {"5": [1]}}}
    assert facts[2].change["reply"] == replies[2]  # a patch cannot say null
