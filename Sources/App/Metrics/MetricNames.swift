// Every metric of the program, in one place: what a user of /metrics may rely on. A change here is
// a change for users.
import Prometheus

/// The metrics by the part of the program that feeds them.
enum MetricNames {
    enum HTTP {
        static let requestDuration = Metric<Histogram>(
            "http_server_request_duration_seconds",
            help: "How long HTTP requests took to serve.",
            labels: [
                "http_request_method", "http_route", "http_response_status_code", "url_scheme",
                "error_type",
            ],
            bounds: [
                0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25,
                0.5, 0.75, 1, 2, 2.5, 5, 7.5, 10, 30, 60, 120,
            ])
        static let activeRequests = Metric<Gauge>(
            "http_server_active_requests", help: "Requests that have begun and not ended.")
        static let connections = Metric<Gauge>(
            "gatewayz_http_connections", help: "Open connections by what they wait for.",
            labels: ["state"])
        static let rejected = Metric<Counter>(
            "gatewayz_http_rejected_total",
            help: "Connections and requests refused before a handler saw them.",
            labels: ["reason"])
    }

    enum Provider {
        static let score = Metric<Gauge>(
            "provider_health_score",
            help: "Health score from 0 to 100; absent where there is too little evidence.",
            labels: ["provider"])
        static let status = Metric<Gauge>(
            "provider_status", help: "1 for the provider's current status, 0 for the others.",
            labels: ["provider", "status"])
        static let lastEvidence = Metric<Gauge>(
            "provider_last_evidence_timestamp_seconds",
            help: "When the newest outcome in the window was counted; absent without one.",
            labels: ["provider"])
        static let outcomes = Metric<Counter>(
            "provider_outcomes_total", help: "Outcomes since the start, by class and source.",
            labels: ["provider", "outcome", "source"])
        static let requestDuration = Metric<Histogram>(
            "provider_request_duration_seconds",
            help: "How long attempts at a provider took, whatever their outcome.",
            labels: ["provider", "source"],
            bounds: [
                0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 5, 7.5, 10, 15, 30, 60, 120, 300,
            ])
    }

    enum Spans {
        static let ended = Metric<Counter>(
            "gatewayz_spans_ended_total", help: "Sampled spans that ended.")
        static let enqueued = Metric<Counter>(
            "gatewayz_spans_enqueued_total", help: "Spans that the export queue took.")
        static let recovered = Metric<Counter>(
            "gatewayz_spans_recovered_total", help: "Spans found in the spool at the start.")
        static let dropped = Metric<Counter>(
            "gatewayz_spans_dropped_total", help: "Spans dropped when they ended, by reason.",
            labels: ["reason"])
        static let exported = Metric<Counter>(
            "gatewayz_spans_exported_total", help: "Spans that the receiver accepted.")
        static let rejected = Metric<Counter>(
            "gatewayz_spans_rejected_total",
            help: "Spans that the receiver refused in a partial success.")
        static let failed = Metric<Counter>(
            "gatewayz_spans_failed_total", help: "Spans given up after they were queued.",
            labels: ["reason"])
        static let queued = Metric<Gauge>(
            "gatewayz_spans_queued", help: "Spans that wait to be exported.")
        static let inFlight = Metric<Gauge>(
            "gatewayz_spans_in_flight", help: "Spans in the export request that is under way.")
        static let spooled = Metric<Gauge>("gatewayz_spans_spooled", help: "Spans on disk.")
        static let state = Metric<Gauge>(
            "gatewayz_tracing_state", help: "1 for the current state of tracing, 0 for the others.",
            labels: ["state"])
    }

    enum Spool {
        static let state = Metric<Gauge>(
            "gatewayz_spool_state", help: "1 for the spool's current state, 0 for the other.",
            labels: ["state"])
        static let files = Metric<Gauge>("gatewayz_spool_files", help: "Files that will be sent.")
        static let bytes = Metric<Gauge>("gatewayz_spool_bytes", help: "Bytes of those files.")
        static let maximumBytes = Metric<Gauge>(
            "gatewayz_spool_max_bytes", help: "Bytes that the spool may hold.")
        static let oldest = Metric<Gauge>(
            "gatewayz_spool_oldest_timestamp_seconds",
            help: "When the oldest of those files was written; absent without one.")
        static let foreign = Metric<Gauge>(
            "gatewayz_spool_foreign_files",
            help: "Files of another environment or endpoint, which are left and never sent.")
        static let written = Metric<Counter>(
            "gatewayz_spool_written_batches_total", help: "Batches that went to disk.")
        static let replayed = Metric<Counter>(
            "gatewayz_spool_replayed_batches_total",
            help: "Files that were sent, or given up because the receiver refused them.")
        static let damaged = Metric<Counter>(
            "gatewayz_spool_damaged_files_total",
            help: "Files that were not what had been written, and were removed.")
        static let failedWrites = Metric<Counter>(
            "gatewayz_spool_failed_writes_total",
            help: "Batches that could not be written and stayed in memory.")
        static let failedRemovals = Metric<Counter>(
            "gatewayz_spool_failed_removals_total",
            help: "Files that could not be removed; the next process may send them again.")
    }

    enum Kept {
        static let traces = Metric<Counter>(
            "gatewayz_traces_kept_total",
            help: "Local roots that no sampler chose and that were kept for what became of them.",
            labels: ["reason"])
        static let refused = Metric<Counter>(
            "gatewayz_traces_kept_refused_total",
            help: "Local roots that would have been kept but for TRACES_KEEP_PER_SECOND.")
    }

