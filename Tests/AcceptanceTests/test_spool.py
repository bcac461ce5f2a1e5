"""The disk spool of the real binary: outages, restarts, kills, damage. Nothing lost uncounted."""

import os
import shutil
import stat
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest
from harness import spool
from harness.exposition import Exposition
from harness.load import SteadyLoad
from harness.product import Product, wait_for_tracing
from harness.receiver import ACCEPT, Receiver
from harness.waiting import eventually

FAST = {"OTEL_BSP_SCHEDULE_DELAY": "100"}
Keys = set[tuple[str, str]]


def directory(product: Product) -> Path:
    return product.folder / "data/spool"


def ask(product: Product, count: int) -> Keys:
    """The ids of the SERVER spans of so many requests."""
    replies = [product.get("/health") for _ in range(count)]
    return {(reply.trace_id, reply.header("X-Span-Id") or "") for reply in replies}


def all_spooled(product: Product) -> Exposition:
    """A scrape at a moment when every span that ended is on disk."""

    def look() -> Exposition:
        metrics = product.metrics()
        metrics.assert_spans_add_up()
        assert metrics.total("gatewayz_spans_spooled") > 0
        # The scrape's own span has not ended yet; the one before it may still wait.
        assert metrics.total("gatewayz_spans_queued") <= 2
        return metrics

    return eventually(look, timeout=30, pause=0.5)


def all_delivered(product: Product) -> Exposition:
    def look() -> Exposition:
        metrics = product.metrics()
        metrics.assert_spans_add_up()
        assert metrics.total("gatewayz_spans_spooled") == 0
        assert metrics.total("gatewayz_spans_in_flight") == 0
        # A file is taken away just after its spans were counted as exported.
        assert metrics.total("gatewayz_spool_files") == 0
        return metrics

    return eventually(look, timeout=30, pause=0.3)


def leave_on_disk(make_product, receiver: Receiver, **environment: str) -> tuple[Product, Keys]:
    """A product that was killed while all its spans were on disk."""
    receiver.go_away()
    product = make_product(FAST, TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint, **environment).start()
    ids = ask(product, 30)
    eventually(lambda: ids <= spool.keys(directory(product)), timeout=30, pause=0.5)
    product.kill()
    return product, ids


def test_spans_outlive_a_kill_and_arrive_once(make_product, receiver: Receiver):
    product, ids = leave_on_disk(make_product, receiver)
    on_disk = spool.keys(directory(product))
    assert stat.S_IMODE(directory(product).stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in directory(product).iterdir()} == {0o600}
    receiver.listen()
    product.start()
    wait_for_tracing(product, "ok")
    metrics = all_delivered(product)
    assert metrics.total("gatewayz_spans_recovered_total") == len(on_disk)
    assert metrics.value("gatewayz_spool_state", state="on") == 1
    assert spool.files(directory(product)) == []
    times = Counter(span.key for span in receiver.accepted)
    assert ids <= on_disk <= set(times)
    assert [key for key, count in times.items() if count > 1] == []
    assert any("spans of an earlier process" in text for text in product.messages())


def test_an_outage_is_spooled_and_sent_after_it_without_a_restart(make_product, receiver: Receiver):
    product = make_product(FAST, TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint).start()
    wait_for_tracing(product, "ok")
    receiver.go_away()
    load = SteadyLoad(product.port, rate=50)
    all_spooled_once = eventually(lambda: spool.files(directory(product)), timeout=15)
    assert all_spooled_once
    time.sleep(3)
    receiver.listen()
    load.stop()
    metrics = all_delivered(product)
    assert metrics.total("gatewayz_spans_failed_total") == 0
    assert metrics.total("gatewayz_spans_dropped_total") == 0
    # Those of the last requests may have been in no queue yet.
    eventually(lambda: set(load.ids) <= {span.key for span in receiver.accepted}, timeout=30)
    times = Counter(span.key for span in receiver.accepted)
    assert [key for key, count in times.items() if count > 1] == []
    messages = product.messages()
    assert messages.count("Spans that cannot be delivered go to the spool") == 1


