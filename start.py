"""Set up avloppsanalys beside this file and run it; only Python's standard library is needed.

``python start.py`` makes ``.venv``, installs into it and runs the demo. ``python start.py test`` does the same and runs
the tests instead; further arguments go to pytest. Any other command goes to avloppsanalys as it is:
``python start.py granska svar.csv``.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - this file is started by whatever Python the machine happens to have
    sys.exit(
        "avloppsanalys behöver Python 3.11 eller nyare; det här är Python "
        + sys.version.split()[0]
        + ". Hämta en nyare på python.org och försök igen.\n"
        "avloppsanalys needs Python 3.11 or newer. Get one at python.org and try again."
    )

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
ORIGIN = ENVIRONMENT / "start-py-origin.txt"  # marks the environment as ours: where, and with which Python it was made
INSTALLED = ENVIRONMENT / "start-py-installed.txt"  # what was installed: a digest, and the extra
SOURCES = ("pyproject.toml", "src", "examples", "protocols")


def settings(**more: str) -> dict[str, str]:
    """Return the environment variables of child processes."""
    own = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
    return own | {
        "PYTHONUTF8": "1",  # å, ä and ö also on a Windows console
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_USER": "0",  # a machine-wide "install for this user" cannot be obeyed inside an environment
        **more,
    }


def step(text: str, command: list[str], advice: str) -> None:
    """Run one step of the installation in silence; if it fails, show all that it said and stop."""
    print(f"{text} ... ", end="", flush=True)
    began = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=settings(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        print("misslyckades / failed\n", done.stdout, advice, sep="\n", flush=True)
        sys.exit(done.returncode)
    print(f"klart / done ({time.monotonic() - began:.0f} s)", flush=True)


def digest() -> str:
    """Return a digest of every file that the installation is made from."""
    total = hashlib.sha256()
    for top in (ROOT / name for name in SOURCES):
        files = sorted(top.rglob("*")) if top.is_dir() else [top]
        for file in (file for file in files if file.is_file() and file.suffix != ".pyc"):
            total.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def read(file: Path) -> str:
    """Return the text of a file, or nothing where there is none."""
    with contextlib.suppress(OSError):
        return file.read_text(encoding="utf-8")
    return ""


def make_environment() -> None:
    """Make `.venv` unless it stands; one made elsewhere (the folder was moved) or by another Python is made anew."""
    origin = f"{ROOT}\n{sys.version}"
    if PYTHON.exists() and read(ORIGIN) == origin:
        return
    if ENVIRONMENT.exists() and not ORIGIN.exists():
        sys.exit(
            f"{ENVIRONMENT} finns redan men är inte gjord av start.py. Byt namn på den eller ta bort den.\n"
            f"{ENVIRONMENT} exists but was not made by start.py. Rename or remove it."
        )
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    ENVIRONMENT.mkdir(exist_ok=True)
    ORIGIN.touch()
    step(
        "[1/2] Skapar en egen Python-miljö / Making an environment: .venv",
        [sys.executable, "-m", "venv", str(ENVIRONMENT)],
        "På Debian och Ubuntu behövs paketet python3-venv. / Debian and Ubuntu need the package python3-venv.",
    )
    ORIGIN.write_text(origin, encoding="utf-8")


def install(extra: str = "") -> None:
    """Install the project and the packages it needs, unless nothing has changed since last time."""
    wanted = digest()
    if read(INSTALLED) in (f"{wanted} {extra}", f"{wanted} test"):
        return
    INSTALLED.unlink(missing_ok=True)
    # Not an editable install: Python on Windows does not read the path file of one as UTF-8, and folders have å, ä, ö.
    step(
        "[2/2] Installerar, någon minut första gången / Installing, about a minute the first time",
        [str(PYTHON), "-m", "pip", "install", "--quiet", f".[{extra}]" if extra else "."],
        "Finns nätet? pip hämtar paket därifrån. / Is there a network? pip fetches packages over it.",
    )
    INSTALLED.write_text(f"{wanted} {extra}", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Prepare the environment, run the command, and return its exit code."""
    make_environment()
    if arguments[:1] == ["test"]:
        install("test")
        # The tests read the sources of this folder, so that a traceback points at the file to mend.
        # A file a worker: its tests share what it is slow to make.
        command = [str(PYTHON), "-m", "pytest", "-n", "auto", "--dist", "loadfile", "-m", "not slow", *arguments[1:]]
        # ... and a thread a worker: threads of linear algebra that wait for each other take the time of the workers.
        own = settings(PYTHONPATH=str(ROOT / "src"), OPENBLAS_NUM_THREADS="1")
        return subprocess.call(command, cwd=ROOT, env=own)
    install()
    return subprocess.call([str(PYTHON), "-m", "avloppsanalys", *(arguments or ["demo"])], env=settings())


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nAvbrutet / Interrupted")
