"""What a button carries, and the button that asks for its files without names."""

from bot.routes import BUTTONS
from handlers.callbacks import LIMIT, hides, hiding, pack, unpack


def test_the_files_of_any_button_are_asked_for_without_names() -> None:
    for route, (_, types) in BUTTONS.items():
        packed = pack(route, ["1" if type_ is int else "x" for type_ in types])
        asked = hiding(packed)
        assert asked is not None
        assert not hides(packed)
        assert hides(asked)
        assert unpack(asked) == unpack(packed)
        assert hiding(packed.ljust(LIMIT, "x")) is None  # nothing is cut
