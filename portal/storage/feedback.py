"""What municipalities say of the preparatory work: by codes; the words have left with the record and are not kept."""

from sqlalchemy import Column, ForeignKey, String, Table

from portal.storage.belonging import BELONGS_TO
from portal.storage.database import Instant, metadata

feedback = Table(
    "feedback",
    metadata,
    Column("id", String(36), primary_key=True, comment="of the form it was given in, so that none counts twice"),
    Column("municipality", String(4), nullable=False, index=True),
    Column("about", String(20), nullable=False),
    Column("submission_id", String(36), comment="where it is about one household"),
    Column("given_by", String(20), nullable=False),
    Column("given_at", Instant, nullable=False),
    info={BELONGS_TO: "municipality"},
)

feedback_topics = Table(
    "feedback_topics",
    metadata,
    Column("feedback_id", String(36), ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True),
    Column("topic", String(20), primary_key=True),
)
