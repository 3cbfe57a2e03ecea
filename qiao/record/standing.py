"""Where a record stands, beyond what it says: its id, its status, for whom it counts, who entered it and when."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an export keeps of a record beside its content, for the import that brings it back."""

    uid: uuid.UUID
    status: str
    review_note: str
    kind_version: int
    catalogue_version: str
    batch: int | None
    organisation: int | None
    author: int | None
    recorded: dt.datetime | None

    @property
    def columns(self) -> Mapping[str, object]:
        """Return the columns of the record that it sets; when it was recorded is set where it is new."""
        return {
            "status": self.status,
            "review_note": self.review_note,
            "kind_version": self.kind_version,
            "catalogue_version": self.catalogue_version,
            "batch_id": self.batch,
            "organisation_id": self.organisation,
            "author_id": self.author,
        }
