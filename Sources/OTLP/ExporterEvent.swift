// What the exporter has to tell; the roof words, logs and measures it.

/// Something worth a line or a metric. Texts of the receiver are cut and stripped of controls.
package enum ExporterEvent: Hashable, Sendable {
    /// Spans began or ceased to arrive: once per change, the reason of the change with it.
    case stateChanged(TracingState)
    /// The receiver accepted a batch and objected: `rejected` spans are gone, perhaps none.
    case partialSuccess(rejected: Int, message: String)
    /// A whole batch is gone: no repetition could have helped.
    case batchLost(spans: Int, label: String, reason: String)
    /// A request ended, with its status or, where there was none, the label of what failed.
    case attemptEnded(label: String, duration: Duration)
}
