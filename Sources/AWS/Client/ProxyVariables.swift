internal import Diagnostics
internal import HTTPTransport

/// The variables that tell libcurl what to go through (libcurl-env(3)), for messages.
struct ProxyVariables {
    /// Those that count for a scheme, in libcurl's order; `HTTP_PROXY` is none of them.
    private let all: [(name: String, value: String)]

    init(_ context: AWSContext, isSecure: Bool) {
        let names = isSecure ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
        all = (names + ["all_proxy", "ALL_PROXY"]).compactMap { name in context[name].map { (name, $0) } }
    }

    /// The text with a variable's name where its value stands, in which there may be a password.
    func named(in text: String) -> String {
        all.reduce(text) { text, variable in
            text.split(separator: variable.value, omittingEmptySubsequences: false).joined(separator: variable.name)
        }
    }

    /// The variable whose proxy is why there is no answer; nil where it is not, or nobody knows.
    ///
    /// libcurl has one number for both, and the address it could not connect to in its words.
    func blamed(by error: HTTPError, for host: String) -> String? {
        guard let first = all.first else { return nil }
        if error.reason == .proxy || error.message.hasPrefix("Unsupported proxy") { return first.name }
        guard error.reason == .cannotConnect || error.reason == .timedOut else { return nil }
        let (name, port) = Self.address(of: first.value)
        guard "\(name):\(port)" != host, !name.isEmpty else { return nil }
        return error.message.contains("to \(name) port \(port) ") ? first.name : nil
    }

    /// What stands before the @ of each, whole and in its parts.
    fileprivate static func passwords(_ context: AWSContext) -> [Secret] {
        let names = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        return names.compactMap { context[$0] }.flatMap { value -> [Secret] in
            guard let at = value.lastIndex(of: "@") else { return [] }
            let user = withoutScheme(value[..<at])
            return [Secret(String(user))] + user.split(separator: ":", maxSplits: 1).map { Secret(String($0)) }
        }
    }

    private static func withoutScheme(_ text: Substring) -> Substring {
        guard let mark = text.firstRange(of: "://") else { return text }
        return text[mark.upperBound...]
    }

    /// Host and port; 1080 is libcurl's own choice.
    private static func address(of value: String) -> (String, String) {
        var authority = withoutScheme(value[...]).prefix { $0 != "/" }
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        guard let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") else {
            return (String(authority), "1080")
        }
        return (String(authority[..<colon]), String(authority[authority.index(after: colon)...]))
    }
}

extension AWSContext {
    /// What variables hold that no message may repeat.
    var secrets: [Secret] {
        let names = [
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
        ]
        return names.compactMap { self[$0].map { Secret($0) } } + ProxyVariables.passwords(self)
    }
}
