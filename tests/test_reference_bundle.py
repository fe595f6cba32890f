"""Files beside the package are found in a wheel and in a checkout alike."""

from pathlib import Path

import pytest

from avloppsanalys.errors import AvloppsanalysError
from avloppsanalys.reference import BundleError, bundle, bundled


@pytest.mark.parametrize("layout", ["wheel", "checkout"])
def test_a_file_is_found_in_either_layout(layout: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if layout == "wheel":
        package = tmp_path / "site-packages" / "avloppsanalys"
        top = package / "_bundle"
    else:
        top = tmp_path / "clone"
        package = top / "src" / "avloppsanalys"
    wanted = top / "examples" / "lidkoping.csv"
    wanted.parent.mkdir(parents=True)
    wanted.write_text("x", encoding="utf-8")
    if layout == "checkout":
        (top / "pyproject.toml").write_text("", encoding="utf-8")
    monkeypatch.setattr(bundle, "__file__", str(package / "reference" / "bundle.py"))
    assert bundled("examples/lidkoping.csv") == wanted.resolve()
    assert bundled("examples") == wanted.parent.resolve()


def test_folders_around_an_installed_package_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "lib" / "site-packages" / "avloppsanalys"
    (tmp_path / "examples").mkdir()
    monkeypatch.setattr(bundle, "__file__", str(package / "reference" / "bundle.py"))
    with pytest.raises(BundleError, match="'examples' is missing beside the package"):
        bundled("examples")


def test_a_missing_file_is_a_clear_error() -> None:
    with pytest.raises(BundleError, match=r"^'examples/nothing\.csv' is missing beside the package; looked for "):
        bundled("examples/nothing.csv")
    assert issubclass(BundleError, AvloppsanalysError)
    assert issubclass(BundleError, FileNotFoundError)


@pytest.mark.parametrize("name", ["", "src", "examples/../pyproject.toml", "/etc/passwd"])
def test_only_what_is_shipped_can_be_asked_for(name: str) -> None:
    with pytest.raises(BundleError, match="only examples and protocols are"):
        bundled(name)
