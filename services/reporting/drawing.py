"""The pictures of a report: each loads what it draws with only when it is called, off the event loop."""

from datetime import datetime

from reports.figures import ActivityFigures, Overview
from reports.grouped import Course, Grouped, Matrix


def overview_drawn(figures: Overview) -> bytes:
    """Return the picture of several activities."""
    from reports.picture import overview_picture

    return overview_picture(figures)


def activity_drawn(figures: ActivityFigures, as_of: datetime) -> bytes:
    """Return the picture of one activity by department."""
    from reports.picture import activity_picture

    return activity_picture(figures, as_of)


def grouped_drawn(figures: Grouped) -> bytes:
    """Return the picture of figures by groups."""
    from reports.picture import grouped_picture

    return grouped_picture(figures)


def matrix_drawn(made: Matrix) -> bytes:
    """Return the picture of departments against columns."""
    from reports.matrix import matrix_picture

    return matrix_picture(made)


def course_drawn(made: Course) -> bytes:
    """Return the picture of an activity's course."""
    from reports.course import course_picture

    return course_picture(made)
