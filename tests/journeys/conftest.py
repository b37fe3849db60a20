"""Somebody who has applied, and may see all of it again."""

import pytest

from tests.citizen import Citizen
from tests.journeys.applying import apply, reached_by_sms
from tests.journeys.post import Post


@pytest.fixture
def proved(citizen: Citizen, post: Post) -> Citizen:
    """Somebody who has applied for a mother with two children, and has shown the second proof."""
    apply(citizen, reached_by_sms("01"))
    post.prove(citizen)
    return citizen
