"""What the log says: where and of what kind, never about whom. An id may stand in an address, and a row in the words of an error."""

import logging
import traceback


class Silent(logging.Formatter):
    """Addresses as their pattern, errors without their own words."""

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if hasattr(request, "path") and record.args:
            match = getattr(request, "resolver_match", None)
            said = f"/{match.route}" if match else "(no such address)"
            record = logging.makeLogRecord(
                {**record.__dict__, "args": tuple(said if each == request.path else each for each in record.args)}
            )
        record.exc_text = None  # another handler may have written the words of the error there
        return super().format(record)

    def formatException(self, ei) -> str:
        kind, _error, trace = ei
        return "".join([*traceback.format_tb(trace), kind.__name__ if kind else ""])