    /// The SDK's own metrics of the OpenTelemetry semantic conventions.
    enum SDK {
        static let started = Metric<Counter>(
            "otel_sdk_span_started_total", help: "Spans that were begun.",
            labels: ["otel_span_parent_origin", "otel_span_sampling_result"])
        static let live = Metric<Gauge>(
            "otel_sdk_span_live", help: "Recorded spans that have begun and not ended.",
            labels: ["otel_span_sampling_result"])
        static let queueSize = Metric<Gauge>(
            "otel_sdk_processor_span_queue_size", help: "Spans in the processor's queue.",
            labels: component)
        static let queueCapacity = Metric<Gauge>(
            "otel_sdk_processor_span_queue_capacity", help: "Spans that the queue may hold.",
            labels: component)
        static let processed = Metric<Counter>(
            "otel_sdk_processor_span_processed_total",
            help: "Spans that the processor is done with; error_type tells why one was dropped.",
            labels: component + ["error_type"])
        static let exported = Metric<Counter>(
            "otel_sdk_exporter_span_exported_total",
            help: "Spans that the exporter is done with; error_type tells why one failed.",
            labels: component + ["error_type"])
        static let inflight = Metric<Gauge>(
            "otel_sdk_exporter_span_inflight", help: "Spans in an export request under way.",
            labels: component)
        static let operationDuration = Metric<Histogram>(
            "otel_sdk_exporter_operation_duration_seconds",
            help: "How long attempts to export a batch took.",
            labels: component + [
                "http_response_status_code", "rpc_response_status_code", "error_type",
            ],
            bounds: [
                0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
            ])

        private static let component = ["otel_component_name", "otel_component_type"]
    }

    enum Store {
        static let state = Metric<Gauge>(
            "gatewayz_store_state", help: "1 for the store's current state, 0 for the others.",
            labels: ["kind", "state"])
        static let commits = Metric<Counter>(
            "gatewayz_store_commits_total", help: "Transactions that succeeded.")
        static let failedCommits = Metric<Counter>(
            "gatewayz_store_failed_commits_total",
            help: "Transactions that failed; what they held is kept and tried again.")
        static let refusals = Metric<Counter>(
            "gatewayz_store_refusals_total",
            help: "Changes that the busy store did not take; they are handed over again.")
        static let lostErrors = Metric<Counter>(
            "gatewayz_store_lost_errors_total",
            help: "Error records given up because writing failed for too long.")
        static let pendingRows = Metric<Gauge>(
            "gatewayz_store_pending_rows", help: "Rows handed to the store and not yet written.")
        static let quarantines = Metric<Counter>(
            "gatewayz_store_quarantines_total", help: "Corrupt databases that were set aside.")
    }

    enum Service {
        static let guardProblems = Metric<Gauge>(
            "gatewayz_environment_guard_problems",
            help: "Problems that the environment guard found at the start, by rule.",
            labels: ["rule"])
        static let foreignSpans = Metric<Gauge>(
            "gatewayz_tempo_foreign_spans",
            help: "Spans of other environments that the last search of the own Tempo found, over "
                + "an hour; absent until one was answered, and two hours after the last.")
        static let sentEvents = Metric<Counter>(
            "gatewayz_sentry_events_sent_total", help: "Error events that Sentry accepted.")
        static let droppedEvents = Metric<Counter>(
            "gatewayz_sentry_events_dropped_total",
            help: "Error events that did not reach Sentry, by reason.", labels: ["reason"])
        static let droppedLogLines = Metric<Counter>(
            "gatewayz_log_lines_dropped_total",
            help: "Log lines that were not written: above the rate, queue full, or unwritable.")
        static let droppedOutcomes = Metric<Counter>(
            "gatewayz_outcomes_dropped_total",
            help: "Outcomes that count nowhere: too many waited, it was stopping, or too old.")
        static let refusedSeries = Metric<Counter>(
            "gatewayz_metric_series_dropped_total",
            help: "Look-ups of series beyond a family's bound, by family.", labels: ["family"])
        static let conflicts = Metric<Counter>(
            "gatewayz_metric_conflicts_total",
            help: "Instruments of libraries that are not shown, as their name is taken.")
        static let buildInfo = Metric<Gauge>(
            "gatewayz_build_info", help: "Always 1; the labels tell what runs and where.",
            labels: ["version", "revision", "environment", "service_name", "otlp_host"])
        /// The name and help of `target_info`; its labels are the resource's attributes.
        static let targetInfo = (
            name: "target_info", help: "Always 1; the labels are the telemetry resource."
        )
    }

    enum Process {
        static let cpuSeconds = Metric<Counter>(
            "process_cpu_seconds_total", help: "User and system CPU time, in seconds.")
        static let openDescriptors = Metric<Gauge>(
            "process_open_fds", help: "Open file descriptors.")
        static let maximumDescriptors = Metric<Gauge>(
            "process_max_fds", help: "Largest allowed number of open file descriptors.")
        static let virtualMemory = Metric<Gauge>(
            "process_virtual_memory_bytes", help: "Virtual memory size in bytes.")
        static let residentMemory = Metric<Gauge>(
            "process_resident_memory_bytes", help: "Resident memory size in bytes.")
        static let startTime = Metric<Gauge>(
            "process_start_time_seconds", help: "When the process began, in Unix seconds.")
        static let threads = Metric<Gauge>("process_threads", help: "Threads of the process.")
    }
}
