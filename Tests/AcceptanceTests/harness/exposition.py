"""/metrics, read by the Prometheus project's own parser."""

from collections.abc import Iterator

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

LAW_GAUGES = ("gatewayz_spans_queued", "gatewayz_spans_in_flight", "gatewayz_spans_spooled")


class Exposition:
    """One scrape."""

    def __init__(self, text: str):
        self.text = text
        self.families = {family.name: family for family in text_string_to_metric_families(text)}

    def samples(self, name: str, **labels: str) -> Iterator[Sample]:
        for family in self.families.values():
            for sample in family.samples:
                if sample.name == name and labels.items() <= sample.labels.items():
                    yield sample

    def total(self, name: str, **labels: str) -> float:
        """The sum of all series with these labels; 0 where there is none."""
        return sum(sample.value for sample in self.samples(name, **labels))

    def value(self, name: str, **labels: str) -> float:
        """The value of exactly one series."""
        found = list(self.samples(name, **labels))
        assert len(found) == 1, f"{name}{labels}: {len(found)} series"
        return found[0].value

    def has(self, name: str) -> bool:
        return any(True for _ in self.samples(name))

    def assert_spans_add_up(self) -> None:
        """Law 5: every span is accounted for."""
        ended = self.total("gatewayz_spans_ended_total")
        enqueued = self.total("gatewayz_spans_enqueued_total")
        dropped = self.total("gatewayz_spans_dropped_total")
        assert ended == enqueued + dropped, f"{ended=} {enqueued=} {dropped=}"
        recovered = self.total("gatewayz_spans_recovered_total")
        exported = self.total("gatewayz_spans_exported_total")
        rejected = self.total("gatewayz_spans_rejected_total")
        failed = self.total("gatewayz_spans_failed_total")
        waiting = sum(self.total(name) for name in LAW_GAUGES)
        assert enqueued + recovered == exported + rejected + failed + waiting, (
            f"{enqueued=} {recovered=} {exported=} {rejected=} {failed=} {waiting=}"
        )
