// Where the keys of a TLS connection lie. Paths only: libcurl reads the files at every handshake,
// so a certificate that is renewed in its place is used from the next connection on.
// Any thread; a value.

/// Files in PEM; `nil` means the system's authorities, or no client certificate.
package struct TLSFiles: Hashable, Sendable {
    /// Authorities that are trusted instead of the system's.
    package var authorities: String?
    /// The certificate that is shown to the server, with its chain.
    package var clientCertificate: String?
    /// The key that goes with it.
    package var clientKey: String?

    /// Puts the paths together.
    package init(
        authorities: String? = nil, clientCertificate: String? = nil, clientKey: String? = nil
    ) {
        self.authorities = authorities
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
    }
}
