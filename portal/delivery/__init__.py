"""Each record that is owed reaches the case system once and in order, and people can see that it does."""

from portal.delivery.events import stories_of, story_of
from portal.delivery.overview import Overview, metrics, overview
from portal.delivery.promises import kept
from portal.delivery.reconciliation import reconcile
from portal.delivery.stopped import NeedsAnotherPerson, ask_to_set_aside, set_aside, try_again, try_all_again

__all__ = [
    "NeedsAnotherPerson",
    "Overview",
    "ask_to_set_aside",
    "kept",
    "metrics",
    "overview",
    "reconcile",
    "set_aside",
    "stories_of",
    "story_of",
    "try_again",
    "try_all_again",
]
