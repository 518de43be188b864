"""`qingfeng doctor`: prints what each check found."""

from collections.abc import Iterator

from bot.cli.console import Refused, say, say_json
from bot.cli.offline import settings_in_force
from bot.clock import real_clock
from bot.doctor.checks import examine
from bot.doctor.finding import Finding, State, failed

MARKS = {State.OK: "✓", State.WARNING: "!", State.FAILED: "✗"}


def doctor(*, as_json: bool) -> bool:
    """Print the findings as they come; tell whether nothing failed."""
    findings = []
    for finding in _findings():
        findings.append(finding)
        if not as_json:
            say(_line(finding))
    if as_json:
        say_json(
            [
                {"check": each.check, "state": each.state.value, "say": each.say, "do": each.do}
                for each in findings
            ]
        )
    return all(each.state is not State.FAILED for each in findings)


def _findings() -> Iterator[Finding]:
    try:
        settings = settings_in_force()
    except Refused as refused:
        yield failed("settings", str(refused), "请改正后再检查。")
        return
    yield from examine(settings, real_clock)


def _line(finding: Finding) -> str:
    return f"{MARKS[finding.state]} {finding.say}{finding.do}"