def test_a_stop_leaves_on_disk_what_it_could_not_deliver(make_product, receiver: Receiver):
    receiver.go_away()
    product = make_product(TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint).start()
    ids = ask(product, 20)
    assert product.terminate() == 0
    assert ids <= spool.keys(directory(product))
    receiver.listen()
    product.start()
    all_delivered(product)
    assert ids <= {span.key for span in receiver.accepted}


def test_staging_is_never_sent_to_production(make_product, receiver: Receiver):
    staging = {"APP_ENV": "staging", "OTEL_SERVICE_NAME": "gatewayz-api-staging"}
    product, ids = leave_on_disk(make_product, receiver, **staging)
    left = {path.name: path.read_bytes() for path in spool.files(directory(product))}
    receiver.listen()
    product.environment |= {"APP_ENV": "production", "OTEL_SERVICE_NAME": "gatewayz-api"}
    product.start()
    wait_for_tracing(product, "ok")
    receiver.wait_for_span(name="startup")
    metrics = product.metrics()
    assert metrics.value("gatewayz_spool_foreign_files") == len(left)
    assert metrics.total("gatewayz_spans_recovered_total") == 0
    assert any("of another environment or endpoint" in text for text in product.messages())
    assert product.terminate() == 0
    assert not ids & {span.key for span in receiver.accepted}
    assert {path.name: path.read_bytes() for path in spool.files(directory(product))} == left

    product.environment |= staging
    product.start()
    all_delivered(product)
    assert ids <= {span.key for span in receiver.accepted}


def test_damaged_files_are_counted_and_the_others_sent(make_product, receiver: Receiver):
    product, _ = leave_on_disk(make_product, receiver, OTEL_BSP_MAX_EXPORT_BATCH_SIZE="10")
    whole, cut, flipped, headless = [spool.read(path) for path in spool.files(directory(product))][
        :4
    ]
    cut.path.write_bytes(cut.path.read_bytes()[:-1])
    content = bytearray(flipped.path.read_bytes())
    content[spool.HEAD.size + 40] ^= 1
    flipped.path.write_bytes(content)
    headless.path.write_bytes(b"")
    receiver.listen()
    product.start()
    metrics = all_delivered(product)
    lost = len(cut.spans) + len(flipped.spans)
    assert metrics.total("gatewayz_spans_failed_total", reason="spool_damaged") == lost
    assert metrics.value("gatewayz_spool_damaged_files_total") == 3
    arrived = {span.key for span in receiver.accepted}
    assert {span.key for span in whole.spans} <= arrived
    assert not {span.key for span in cut.spans + flipped.spans} & arrived
    assert spool.files(directory(product)) == []


def test_a_kill_during_a_write_costs_no_finished_file(make_product, receiver: Receiver):
    receiver.go_away()
    product = make_product(FAST, TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint)
    caught = 0
    for _ in range(3):
        product.start()
        load = SteadyLoad(product.port, rate=200)
        eventually(lambda: spool.files(directory(product)), timeout=20, pause=0.05)
        deadline = time.monotonic() + 3
        while not spool.unfinished(directory(product)) and time.monotonic() < deadline:
            pass
        product.process.kill()
        product.process.wait(10)
        load.stop()
        caught += len(spool.unfinished(directory(product)))
    on_disk = Counter(
        span.key for path in spool.files(directory(product)) for span in spool.read(path).spans
    )
    assert on_disk.most_common(1)[0][1] == 1
    receiver.listen()
    product.start()
    metrics = all_delivered(product)
    assert metrics.total("gatewayz_spans_recovered_total") == len(on_disk)
    assert metrics.total("gatewayz_spans_failed_total") == 0
    assert spool.unfinished(directory(product)) == []
    times = Counter(span.key for span in receiver.accepted)
    assert set(on_disk) <= set(times)
    assert [key for key, count in times.items() if count > 1] == []
    print(f"{caught} of 3 kills came while a file was being written")


