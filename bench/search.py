"""The one box over the whole province: milliseconds of CPU (and of the clock) an answer takes, through every middleware.

    NSC_HOME=… .venv/bin/python -m bench.search [TIMES] [WORDS]

Of a copy of a home that holds the demonstration province: searches leave lines in its record. The demonstration knows 2,600 names; WORDS
adds so many made-up ones to its dictionary first, as a real province has them.
"""

import os
import random
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nsc.settings")

ASKED = {
    "one letter": ["ก", "ส", "บ"],
    "two letters": ["กา", "สม", "แก"],
    "three letters": ["กาญ", "สมช", "แก้ว"],
    "a very common name": ["กาญจนา", "กิตติชัย", "แก้วกสิกร"],
    "part of a name": ["จนา", "กสิกร", "วรรณ"],
    "misspelt": ["นัฐพล", "สีสุข", "วันนา"],
    "two words": ["กาญจนา แก้วกสิกร", "สมชาย แก้ว", "แก้วกสิกร กาญจนา"],
    "two words, misspelt": ["นัฐพน แก้วกะสิกอน", "วันนา สีสุก", "สมสัก ทองดี"],
    "nobody": ["ฟฟฟฟฟ", "กาญจนา ฟฟฟฟ", "ญาณาธิปไตย ธรรมาภิวัฒน์"],
    "house number and moo": ["12/3 หมู่ 4", "12 ม.4 นาขอม", "1/1"],
    "a number": ["12", "1", "250"],
    "place": ["ไพศาลี", "นาขอม ม.3", "อบต.นาขอม"],
}
CONSONANTS, VOWELS = "กขคจชดตทนบปพมรลวสหอ", ("", "า", "ิ", "ี", "ุ", "ู", "ั")


def main(times: int, words: int) -> None:
    import django

    django.setup()
    from django.test import Client

    from nsc.access import scope, sign_in, users
    from nsc.access.models import Window
    from nsc.access.roles import Permission
    from nsc.registry.models import Household

    enlarge(words)
    code = Household.objects.exclude(house_code=None).values_list("house_code", flat=True).first()
    asked = ASKED | {"house code": [code], "national id": [of_somebody()]}
    for who in ("province", "phaisali", "village", "mentor", "abt", "governor"):
        browser, user = Client(), users.named(who)
        browser.force_login(user)
        session = browser.session
        session[sign_in.PROVEN] = user.pk
        session.save()
        print(f"\n{who}{'' if scope.anywhere(user, Permission.NAME_SEE) else ' (no names)'}")
        for kind, texts in asked.items():
            spent = [clock(browser, text, Window) for text in texts for _ in range(times + 1)]
            cpu, wall = ([each[n] for at, each in enumerate(spent) if at % (times + 1)] for n in (0, 1))
            p95 = statistics.quantiles(cpu, n=20)[-1] if len(cpu) > 1 else cpu[0]
            told = (statistics.median(cpu), p95, max(cpu), statistics.median(wall))
            print("{:22} CPU median {:6.1f}  p95 {:6.1f}  max {:6.1f}  wall {:6.1f}".format(kind, *told))


def clock(browser, text: str, counters) -> tuple[float, float]:
    counters.objects.all().delete()  # how often one may ask is not what is measured
    cpu, wall = time.thread_time(), time.perf_counter()
    answer = browser.post("/search/", {"q": text}, headers={"HX-Request": "true"})
    assert answer.status_code == 200, (text, answer.status_code)
    return 1000 * (time.thread_time() - cpu), 1000 * (time.perf_counter() - wall)


def enlarge(words: int) -> None:
    import polars as pl

    from nsc.surveys import name_words

    chance = random.Random(1)
    syllable = lambda: chance.choice(CONSONANTS) + chance.choice(VOWELS) + chance.choice(("", *CONSONANTS))  # noqa: E731
    made = {"".join(syllable() for _ in range(chance.randint(2, 4))) for _ in range(words)}
    start = time.process_time()
    name_words.added(pl.DataFrame({"first_name": list(made), "last_name": list(made)}, {"first_name": pl.String, "last_name": pl.String}))
    print(f"{len(made):,} words added to the dictionary in {time.process_time() - start:.1f} CPU s")


def of_somebody() -> str:
    from nsc.registry import people
    from nsc.registry.models import Person

    return people.national_id(Person.objects.exclude(national_id_index=None).first())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
