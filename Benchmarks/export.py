"""Measures the way of spans out of the process. Called by Benchmarks/run-export."""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from rig.collectors import MODES
from rig.process import Pinned, free_port
from rig.report import machine_facts, write
from rig.servers import PATH, PRODUCT, RIG, ROOT
from rig.wrk import apply_load

SERVER_CORE, LOAD_CORE = 0, 1
SPAN_EXPORT = ROOT / ".build-release/release/SpanExport"
OPEN_LOOP = RIG / "open-loop"
CONNECTIONS = 64
ALLOWED_RATIO = 1.1
CONTROL = "tracing off"
BALLAST_PERIOD_MICROSECONDS = 1000


def start_sink(folder: Path) -> tuple[Pinned, int]:
    port = free_port()
    sink = Pinned(LOAD_CORE, RIG / "otlp-sink", str(port), folder=folder)
    sink.wait_for_port(port)
    return sink, port


# Sustained export


def measure_rate(folder: Path, options: argparse.Namespace) -> tuple[str, bool]:
    sink, port = start_sink(folder)
    lines = [
        "| round | asked | spans/s | exported | dropped | failed | core 0 busy | µs CPU per span "
        "| bytes per span | most held | MiB held | resident MiB, warm to peak |",
        "|" + "---|" * 12,
    ]
    is_good = True
    try:
        for number in range(options.rounds):
            done = run_pinned(
                SPAN_EXPORT,
                f"http://127.0.0.1:{port}/v1/traces",
                str(options.rate),
                str(int(options.seconds)),
                core=SERVER_CORE,
            )
            per_second = done["exported"] / done["took_ms"] * 1000
            is_good &= (
                done["dropped"] == 0
                and done["failed"] == 0
                and done["exported"] == done["ended"]
                and done["balanced"]
                and per_second >= options.rate * 0.98
            )
            cells = [
                str(number + 1),
                f"{options.rate:,}",
                f"{per_second:,.0f}",
                f"{done['exported']:,}",
                str(done["dropped"]),
                str(done["failed"]),
                f"{done['cpu_ms'] / done['took_ms'] * 100:.0f} %",
                f"{done['cpu_ms'] * 1000 / max(1, done['exported']):.2f}",
                str(done["span_bytes"]),
                f"{done['peak_held_spans']:,}",
                f"{done['peak_held_bytes'] / 2**20:.1f}",
                f"{done['warm_rss_kib'] / 1024:.0f} to {done['peak_rss_kib'] / 1024:.0f}",
            ]
            lines.append("| " + " | ".join(cells) + " |")
            print(lines[-1], flush=True)
    finally:
        sink.stop()
    verdict = "held" if is_good else "NOT HELD"
    return "\n".join(lines) + f"\n\n{options.rate:,} spans a second, nothing dropped: {verdict}.", (
        is_good
    )


def run_pinned(*command: str | Path, core: int) -> dict:
    done = subprocess.run(
        ["taskset", "-c", str(core), *map(str, command)],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


# The request path and its collector


@dataclass
class Mode:
    """One kind of collector over all rounds."""

    name: str
    p99: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p999: list[float] = field(default_factory=list)
    errors: int = 0
    late: int = 0
    counts: dict[str, float] = field(default_factory=dict)
    # What part of its core the collector took in each round.
    shares: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.p99)