def test_only_the_batch_in_flight_at_a_kill_may_arrive_twice(make_product, receiver: Receiver):
    product, ids = leave_on_disk(make_product, receiver, OTEL_BSP_MAX_EXPORT_BATCH_SIZE="10")
    receiver.listen()
    product.start()
    eventually(lambda: len(receiver.accepted) > 20, pause=0.001)
    product.kill()
    product.start()
    all_delivered(product)
    times = Counter(span.key for span in receiver.accepted)
    assert ids <= set(times)
    assert len([key for key, count in times.items() if count > 1]) <= 10


@pytest.mark.parametrize("place", ["/proc/spool", "/dev/null/spool"])
def test_where_nothing_can_be_written_it_is_off_and_said_once(
    make_product, receiver: Receiver, place: str
):
    receiver.go_away()
    product = make_product(
        FAST, TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint, SPOOL_DIRECTORY=place
    ).start()
    wait_for_tracing(product, "failing")
    ids = ask(product, 10)
    said = [text for text in product.messages() if text.startswith("The spool is off")]
    assert len(said) == 1
    assert place in said[0]
    assert product.metrics().value("gatewayz_spool_state", state="off") == 1
    receiver.listen()
    wait_for_tracing(product, "ok")
    eventually(lambda: ids <= {span.key for span in receiver.accepted})
    all_delivered(product)


def test_switched_off_a_stop_counts_what_it_loses(make_product, receiver: Receiver):
    receiver.go_away()
    product = make_product(
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint, SPOOL_DIRECTORY="off"
    ).start()
    ask(product, 10)
    metrics = product.metrics()
    assert metrics.value("gatewayz_spool_state", state="off") == 1
    ended = int(metrics.total("gatewayz_spans_ended_total"))
    assert ended > 20
    assert product.terminate() == 0
    assert not directory(product).exists()
    assert any("wait in memory only: SPOOL_DIRECTORY is off" in m for m in product.messages())
    # The span of the scrape had not ended when its page was made.
    left = f" {ended + 1} spans, 0 rows and 0 outcomes were left over, 0 spans"
    assert left in product.messages()[-1]


def test_the_oldest_is_given_up_at_the_bound_and_counted(make_product, receiver: Receiver):
    receiver.go_away()
    product = make_product(
        FAST,
        TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint,
        OTEL_BSP_MAX_EXPORT_BATCH_SIZE="10",
        SPOOL_MAX_BYTES="20000",
    ).start()
    ask(product, 60)

    def look() -> Exposition:
        metrics = product.metrics()
        metrics.assert_spans_add_up()
        assert metrics.total("gatewayz_spans_failed_total", reason="spool_full") >= 40
        assert metrics.total("gatewayz_spans_queued") <= 12
        return metrics

    metrics = eventually(look, timeout=30, pause=0.5)
    assert metrics.value("gatewayz_spool_max_bytes") == 20000
    sizes = [path.stat().st_size for path in spool.files(directory(product))]
    assert sum(sizes) <= 20000
    assert messages_with(product, "gives up its oldest spans: spool_full") == 1
    receiver.listen()
    all_delivered(product)


def messages_with(product: Product, text: str) -> int:
    return len([message for message in product.messages() if text in message])


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system of 256 KiB, where this user may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k,mode=700", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, check=False).returncode != 0:
        pytest.skip("this user may not mount a file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_keeps_the_spans_in_memory(make_product, receiver: Receiver, small_disk: Path):
    receiver.go_away()
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * (shutil.disk_usage(small_disk).free - 16384))
    product = make_product(
        FAST, TEMPO_OTLP_HTTP_ENDPOINT=receiver.endpoint, SPOOL_DIRECTORY=str(small_disk / "spool")
    ).start()
    ids = ask(product, 100)
    eventually(lambda: messages_with(product, "No space left on device") == 1, timeout=20)
    metrics = product.metrics()
    metrics.assert_spans_add_up()
    assert metrics.total("gatewayz_spool_failed_writes_total") >= 1
    assert metrics.total("gatewayz_spans_failed_total") == 0
    receiver.mode = ACCEPT
    receiver.listen()
    all_delivered(product)
    eventually(lambda: ids <= {span.key for span in receiver.accepted})
    assert product.metrics().total("gatewayz_spans_failed_total") == 0
