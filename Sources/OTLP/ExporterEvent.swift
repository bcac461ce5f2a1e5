// What the exporter has to tell; the roof words, logs and measures it.

/// Something worth a line or a metric. Texts of the receiver are cut and stripped of controls; what
/// would repeat itself is told at once the first time and then summed up, see `Announcer`.
package enum ExporterEvent: Hashable, Sendable {
    /// Spans began or ceased to arrive: once per change, the reason of the change with it.
    case stateChanged(TracingState)
    /// The state changed so often that not every change was told; this is the last one.
    case stateUnsteady(TracingState, untold: Int)
    /// The receiver accepted batches and objected: `rejected` spans are gone, perhaps none.
    case partialSuccess(rejected: Int, message: String)
    /// Whole batches are gone: no repetition could have helped. The sum since the last telling.
    case batchLost(spans: Int, label: String, reason: String)
    /// A request ended.
    case attemptEnded(AttemptResult, duration: Duration)
}