class Product:
    """The product on core 0, in a folder of its own."""

    def __init__(self, folder: Path, otlp_port: int, **environment: str):
        folder.mkdir(exist_ok=True)
        (folder / "providers.json").write_text('{"providers":[{"name":"openai","probe":null}]}')
        self.port = free_port()
        self.process = Pinned(
            SERVER_CORE,
            PRODUCT,
            "serve",
            folder=folder,
            PORT=str(self.port),
            PROVIDERS_FILE="providers.json",
            TEMPO_OTLP_HTTP_ENDPOINT=f"http://127.0.0.1:{otlp_port}",
            **environment,
        )
        self.process.wait_for_port(self.port)

    def counts(self) -> dict[str, float]:
        """Every gatewayz_spans_* and gatewayz_spool_* figure, summed over its labels."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=10) as reply:
            text = reply.read().decode()
        found: dict[str, float] = {}
        pattern = r"^gatewayz_(spans|spool)_(\w+?)(?:_total)?(?:\{[^}]*\})? ([\d.eE+]+)$"
        for group, name, value in re.findall(pattern, text, re.MULTILINE):
            key = name if group == "spans" else f"spool_{name}"
            found[key] = found.get(key, 0) + float(value)
        return found

    def stop(self) -> None:
        self.process.stop()


def measure_collector(folder: Path, options: argparse.Namespace) -> tuple[str, bool]:
    modes = [Mode(name) for name in ["healthy", *(options.only or MODES), CONTROL]]
    rate = options.rate or find_half_peak(folder)
    for number in range(options.rounds):
        for mode in modes:
            share = statistics.median(modes[0].shares) if mode is not modes[0] else 0
            load_once(folder / f"{mode.name}-{number}", mode, rate, options.seconds, share)
            print(f"round {number + 1}: {mode.name}: p99 {mode.p99[-1]:.0f} µs", flush=True)
    return collector_table(modes, rate)


def find_half_peak(folder: Path) -> int:
    sink, port = start_sink(folder)
    product = Product(folder / "peak", port)
    try:
        url = f"http://127.0.0.1:{product.port}{PATH}"
        apply_load(url, 1, LOAD_CORE)
        return int(apply_load(url, 5, LOAD_CORE).per_second / 2)
    finally:
        product.stop()
        sink.stop()


def start_collector(folder: Path, name: str, port: int) -> Pinned | None:
    if name in ("dead", CONTROL):
        return None
    if name == "healthy":
        collector = Pinned(LOAD_CORE, RIG / "otlp-sink", str(port), folder=folder)
    else:
        module = [sys.executable, "-m", "rig.collectors", name, str(port)]
        path = str(ROOT / "Benchmarks")
        collector = Pinned(LOAD_CORE, *module, folder=folder, PYTHONPATH=path)
    collector.wait_for_port(port)
    return collector


def start_ballast(folder: Path, share: float) -> Pinned:
    """As busy as the healthy collector was: see ballast.c for the reason."""
    busy = round(share * BALLAST_PERIOD_MICROSECONDS)
    arguments = [str(busy), str(BALLAST_PERIOD_MICROSECONDS)]
    return Pinned(LOAD_CORE, RIG / "ballast", *arguments, folder=folder)


def load_once(folder: Path, mode: Mode, rate: int, seconds: float, share: float) -> None:
    folder.mkdir()
    port = free_port()
    collector = start_collector(folder, mode.name, port)
    ballast = start_ballast(folder, share) if share else None
    settings = {"TEMPO_ENABLED": "false"} if mode.name == CONTROL else {}
    product = Product(folder, port, **settings)
    try:
        # Long enough for the outage to be one: a transfer that hangs fails after ten seconds, and
        # what fails for five seconds goes to disk.
        open_loop(product.port, rate, 17 if mode.name == "hanging" else 7)
        before = collector.cpu_seconds() if collector else 0
        done = open_loop(product.port, rate, seconds)
        if collector:
            mode.shares.append((collector.cpu_seconds() - before) / seconds)
        mode.p50.append(done["p50_us"])
        mode.p99.append(done["p99_us"])
        mode.p999.append(done["p999_us"])
        mode.errors += done["errors"]
        mode.late += done["late"]
        for name, value in product.counts().items():
            mode.counts[name] = mode.counts.get(name, 0) + value
    finally:
        product.stop()
        for process in (collector, ballast):
            if process:
                process.stop()


def open_loop(port: int, rate: int, seconds: float, path: str = PATH) -> dict:
    arguments = [str(port), path, str(rate), f"{seconds:g}", str(CONNECTIONS)]
    return run_pinned(OPEN_LOOP, *arguments, core=LOAD_CORE)


def collector_table(modes: list[Mode], rate: int) -> tuple[str, bool]:
    healthy = modes[0]
    bound = max(healthy.median * ALLOWED_RATIO, max(healthy.p99))
    lines = [
        "| collector | p99 µs: median (min to max) | × healthy | p50 µs | p99.9 µs | errors | late "
        "| spans ended | exported | dropped | spooled | failed |",
        "|" + "---|" * 12,
    ]
    is_good = True
    for mode in modes:
        isolated = mode.name == CONTROL or mode.median <= bound
        is_good &= isolated and mode.errors == 0 and mode.late == 0
        cells = [
            mode.name,
            f"{mode.median:.0f} ({min(mode.p99):.0f} to {max(mode.p99):.0f})",
            f"{mode.median / healthy.median:.2f}",
            f"{statistics.median(mode.p50):.0f}",
            f"{statistics.median(mode.p999):.0f}",
            str(mode.errors),
            str(mode.late),
            *(
                f"{mode.counts.get(name, 0):,.0f}"
                for name in ("ended", "exported", "dropped", "spooled", "failed")
            ),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    verdict = (
        f"Bound: the larger of {ALLOWED_RATIO} times the healthy median and the slowest healthy "
        f"round, {bound:.0f} µs: {'held' if is_good else 'NOT HELD'} at {rate:,} requests a second."
        f" The healthy collector took {statistics.median(healthy.shares):.0%} of its core."
    )
    return "\n".join(lines) + "\n\n" + verdict, is_good


# The outage


def measure_outage(folder: Path, options: argparse.Namespace) -> tuple[str, bool]:
    from rig.counting import CountingReceiver

    receiver = CountingReceiver(free_port())
    receiver.listen()
    product = Product(folder, receiver.port)
    before, after = 10, 150
    total = before + options.seconds + after
    arguments = [str(product.port), "/health", str(options.rate // 2), f"{total:g}", "8"]
    load = subprocess.Popen(
        [OPEN_LOOP, *arguments], stdout=subprocess.PIPE, encoding="utf-8", cwd=folder
    )
    try:
        time.sleep(before)
        receiver.go_away()
        largest = watch(product, options.seconds)
        at_return = product.counts()
        receiver.listen()
        begun = time.monotonic()
        while product.counts()["spooled"] > 0 and time.monotonic() - begun < 600:
            time.sleep(0.5)
        caught_up = time.monotonic() - begun
        load.wait()
        time.sleep(8)  # More than one default export interval: what was queued is gone.
        counts = product.counts()
    finally:
        load.kill()
        product.stop()
    receiver.go_away()
    spans = Counter({name: int(value) for name, value in counts.items()})
    is_good = (
        spans["dropped"] == 0
        and spans["failed"] == 0
        and spans["spooled"] == 0
        and receiver.twice == 0
        and receiver.unique >= spans["ended"]
        and caught_up <= 120
        and largest <= spans["spool_max_bytes"]
    )
    rows = {
        "outage": f"{options.seconds:g} s at {options.rate} spans a second",
        "spans ended": f"{spans['ended']:,}",
        "on disk when the receiver came back": f"{at_return['spooled']:,.0f} spans, "
        f"{at_return['spool_files']:,.0f} files, {at_return['spool_bytes'] / 2**20:.1f} MiB",
        "most bytes on disk": f"{largest / 2**20:.1f} MiB of "
        f"{spans['spool_max_bytes'] / 2**20:.0f} MiB",
        "caught up after": f"{caught_up:.1f} s, with the load going on",
        "exported": f"{spans['exported']:,}",
        "arrived, counted by the receiver": f"{receiver.unique:,}, "
        f"{receiver.twice} of them more than once",
        "dropped, failed": f"{spans['dropped']}, {spans['failed']}",
        "requests": load.stdout.read().strip() if load.stdout else "",
    }
    table = "\n".join(["| | |", "|---|---|", *(f"| {k} | {v} |" for k, v in rows.items())])
    verdict = "All delivered, none twice, caught up within two minutes, within the bound: "
    return f"{table}\n\n{verdict}{'held' if is_good else 'NOT HELD'}.", is_good


def watch(product: Product, seconds: float) -> float:
    """The most bytes that were on disk."""
    largest = 0.0
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        largest = max(largest, product.counts().get("spool_bytes", 0))
        time.sleep(min(1.0, max(0.0, deadline - time.monotonic())))
    return largest


HOW = {
    "rate": """\
