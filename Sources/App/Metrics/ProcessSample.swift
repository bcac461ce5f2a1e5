// What there is to know of a process; what could not be read is absent, never zero.

/// What the kernel says about this process.
package struct ProcessSample: Sendable, Equatable {
    /// User and system CPU time in nanoseconds.
    package var cpuNanoseconds: UInt64?
    /// Open file descriptors.
    package var openDescriptors: UInt64?
    /// The soft limit of open file descriptors.
    package var maximumDescriptors: UInt64?
    /// Virtual memory in bytes.
    package var virtualBytes: UInt64?
    /// Resident memory in bytes.
    package var residentBytes: UInt64?
    /// Threads.
    package var threads: UInt64?
    /// When the process began, in hundredths of seconds since 1970.
    package var startUnixCentiseconds: UInt64?

    /// A sample of nothing.
    package init() {}
}
