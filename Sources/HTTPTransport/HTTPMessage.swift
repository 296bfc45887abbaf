/// A request to one server: what is asked, of whom, and the bounds it must keep.
package struct HTTPRequest: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var method: String
    /// Absolute, `http` or `https`. Redirects are not followed.
    package var url: String
    /// Sent in this order; a name or value with a line end is refused.
    package var fields: [Field]
    /// nil sends no body at all, an empty one sends `Content-Length: 0`.
    package var body: [UInt8]?
    /// For the whole exchange, name lookup included.
    package var timeout: Duration
    package var connectTimeout: Duration
    /// The longest answer body taken, in bytes.
    package var limit: Int
    /// A Unix socket to connect to in place of the host in `url`; at most 107 bytes.
    package var socketPath: String?
    package var tls: TLSFiles
    /// Whether `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` of this process say what to go through, as they
    /// do for libcurl (libcurl-env(3)); otherwise no proxy is used.
    package var usesProxyOfEnvironment: Bool

    package init(
        _ method: String = "GET", _ url: String, fields: [Field] = [], body: [UInt8]? = nil,
        timeout: Duration = .seconds(10), connectTimeout: Duration = .seconds(5), limit: Int = 4 << 20,
        socketPath: String? = nil, tls: TLSFiles = TLSFiles(), usesProxyOfEnvironment: Bool = false
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.limit = limit
        self.socketPath = socketPath
        self.tls = tls
        self.usesProxyOfEnvironment = usesProxyOfEnvironment
    }
}

/// A body that is never in memory as a whole; it takes the place of ``HTTPRequest/body``.
package struct HTTPUpload: Sendable {
    /// Exactly as many bytes as `open`'s pieces have together.
    package let length: Int
    /// Starts from the beginning: called once for each attempt. The pieces end with an empty one; nil gives up.
    package let open: @Sendable () -> () -> [UInt8]?

    package init(length: Int, open: @escaping @Sendable () -> () -> [UInt8]?) {
        self.length = length
        self.open = open
    }
}

/// PEM files for TLS; nil means the system's authorities and no client certificate. Servers are always verified.
package struct TLSFiles: Sendable, Hashable {
    package var authorities: String?
    package var certificate: String?
    package var key: String?

    package init(authorities: String? = nil, certificate: String? = nil, key: String? = nil) {
        self.authorities = authorities
        self.certificate = certificate
        self.key = key
    }
}

/// A complete answer.
package struct HTTPResponse: Sendable, Hashable {
    package let status: Int
    package let fields: [HTTPRequest.Field]
    package let body: [UInt8]

    package init(status: Int, fields: [HTTPRequest.Field] = [], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The first field of that name, without regard to case.
    package subscript(name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Why there is no complete answer.
package struct HTTPError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        /// libcurl is not installed.
        case libraryMissing
        /// The request could not be put on the wire as it is.
        case invalidRequest
        case cannotResolve
        case cannotConnect
        case timedOut
        case tooLarge
        case tls
        /// The proxy cannot be reached or does not let the request through.
        case proxy
        /// The caller, or the source of an upload, gave up.
        case cancelled
        /// The connection broke or the answer was no HTTP.
        case incomplete
        case other
    }

    package let reason: Reason
    /// libcurl's own number (libcurl-errors(3)), 0 where it was not asked.
    package let code: Int32
    package let url: String
    /// libcurl's words.
    package let message: String

    package init(_ reason: Reason, code: Int32 = 0, url: String, message: String) {
        self.reason = reason
        self.code = code
        self.url = url
        self.message = message
    }

    package var description: String {
        code == 0 ? "\(url): \(message)" : "\(url): \(message) (curl \(code))"
    }
}
