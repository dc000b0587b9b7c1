"""Keep people out of the log: neither the long links of bookings, nor the rows that a database quotes."""

from __future__ import annotations

import logging
import re
from typing import Any

JETON = re.compile(r"(/inscription/)[\w-]{20,}")
# PostgreSQL tells the row that broke a rule: names, phone and code of a booking.
CITATION = re.compile(r"^(DETAIL:).*$", re.MULTILINE)


class MasqueJetons(logging.Filter):
    """Masks them in whatever is written, the address of a page that failed included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask, and let through."""
        message = record.getMessage()
        if JETON.search(message):
            record.msg, record.args = JETON.sub(r"\1…", message), None
        return True


class LigneDiscrete(logging.Formatter):
    """Writes faults without what they quote."""

    def formatException(self, ei: Any) -> str:  # noqa: N802
        """The traceback, masked."""
        return CITATION.sub(r"\1 …", JETON.sub(r"\1…", super().formatException(ei)))
