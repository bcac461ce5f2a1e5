// The named limits of this room: whatever names and labels callers come up with, a scrape stays
// bounded.

/// Bounds on what a registry keeps.
package enum PrometheusLimits {
    /// Families in one registry; one more is refused.
    package static let families = 1024
    /// Series in one family, unless the family is registered with another bound.
    package static let series = 1000
    /// Label names of one family.
    package static let labels = 40
    /// Bytes of a metric or label name.
    package static let nameBytes = 200
    /// Bytes of a label value; what is longer is cut at a character.
    package static let labelValueBytes = 256
    /// One-thread shards of one series; beyond it threads share one instrument.
    package static let shards = 1024
}
