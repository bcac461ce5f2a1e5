"""Waiting for something to become true: bounded, and telling what was seen last."""

import time
from collections.abc import Callable
from typing import Any


def eventually(look: Callable[[], Any], timeout: float = 10, pause: float = 0.05) -> Any:
    """The first truthy value of `look`; its assertion error, or our own, once time is up."""
    deadline = time.monotonic() + timeout
    while True:
        failure: AssertionError | None = None
        value = None
        try:
            value = look()
        except AssertionError as error:
            failure = error
        if failure is None and value:
            return value
        if time.monotonic() >= deadline:
            raise failure or AssertionError(f"not within {timeout} s; last seen: {value!r}")
        time.sleep(pause)
