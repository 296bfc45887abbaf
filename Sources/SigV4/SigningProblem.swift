/// Why a request is not signed. What is sent with such a signature would be refused, or would not be what was meant.
package enum SigningProblem: Error, Sendable, Hashable {
    /// A header or parameter that signing makes itself.
    case reserved(String)
    case missingHost
    /// A header with a name or a value that no request can hold.
    case invalidHeader(String)
    case invalidMethod(String)
    /// A path that does not begin with a slash.
    case invalidPath
    /// Seconds outside of 1 to 604,800 for a presigned address.
    case invalidLifetime(Int)
    /// The credentials end before the presigned address would.
    case credentialsEndFirst(secondsLeft: Int)
    case expiredCredentials(SigningTime)
    /// A payload that cannot be signed this way: chunks in a presigned address.
    case payload
}

extension SigningProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .reserved(let name): "\(name) is set by the signature"
        case .missingHost: "the request has no Host"
        case .invalidHeader(let name): "the header \"\(name)\" cannot be sent"
        case .invalidMethod(let method): "\"\(method)\" is no method"
        case .invalidPath: "the path does not begin with a slash"
        case .invalidLifetime(let seconds):
            "a presigned address lives for 1 to 604800 seconds, and not for \(seconds)"
        case .credentialsEndFirst(let left):
            "the credentials are valid for \(left) s more, which is less than the address is to live"
        case .expiredCredentials(let time): "the credentials ended at \(time)"
        case .payload: "a presigned address has no chunks"
        }
    }
}
