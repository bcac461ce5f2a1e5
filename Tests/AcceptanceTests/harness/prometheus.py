"""A real Prometheus that scrapes one product."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from harness.client import Client
from harness.ports import free_port


@contextmanager
def scraping(
    folder: Path,
    port: int,
    job: str,
    interval: str,
    labels: dict[str, str] | None = None,
    **more: Any,
) -> Iterator[Client]:
    """Runs it in a folder; `more` goes into its configuration as it is."""
    target = {"targets": [f"127.0.0.1:{port}"], "labels": labels or {}}
    config = {
        "global": {"scrape_interval": interval, "scrape_timeout": interval},
        "scrape_configs": [{"job_name": job, "static_configs": [target]}],
        **more,
    }
    (folder / "prometheus.yml").write_text(json.dumps(config))  # JSON is YAML.
    own_port = free_port()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                "prometheus",
                f"--config.file={folder}/prometheus.yml",
                f"--storage.tsdb.path={folder}/data",
                f"--web.listen-address=127.0.0.1:{own_port}",
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        yield Client(own_port)
    finally:
        process.kill()
        process.wait(10)
