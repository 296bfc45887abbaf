package import SigV4

extension SigningProblem {
    /// What to do about it, as an imperative.
    package var remedy: String {
        switch self {
        case .missingHost: "add a line Host: NAME"
        case .reserved(let name): "take \(name) out: the signature brings its own"
        case .expiredCredentials: "get new credentials"
        case .credentialsEndFirst: "ask for a shorter time, or get new credentials"
        case .invalidHeader: "write its name in letters, digits and -, and its value without control characters"
        case .invalidMethod: "write a method such as GET or PUT"
        case .invalidPath: "begin the path with a slash"
        case .invalidLifetime: "ask for 1 to 604800 seconds"
        case .payload: "send the body as a whole"
        }
    }
}
