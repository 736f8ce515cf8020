"""What a test that committed leaves behind is gone, and what it changed of the reference data is as before."""

import pytest

from nsc.access import organisations
from nsc.access.models import AuditLine, Organisation, User
from nsc.areas import gazetteer
from nsc.areas.models import Alias, Area
from tests import ground


def told() -> dict[str, list[tuple]]:
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in (Area, Alias)}


@pytest.mark.django_db(transaction=True)
def test_after_a_test_that_committed_the_ground_is_as_it_was(operator, at):
    before = told()
    organisations.register(by=operator, at=at, name="โรงพยาบาล", kind="government")
    Area.objects.filter(code="600908").update(name_th="อื่น")
    Area.objects.filter(code="60090804").delete()
    Alias.objects.all().delete()
    assert gazetteer.gazetteer() and told() != before
    ground.bring_back()
    assert told() == before and Area.objects.get(code="600908").name_th == "ไพศาลี"
    assert not (Organisation.objects.exists() or AuditLine.objects.exists() or User.objects.exists())


def test_a_migrated_database_is_kept_until_a_migration_changes(tmp_path, monkeypatch):
    assert not ground.take(tmp_path, tmp_path / "own")
    (tmp_path / f"{ground.fingerprint()}.sqlite3").write_bytes(b"kept")
    assert ground.take(tmp_path, tmp_path / "own") and (tmp_path / "own").read_bytes() == b"kept"
    for written in ("nsc/access/migrations", "requirements"):
        (tmp_path / written).mkdir(parents=True)
    (tmp_path / "requirements" / "run.lock").touch()
    monkeypatch.setattr(ground, "ROOT", tmp_path)
    first = ground.fingerprint()
    (tmp_path / "nsc" / "sounds.py").touch()
    assert ground.fingerprint() == first
    (tmp_path / "nsc" / "access" / "migrations" / "0001_initial.py").write_text("from nsc import sounds\n")
    second = ground.fingerprint()
    (tmp_path / "nsc" / "sounds.py").write_text("CHANGED = 1\n")
    assert len({first, second, ground.fingerprint()}) == 3
