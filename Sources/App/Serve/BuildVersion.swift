// The version of this build; CHANGELOG.md has a section of the same name.

/// Names the build.
package enum BuildVersion {
    /// As semantic versioning has it; a deployment's `SERVICE_VERSION` comes before it.
    package static let text = "0.1.0"
}
