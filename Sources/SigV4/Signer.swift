internal import Diagnostics
internal import Synchronization

/// Signs requests to one service in one region with one set of credentials (AWS Signature Version 4).
///
/// Thread-safe. It remembers the key of the day, which most of the work goes into.
package final class Signer: Sendable {
    package let credentials: AWSCredentials
    package let scope: SigningScope
    package let rules: SigningRules
    /// The session token as it is sent.
    let token: SignableRequest.Header?
    /// The same as it is signed; nil where no header can hold it.
    private let signedToken: [UInt8]?
    private let today = Mutex<SigningDay?>(nil)

    package init(_ credentials: AWSCredentials, scope: SigningScope, rules: SigningRules = .standard) {
        self.credentials = credentials
        self.scope = scope
        self.rules = rules
        signedToken = credentials.sessionToken.flatMap { $0.withExposedBytes { HeaderValue.folded($0) } }
        token = credentials.sessionToken.map { token in
            SignableRequest.Header(.token, token.withExposedBytes { $0 })
        }
    }

    func day(of time: SigningTime) -> SigningDay {
        today.withLock { kept in
            if let kept, kept.number == time.day { return kept }
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
        if let token, signedToken == nil { throw .invalidHeader(token.name.text) }
        let day = day(of: time)
        let payload = PayloadDigest(of: request.payload)
        let added = AddedHeaders(
            hasPayloadDigest: rules.sendsPayloadDigest, time: time,
            token: signsToken ? signedToken : nil)
        let digest = CanonicalRequest.write(
            request, query: CanonicalQuery(request.query), added: added, payload: payload, rules, to: &signature)
        day.sign(digest, at: time, to: &signature)
        day.authorize(&signature)
        signature.sendsPayloadDigest = rules.sendsPayloadDigest
        signature.token = token
        if !signature.query.isEmpty { signature.query.removeAll(keepingCapacity: true) }
    }
}

extension SigningDay {
    /// Writes the value of the Authorization header.
    fileprivate func authorize(_ signed: inout Signature) {
        let (request, names, digits) = (signed.canonicalRequest, signed.names, signed.digits)
        signed.authorization.rewrite(upTo: authorization.count + names.count + 80) { text in
            text.append(authorization)
            text.append(request.span.extracting(names))
            text.append(Self.mark)
            text.append(digits)
        }
    }

    private static let mark: StaticString = ", Signature="
}
