"""A draft that was looked over becomes an activity."""

from services.drafting.checking import Check
from services.drafting.writing import Step, Writing
from services.publishing import create_activity, publish_due
from storage.activities import Activity


def release(w: Writing, found: Check) -> Activity:
    """Publish a draft that has no problem, now or at its time."""
    assert found.content is not None
    activity = create_activity(
        w.session,
        w.office,
        w.now,
        kind=w.draft.kind,
        content=found.content,
        audience=w.audience,
        deadline=w.deadline(),
        opens_at=w.opens_at,
        by=w.person.id,
        on_doubt=w.draft.on_doubt,
        remind_on=w.draft.remind_on,
    )
    w.draft.activity_id = activity.id
    w.go(Step("published"))
    if w.draft.opens_at is None:
        publish_due(w.session, w.office, w.now)  # the first batch at once; the clock does the rest
    return activity
