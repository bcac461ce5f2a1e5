// The eight flag bits of a traceparent, of which two have a meaning.
// Any thread.

/// The flags of a span context, W3C Trace Context level 2 section 3.2.2.5.
@usableFromInline package struct TraceFlags: OptionSet, Hashable, Sendable {
    /// The bits as they stand in a traceparent.
    @usableFromInline package let rawValue: UInt8

    /// Keeps every bit; `TraceParent.parse` masks those without a meaning.
    @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The caller recorded its span.
    @inlinable package static var sampled: TraceFlags { TraceFlags(rawValue: 1) }
    /// At least the last seven bytes of the trace id are random.
    @inlinable package static var random: TraceFlags { TraceFlags(rawValue: 2) }
    /// The bits that have a meaning today.
    @inlinable package static var known: TraceFlags { TraceFlags(rawValue: 3) }
}
