"""Open data: the package says what its files hold, and programs agree."""

from __future__ import annotations

import json
from pathlib import Path

import frictionless
import pandas as pd
import pytest

import avloppsanalys as avl
from avloppsanalys.analysis import read_config
from avloppsanalys.reference import bundled


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    setup = read_config(bundled("protocols/exempel/config.toml"))
    result = avl.analyse(*setup.read(), protocol=setup.protocol, **setup.read_forms(), title=setup.title)
    out = tmp_path_factory.mktemp("Mätningar åäö")
    result.write(out)
    return out / "oppna-data"


def test_the_package_is_valid(folder: Path) -> None:
    report = frictionless.Package(folder / "datapackage.json").validate()
    assert report.valid, report.flatten(["name", "type", "note"])


def test_every_file_is_described_and_nothing_else(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    described = {resource["path"] for resource in package["resources"]}
    assert described == {path.name for path in folder.glob("*.csv")}
    assert len({resource["name"] for resource in package["resources"]}) == len(described)
    for resource in package["resources"]:
        header = pd.read_csv(folder / resource["path"], nrows=0).columns
        assert [field["name"] for field in resource["schema"]["fields"]] == list(header)


def test_it_says_that_it_is_internal_and_invented(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert "INTERNT" in package["description"]
    assert "SYNTETISKA DATA" in package["description"]


def test_a_wrong_type_would_be_found(folder: Path, tmp_path: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for path in folder.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    levels = next(resource for resource in package["resources"] if resource["name"] == "nivaer")
    next(field for field in levels["schema"]["fields"] if field["name"] == "place")["type"] = "number"
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert not frictionless.Package(tmp_path / "datapackage.json").validate().valid
