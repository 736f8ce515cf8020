"""Documents of an area: CPU time of gathering each kind and of printing it as PDF, and its questions to the database.

    NSC_HOME=… .venv/bin/python -m bench.documents [AREA] [TIMES]

Nothing is issued or kept. Kinds of a month, of one household or letter, and files of a whole village are left out.
"""

import os
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsc.settings")
PAIRS = (("amphoe", "sex"), ("stage", "dimension"), ("amphoe", "group"))


def main(area: str, times: int) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from nsc.access import users
    from nsc.errors import Refused
    from nsc.secretariat import documents, printing
    from nsc.secretariat.document_kinds import Asked

    by, at = users.operator(), timezone.now()
    print("kind,queries,gather_ms,print_ms,bytes")
    for kind in documents.ALL:
        if len(area) not in kind.levels or kind.gather is None or kind.is_monthly or kind.of_one:
            continue
        for rows, cols in PAIRS if "by" in kind.options else (("", ""),):
            asked, spent = Asked(area, by=rows, across=cols), []
            try:
                for _time in range(times + 1):
                    start = time.process_time()
                    with CaptureQueriesContext(connection) as queries:
                        document = documents.gathered(by, at, kind.name, asked)[1]
                    gathered = time.process_time()
                    content = printing.printed(document, "pdf")
                    spent.append((gathered - start, time.process_time() - gathered))
            except Refused as no:
                print(f"{kind.name} {rows} {cols},,,,{no}")
                continue
            first, second = (1000 * statistics.median(each) for each in zip(*spent[1:], strict=True))
            print(f"{' '.join(filter(None, (kind.name, rows, cols)))},{len(queries)},{first:.0f},{second:.0f},{len(content)}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "60", int(sys.argv[2]) if len(sys.argv) > 2 else 3)
