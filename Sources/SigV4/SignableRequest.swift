internal import Crypto

/// A request as it will be sent, apart from what signing adds.
package struct SignableRequest: Sendable, Hashable {
    package struct Header: Sendable, Hashable {
        package let name: HeaderName
        package let value: [UInt8]

        package init(_ name: HeaderName, _ value: [UInt8]) {
            self.name = name
            self.value = value
        }

        package init(_ name: String, _ value: [UInt8]) { self.init(HeaderName(name), value) }

        package init(_ name: String, _ value: String) { self.init(HeaderName(name), Array(value.utf8)) }
    }

    /// One parameter, decoded; a name without `=` has no value, which signs like an empty one.
    package struct QueryItem: Sendable, Hashable {
        package let name: [UInt8]
        package let value: [UInt8]?

        package init(_ name: [UInt8], _ value: [UInt8]?) {
            self.name = name
            self.value = value
        }

        package init(_ name: String, _ value: String?) { self.init(Array(name.utf8), value.map { Array($0.utf8) }) }
    }

    package var method: String
    /// The path of the request line, percent-encoded as it is sent; an empty one is `/`.
    package var path: [UInt8]
    package var query: [QueryItem]
    /// In the order sent. `Host` must be among them, exactly as it is sent.
    package var headers: [Header] { didSet { canonicalHeaders = CanonicalHeaders(headers) } }
    private(set) var canonicalHeaders: CanonicalHeaders
    package var payload: Payload

    package init(
        _ method: String, path: [UInt8], query: [QueryItem] = [], headers: [Header], payload: Payload = .bytes([])
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        canonicalHeaders = CanonicalHeaders(headers)
        self.payload = payload
    }

    /// A request whose path and query are still together, as in a request line.
    package init(_ method: String, target: [UInt8], headers: [Header], payload: Payload = .bytes([])) {
        let mark = target.firstIndex(of: UInt8(ascii: "?"))
        let path = target[..<(mark ?? target.endIndex)]
        let items = mark.map { target[target.index(after: $0)...] } ?? []
        self.init(
            method, path: Array(path),
            query: items.split(separator: UInt8(ascii: "&")).map { item in
                let equals = item.firstIndex(of: UInt8(ascii: "="))
                return QueryItem(
                    PercentEncoding.decoded(item[..<(equals ?? item.endIndex)]),
                    equals.map { PercentEncoding.decoded(item[item.index(after: $0)...]) })
            }, headers: headers, payload: payload)
    }

    /// The `Host` of a server: without a port that its scheme has anyway (RFC 9110 section 4.2.3), as clients send it.
    package static func host(_ name: String, port: Int?, isSecure: Bool) -> String {
        port.map { $0 == (isSecure ? 443 : 80) ? name : "\(name):\($0)" } ?? name
    }
}

/// What of the body the signature covers.
package enum Payload: Sendable, Hashable {
    /// All of it.
    case bytes([UInt8])
    /// All of it; its SHA-256 is known already, in 64 lower-case hexadecimal digits.
    case digest(String)
    /// Nothing (S3 over TLS, and presigned addresses of S3).
    case unsigned
    /// Chunk by chunk (S3, "Signature calculations for the Authorization header: transferring payload in chunks").
    case chunks(ChunkSigning)
}

/// The last line of the canonical request.
enum PayloadDigest {
    case bytes(SHA256Digest)
    case text(String)

    init(of payload: Payload) {
        self =
            switch payload {
            case .bytes(let bytes): .bytes(bytes.isEmpty ? SHA256State.ofNothing : SHA256State.digest(of: bytes.span))
            case .digest(let digits): .text(digits)
            case .unsigned: .text("UNSIGNED-PAYLOAD")
            case .chunks(let signing): .text(signing.rawValue)
            }
    }

    var count: Int {
        switch self {
        case .bytes: 64
        case .text(let text): text.utf8.count
        }
    }

    func append(to text: inout OutputSpan<UInt8>) {
        switch self {
        case .bytes(let digest): Hex.append(digest, to: &text)
        case .text(let line): text.append(line)
        }
    }
}

/// How a body that is sent in chunks is signed.
package enum ChunkSigning: String, Sendable, Hashable {
    case signed = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
    case signedTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
    case unsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
}
