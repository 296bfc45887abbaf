import JSON

/// What can be wrong with a request or the service; the raw value ends the `type` of the problem document.
package enum ProblemKind: String, Sendable, Hashable, CaseIterable {
    case malformedRequest = "malformed-request"
    case invalidJSON = "invalid-json"
    case invalidParameter = "invalid-parameter"
    case notFound = "not-found"
    case noSuchRoute = "no-such-route"
    case methodNotAllowed = "method-not-allowed"
    case notAcceptable = "not-acceptable"
    case bodyTooLarge = "body-too-large"
    case unsupportedMediaType = "unsupported-media-type"
    case invalidTransaction = "invalid-transaction"
    case internalError = "internal-error"
    case busy
    case unavailable

    package var status: Int {
        switch self {
        case .malformedRequest, .invalidJSON, .invalidParameter: 400
        case .notFound, .noSuchRoute: 404
        case .methodNotAllowed: 405
        case .notAcceptable: 406
        case .bodyTooLarge: 413
        case .unsupportedMediaType: 415
        case .invalidTransaction: 422
        case .internalError: 500
        case .busy, .unavailable: 503
        }
    }

    package var title: String {
        switch self {
        case .malformedRequest: "The request is not well-formed"
        case .invalidJSON: "The body is not JSON"
        case .invalidParameter: "A query parameter is not valid"
        case .notFound: "There is no such transaction"
        case .noSuchRoute: "There is nothing at this path"
        case .methodNotAllowed: "The method is not allowed here"
        case .notAcceptable: "No acceptable representation"
        case .bodyTooLarge: "The body is too large"
        case .unsupportedMediaType: "The media type is not supported"
        case .invalidTransaction: "The transaction is not valid"
        case .internalError: "Internal error"
        case .busy: "The service is busy"
        case .unavailable: "The service is unavailable"
        }
    }
}

/// One thing wrong with one place of a request.
package struct FieldProblem: Sendable, Hashable {
    package enum Place: Sendable, Hashable {
        /// A JSON Pointer (RFC 6901) into the body, as a URI fragment: `#/amount`.
        case pointer(String)
        /// The name of a query parameter.
        case parameter(String)
    }

    package let place: Place
    package let detail: String

    package init(_ place: Place, _ detail: String) {
        self.place = place
        self.detail = detail
    }
}

/// A problem document (RFC 9457).
///
/// It says what the client can mend and nothing about the inside; for the rest there is the log, under `instance`.
package struct Problem: Error, Sendable, Hashable {
    package let kind: ProblemKind
    package let detail: String
    package let errors: [FieldProblem]
    package let headers: [Response.Header]

    package init(
        _ kind: ProblemKind, _ detail: String, errors: [FieldProblem] = [], headers: [Response.Header] = []
    ) {
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.headers = headers
    }

    package static let typePrefix = "urn:expense:problem:"

    package func response(requestID: String) -> Response {
        var json = JSONWriter(reserving: 256)
        json.beginObject()
        json.key("type")
        json.string(Problem.typePrefix + kind.rawValue)
        json.key("title")
        json.string(kind.title)
        json.key("status")
        json.integer(kind.status)
        json.key("detail")
        json.string(detail)
        json.key("instance")
        json.string("urn:expense:request:" + requestID)
        if !errors.isEmpty {
            json.key("errors")
            json.beginArray()
            for error in errors {
                json.beginObject()
                switch error.place {
                case .pointer(let pointer):
                    json.key("pointer")
                    json.string(pointer)
                case .parameter(let name):
                    json.key("parameter")
                    json.string(name)
                }
                json.key("detail")
                json.string(error.detail)
                json.endObject()
            }
            json.endArray()
        }
        json.endObject()
        return Response(kind.status, .problem, body: json.bytes, headers: headers)
    }
}
