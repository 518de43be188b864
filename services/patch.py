"""The difference between two JSON objects, as RFC 7396 (JSON Merge Patch) writes it."""

from collections.abc import Mapping
from typing import Any


def patch_of(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return what merged() lays over `old` to make `new`; None stands for what is left out."""
    patch: dict[str, Any] = {key: None for key in old if key not in new}
    for key, value in new.items():
        if isinstance(value, Mapping) and isinstance(old.get(key), Mapping):
            if inner := patch_of(old[key], value):
                patch[key] = inner
        elif key not in old or old[key] != value:
            patch[key] = value
    return patch


def merged(old: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return `old` with a patch laid over it."""
    result = {key: value for key, value in old.items() if patch.get(key, "") is not None}
    for key, value in patch.items():
        if isinstance(value, Mapping):
            inner = result.get(key)
            result[key] = merged(inner if isinstance(inner, Mapping) else {}, value)
        elif value is not None:
            result[key] = value
    return result
