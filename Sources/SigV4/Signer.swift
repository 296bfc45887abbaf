internal import Diagnostics
internal import Synchronization

/// Signs requests to one service in one region with one set of credentials (AWS Signature Version 4).
///
/// Thread-safe. It remembers the key of the day, which most of the work goes into.
package final class Signer: Sendable {
    package let credentials: AWSCredentials
    package let scope: SigningScope
    package let rules: SigningRules
    private let today = Mutex<SigningDay?>(nil)

    package init(_ credentials: AWSCredentials, scope: SigningScope, rules: SigningRules = .standard) {
        self.credentials = credentials
        self.scope = scope
        self.rules = rules
    }

    func day(of time: SigningTime) -> SigningDay {
        today.withLock { kept in
            if let kept, kept.date == time.date { return kept }
            let day = SigningDay(credentials, at: time, in: scope)
            kept = day
            return day
        }
    }

    /// Signs in a header of the request.
    ///
    /// - Parameter signsToken: whether a session token is signed and not only sent, which is the rule.
    package func sign(
        _ request: SignableRequest, at time: SigningTime, signsToken: Bool = true
    ) throws(SigningProblem) -> Signature {
        var signature = Signature()
        try sign(request, at: time, signsToken: signsToken, into: &signature)
        return signature
    }

    /// The same into a signature that was used before.
    package func sign(
        _ request: SignableRequest, at time: SigningTime, signsToken: Bool = true, into signature: inout Signature
    ) throws(SigningProblem) {
        try Admission.check(request, credentials, at: time)
        let day = day(of: time)
        signature.query.removeAll(keepingCapacity: true)
        signature.headers.removeAll(keepingCapacity: true)
        signature.headers.append(SignableRequest.Header(.date, time.stamp))
        if rules.sendsPayloadDigest {
            var digest: [UInt8] = []
            request.payload.append(to: &digest)
            signature.headers.append(SignableRequest.Header(.payloadDigest, digest))
        }
        let token = credentials.sessionToken.map { token in
            SignableRequest.Header(.token, token.withExposedBytes { $0 })
        }
        if signsToken, let token { signature.headers.append(token) }
        try CanonicalRequest.write(
            request, query: request.query, added: signature.headers, rules: rules, to: &signature)
        day.sign(&signature, at: time)
        if !signsToken, let token { signature.headers.append(token) }
        signature.headers.append(SignableRequest.Header(.authorization, day.header(of: signature)))
    }
}

extension SigningDay {
    /// The value of the Authorization header.
    fileprivate func header(of signature: Signature) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(authorization.count + signature.signedHeaders.count + 80)
        text += authorization
        text += signature.signedHeaders
        text += Self.mark
        text += signature.digits
        return text
    }

    private static let mark = Array(", Signature=".utf8)
}