One process on core 0: a producer that ends SERVER spans of eight attributes at the rate that was
asked for, the exporter thread and the transfer thread. The receiver has core 1. Limits are the
defaults: 65,536 spans and 32 MiB held, 512 spans a request.""",
    "collector": """\
The server has core 0; the open-loop client and the collector share core 1. Request n is due at
start + n / rate and its latency counts from then, whatever became of those before it. Each round
starts each server anew and loads it for 7 s (hanging: 17 s) before it is measured, so that a
failing collector has been failing for long enough for its spans to go to disk. Rounds are
interleaved. Where there is no healthy collector, a ballast keeps core 1 as busy as it did: a
virtual core that has less to do wakes later, and without it a server that traces nothing was as
slow as one whose collector hangs. The last row, with tracing off, is the control; it is not
judged.""",
    "outage": """\
The receiver decodes every request with the OpenTelemetry project's own classes and remembers each
span's id. It refuses connections during the outage. The load goes on before, during and after.""",
}
TITLES = {
    "rate": "Sustained export",
    "collector": "The request path and its collector",
    "outage": "An outage, and what became of its spans",
}
MEASURES = {"rate": measure_rate, "collector": measure_collector, "outage": measure_outage}
DEFAULTS = {"rate": (5, 10, 500_000), "collector": (5, 10, 0), "outage": (1, 600, 500)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=list(MEASURES))
    parser.add_argument("--name", help="of the page under Benchmarks/results")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--rate", type=int, help="spans a second, or requests for `collector`")
    parser.add_argument("--only", nargs="+", choices=MODES, help="collectors beside the healthy")
    options = parser.parse_args()
    rounds, seconds, rate = DEFAULTS[options.what]
    options.rounds = options.rounds or rounds
    options.seconds = options.seconds or seconds
    options.rate = options.rate or rate

    facts = machine_facts()
    with tempfile.TemporaryDirectory(prefix="gatewayz-export-") as name:
        text, is_good = MEASURES[options.what](Path(name), options)
    how = f"{options.rounds} rounds of {options.seconds:g} s. " if options.what != "outage" else ""
    page = options.name or f"export-{options.what}"
    path = write(page, TITLES[options.what], text, how + HOW[options.what], facts)
    print(f"\n{text}\n\nwritten to {path}")
    return 0 if is_good else 1


if __name__ == "__main__":
    raise SystemExit(main())
