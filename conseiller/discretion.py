"""Keep the long links of bookings out of the log: whoever reads it must not be able to open them."""

from __future__ import annotations

import logging
import re

JETON = re.compile(r"(/inscription/)[\w-]{20,}")


class MasqueJetons(logging.Filter):
    """Masks them in whatever is written, the address of a page that failed included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask, and let through."""
        message = record.getMessage()
        if JETON.search(message):
            record.msg, record.args = JETON.sub(r"\1…", message), None
        return True
