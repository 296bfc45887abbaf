/// A complete request as the server received it: nothing decoded, nothing trusted.
package struct Request: Sendable {
    package var method: Method
    /// The request target as sent, `path?query` (RFC 9112 section 3.2.1).
    package var target: String
    package var contentType: String?
    package var accept: String?
    package var body: [UInt8]
    /// Already checked or made by the server; see ``RequestID``.
    package var id: String

    package init(
        _ method: Method, _ target: String, contentType: String? = nil, accept: String? = nil, body: [UInt8] = [],
        id: String = "-"
    ) {
        self.method = method
        self.target = target
        self.contentType = contentType
        self.accept = accept
        self.body = body
        self.id = id
    }

    /// The target up to the first `?`.
    var path: Substring {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return target[...] }
        return target[..<mark]
    }

    /// The same request with the target in origin form; nil where it has another form than a server takes.
    ///
    /// A client may send the absolute form too (RFC 9112 section 3.2.2); scheme and authority choose nothing here.
    var inOriginForm: Request? {
        guard target.utf8.first != UInt8(ascii: "/") else { return self }
        for scheme in ["http://", "https://"] where target.utf8.starts(with: scheme.utf8) {
            let rest = target.utf8.dropFirst(scheme.utf8.count)
            guard let slash = rest.firstIndex(of: UInt8(ascii: "/")), slash > rest.startIndex else { return nil }
            var request = self
            request.target = String(target[slash...])
            return request
        }
        return nil
    }

    /// The target after the first `?`; nil where there is none.
    var query: Substring? {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return nil }
        return target[target.utf8.index(after: mark)...]
    }
}

/// A complete answer; the server adds what belongs to every answer (``Response/common``) and to the connection.
package struct Response: Sendable, Hashable {
    package enum ContentType: String, Sendable, Hashable {
        case json = "application/json; charset=utf-8"
        case problem = "application/problem+json; charset=utf-8"
        case text = "text/plain; charset=utf-8"
        case metrics = "text/plain; version=0.0.4; charset=utf-8"
    }

    package struct Header: Sendable, Hashable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var status: Int
    /// Nil where there is no body.
    package var contentType: ContentType?
    /// Beyond ``contentType`` and ``common``.
    package var headers: [Header] = []
    package var body: [UInt8]

    package init(_ status: Int, _ contentType: ContentType? = nil, body: [UInt8] = [], headers: [Header] = []) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.headers = headers
    }

    /// On every answer: nothing is sniffed, cached, framed or run (OWASP REST security cheat sheet).
    package static let common = [
        Header("X-Content-Type-Options", "nosniff"),
        Header("Cache-Control", "no-store"),
        Header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ]
}
