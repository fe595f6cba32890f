"""``python -m avloppsanalys``: the same as the command ``avloppsanalys``."""

from avloppsanalys.cli import app

if __name__ == "__main__":
    app(prog_name="avloppsanalys")
