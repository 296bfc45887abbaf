/// A request method (RFC 9110 section 9); everything unknown is one value, so that labels stay bounded.
package enum Method: Int, Sendable, Hashable, CaseIterable {
    case get, head, post, put, patch, delete, options, other

    package init(_ token: String) {
        self =
            switch token {
            case "GET": .get
            case "HEAD": .head
            case "POST": .post
            case "PUT": .put
            case "PATCH": .patch
            case "DELETE": .delete
            case "OPTIONS": .options
            default: .other
            }
    }

    /// The token on the wire, `_OTHER` where it is none of ours (OpenTelemetry, semantic conventions for HTTP).
    package var label: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .other: "_OTHER"
        }
    }
}
