/// The name of a header, in the forms and with the meaning that signing needs, found out once.
package struct HeaderName: Sendable, Hashable {
    package enum Role: Sendable, Hashable {
        case signed
        case host
        /// Proxies change it, or nobody holds it to be a part of the request.
        case skipped
        /// Made by the signature.
        case reserved
        /// No name of a header (RFC 9110 section 5.1).
        case invalid
    }

    /// As it is sent.
    package let text: String
    /// In lower case.
    let canonical: [UInt8]
    /// Its first eight bytes, which nearly always decide which of two names is first.
    let prefix: UInt64
    package let role: Role

    package init(_ text: String) {
        self.text = text
        canonical = Self.lowercased(text.utf8)
        prefix = Self.prefix(canonical)
        role = Self.isToken(text) ? Self.roles[canonical] ?? .signed : .invalid
    }

    package static let date = HeaderName("X-Amz-Date")
    package static let token = HeaderName("X-Amz-Security-Token")
    package static let payloadDigest = HeaderName("X-Amz-Content-Sha256")
    package static let authorization = HeaderName("Authorization")

    static func lowercased(_ text: some Sequence<UInt8>) -> [UInt8] {
        text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    /// Whether it comes first in a canonical request.
    func precedes(_ other: HeaderName) -> Bool {
        prefix == other.prefix ? canonical.lexicographicallyPrecedes(other.canonical) : prefix < other.prefix
    }

    private static func prefix(_ name: [UInt8]) -> UInt64 {
        (0..<8).reduce(0) { $0 << 8 | UInt64($1 < name.count ? name[$1] : 0) }
    }

    private static let roles: [[UInt8]: Role] = {
        var roles: [[UInt8]: Role] = [Array("host".utf8): .host]
        for name in [
            "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te",
            "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
        ] { roles[Array(name.utf8)] = .skipped }
        for name in ["authorization", "date", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"] {
            roles[Array(name.utf8)] = .reserved
        }
        return roles
    }()

    /// RFC 9110 section 5.6.2.
    static func isToken(_ text: String) -> Bool {
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C,
                0x7E:
                continue
            default: return false
            }
        }
        return !text.isEmpty
    }
}
