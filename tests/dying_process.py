"""Write an underlag with a second process that is killed as the first chart is written, long before the last."""

from __future__ import annotations

import os
import signal
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from avloppsanalys.charts import Chart
from working_folder import everything


def write(folder: Path) -> None:
    """Write the underlag into a folder."""
    result = everything(folder, lang="sv")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        other = executor.submit(os.getpid).result()
        alive = [other]
        written = Chart.write

        def write_and_kill(chart: Chart, into: Path) -> tuple[Path, ...]:
            if alive:
                os.kill(alive.pop(), signal.SIGTERM)
                time.sleep(0.5)  # so that what watches over it has seen it
            return written(chart, into)

        Chart.write = write_and_kill  # type: ignore[method-assign, assignment]
        result.write(folder / "ut", executor=executor)
    assert {path.stem for path in folder.glob("ut/*.png")} == {chart.name for chart in result.charts()}


if __name__ == "__main__":
    write(Path(sys.argv[1]))
