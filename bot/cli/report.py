"""`qingfeng report`: the figures of /report on a terminal."""

from bot.cli.console import say, say_json
from bot.cli.offline import clock_of, office_of, opened, read, settings_in_force
from services.reporting.export import report_json, report_lines


def report(*, as_json: bool, trial: bool) -> None:
    """Print where everything stands."""
    settings = settings_in_force()
    office, now = office_of(settings), clock_of(settings, trial)
    with opened(settings) as store:
        if as_json:
            say_json(read(store, report_json, office, now))
        else:
            for line in read(store, report_lines, office, now):
                say(line)
