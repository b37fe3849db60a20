"""Requests for another municipality: sealed, and which municipalities each of them concerns."""

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table

from portal.storage.belonging import BELONGS_TO
from portal.storage.database import Instant, metadata

change_requests = Table(
    "change_requests",
    metadata,
    Column("id", String(36), primary_key=True, comment="of the record"),
    Column(
        "submission_id",
        String(36),
        ForeignKey("submissions.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("asked_at", Instant, nullable=False, index=True),
    Column("seal", String(10), nullable=False),
    Column("details", LargeBinary, nullable=False, comment="sealed JSON: the data of the record"),
)

change_request_parties = Table(
    "change_request_parties",
    metadata,
    Column(
        "request_id",
        String(36),
        ForeignKey("change_requests.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("municipality", String(4), primary_key=True, index=True),
    info={BELONGS_TO: "municipality"},
)


def place_of(request_id: str) -> str:
    """Where the sealed details belong."""
    return f"change_requests|details|{request_id}"
