"""A workbook that is not plain, at the command line: proposed, corrected, saved, imported by its profile; lists too."""

import csv
import io
import json

import pytest

from nsc.access.models import AuditLine
from nsc.ops import main
from nsc.surveys.models import Batch, Response, TargetList
from tests.intake import deliveries
from tests.surveyed import reference_data


@pytest.fixture
def nsc(db, monkeypatch, capsys):
    """nsc("profiles", "list") → (exit status, standard output, standard error)."""
    reference_data()
    monkeypatch.setattr(main, "start_django", lambda: None)
    monkeypatch.setattr("nsc.ops.home.ready", lambda: None)

    def nsc(*words):
        status = main.main([str(word) for word in words])
        said = capsys.readouterr()
        return status, said.out, said.err

    return nsc


@pytest.fixture
def old_form(tmp_path):
    path = tmp_path / "แบบเก่า.csv"
    path.write_bytes(deliveries.not_plain(4, headings=("เลขบ้าน", "รหัสหมู่บ้าน/ชุมชน")).read())
    return path


@pytest.fixture
def saved(nsc, old_form, tmp_path):
    """The proposal for the old form, corrected by hand and saved."""
    proposed = json.loads(nsc("profiles", "propose", old_form)[1])
    proposed["rules"][0]["columns"]["เลขบ้าน"] = "house_code"
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps(proposed), encoding="utf-8")
    assert nsc("profiles", "save", "แบบเก่า", rules)[0] == 0
    return rules


def line(out):
    return next(csv.DictReader(io.StringIO(out)))


def test_without_its_profile_a_workbook_that_is_not_plain_is_refused(nsc, old_form):
    status, out, err = nsc("import", old_form, "--year", 2561)
    assert (status, out) == (2, "") and "แบบการจับคู่คอลัมน์" in err


def test_by_its_profile_it_is_imported(nsc, old_form, saved):
    status, out, _err = nsc("import", old_form, "--year", 2561, "--profile", "แบบเก่า")
    assert status == 0
    assert (line(out)["batch"], line(out)["households"]) == (str(Batch.objects.get().pk), "4")
    assert Response.objects.count() == 4


def test_what_a_repair_changed_is_a_caution_that_tells_the_cell_as_written(nsc, old_form, saved, tmp_path):
    text = old_form.read_text(encoding="utf-8-sig").replace("1/1,", "1-ก.พ.,", 1)
    old_form.write_text(text, encoding="utf-8")
    cautions = tmp_path / "cautions.csv"
    assert nsc("import", old_form, "--year", 2561, "--profile", "แบบเก่า", "--dry-run", "--cautions", cautions)[0] == 0
    told = [row for row in csv.DictReader(cautions.open(encoding="utf-8")) if row["value"] == "1-ก.พ."]
    assert [(row["row"], row["column"]) for row in told] == [("3", "บ้านเลขที่ตามทะเบียนบ้าน")]


def test_profiles_are_listed_shown_and_put_out_of_use(nsc, old_form, saved):
    status, out, _err = nsc("profiles", "list")
    assert status == 0 and (line(out)["name"], line(out)["version"], line(out)["kind"]) == ("แบบเก่า", "1", "survey")
    assert json.loads(nsc("profiles", "show", "แบบเก่า")[1])["rules"][0]["columns"]["เลขบ้าน"] == "house_code"
    assert nsc("profiles", "delete", "แบบเก่า")[0] == 0
    assert nsc("profiles", "list")[1] == "name,version,kind,by,at\n"
    status, out, err = nsc("import", old_form, "--year", 2561, "--profile", "แบบเก่า")
    assert (status, out) == (2, "") and "ไม่มีแบบ" in err
    assert AuditLine.objects.filter(verb__startswith="profile.").count() == 2


@pytest.mark.parametrize("act", ["show", "delete"])
def test_a_profile_that_is_not_there_is_said_so(nsc, act):
    status, out, err = nsc("profiles", act, "ไม่มี")
    assert (status, out) == (2, "") and "“ไม่มี”" in err


@pytest.mark.parametrize(
    "text", ["", "{}", '{"name": "x", "kind": "survey", "rules": [{"sheet": "", "part": "households", "columns": {"a": "no"}}]}']
)
def test_what_is_no_profile_is_not_kept(nsc, tmp_path, text):
    rules = tmp_path / "rules.json"
    rules.write_text(text, encoding="utf-8")
    assert nsc("profiles", "save", "ก", rules)[0] == 2
    assert nsc("profiles", "list")[1] == "name,version,kind,by,at\n"


def test_a_list_of_those_who_fail_is_imported_by_its_profile_and_withdrawn(nsc, tmp_path):
    file, rules = tmp_path / "เป้าหมาย.csv", tmp_path / "rules.json"
    file.write_bytes(deliveries.target_list(deliveries.listed(1, "10000"), deliveries.listed(2, "00000")).read())
    rules.write_text(nsc("profiles", "propose", file)[1], encoding="utf-8")
    assert nsc("profiles", "save", "TPMAP", rules)[0] == 0
    status, out, _err = nsc("import", file, "--year", 2561, "--profile", "TPMAP")
    made = TargetList.objects.get()
    assert status == 1 and line(out) == {
        "batch": f"L{made.pk}", "households": "1", "members": "1", "unchanged": "0", "left_out": "1", "cautions": "0"
    }  # fmt: skip
    assert nsc("undo", f"L{made.pk}")[0] == 0
    made.refresh_from_db()
    assert made.state == "withdrawn"
