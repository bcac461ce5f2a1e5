// Why the service could not start, and the exit code that says so (contract, section 2).

/// A start that the world refused.
package struct StartFailure: Error, Sendable {
    /// How the process ends.
    package let exitCode: ExitCode
    /// What happened and what to do, for standard error.
    package let message: String

    /// Names the reason.
    package init(_ exitCode: ExitCode, _ message: String) {
        self.exitCode = exitCode
        self.message = message
    }
}
