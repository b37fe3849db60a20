"""How long to wait before the next attempt, and how sure to be before it."""

import random
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Patience:
    """Waits double from `first` to `longest`: 72 hours of outage are some 300 attempts and need no hand."""

    first: timedelta = timedelta(seconds=1)
    longest: timedelta = timedelta(minutes=15)
    # Told to come back next year, we still look in every hour: an outage must not outlast itself.
    longest_told: timedelta = timedelta(hours=1)
    # For a case system that does not know repeated records: no second attempt while the first may still arrive.
    after_doubt: timedelta = timedelta(0)
    # … and none at all where the doubt is this old; a person compares then.
    oldest_doubt: timedelta | None = None

    def pause(self, attempts: int, told: float | None, doubtful: bool) -> timedelta:
        """How long to wait after so many attempts; `told` is what the case system asked for, in seconds."""
        if told is not None:
            # A little later than told, and not all of us at the same moment.
            pause = min(max(timedelta(seconds=told), self.first), self.longest_told) * random.uniform(1.0, 1.1)  # noqa: S311
        else:
            doubled = self.first * 2 ** min(attempts - 1, 30)
            pause = min(doubled, self.longest) * random.uniform(0.8, 1.0)  # noqa: S311
        return max(pause, self.after_doubt) if doubtful else pause


# For a receiver without idempotency keys: what is still on its way after a quarter of an hour never arrives.
FOR_A_RECEIVER_THAT_FORGETS = Patience(after_doubt=timedelta(minutes=15), oldest_doubt=timedelta(hours=24))
