// `host [":" port]` as this server takes it anywhere: in Host, in a target, in what a proxy says.

/// Judges authorities.
package enum Authority {
    /// Whether the slice is a host and perhaps a port, without user information
    /// (RFC 3986 section 3.2).
    package static func isValid(_ slice: Slice, in bytes: Span<UInt8>) -> Bool {
        TargetRules.isAuthority(bytes, slice, requiresPort: false)
    }

    /// Whether the slice is an IPv4 address, or an IPv6 address without brackets and zone
    /// (RFC 3986 section 3.2.2); neither has more than 45 bytes.
    package static func isAddress(_ slice: Slice, in bytes: Span<UInt8>) -> Bool {
        IPv6Text.isIPv4(bytes, slice) || IPv6Text.isAddress(bytes, slice)
    }
}
