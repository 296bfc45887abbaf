internal import Diagnostics

extension Signer {
    /// Signs in the query, so that whoever has the address can make this one request until it expires.
    ///
    /// - Parameters:
    ///   - request: all its headers but the skipped ones are signed, and have to be sent as they are.
    ///   - lifetime: seconds, 1 to 604,800; not longer than the credentials are valid.
    package func presign(
        _ request: SignableRequest, for lifetime: Int, at time: SigningTime
    ) throws(SigningProblem) -> Signature {
        try Admission.check(request, credentials, at: time)
        guard (1...604_800).contains(lifetime) else { throw .invalidLifetime(lifetime) }
        if let expiry = credentials.expiry, expiry.seconds < time.seconds + Int64(lifetime) {
            throw .credentialsEndFirst(secondsLeft: Int(expiry.seconds - time.seconds))
        }
        if case .chunks = request.payload { throw .payload }
        let day = day(of: time)
        var signature = Signature()
        // The names are a parameter of the request whose canonical form they are a part of.
        var unused: [UInt8] = []
        try CanonicalHeaders(headers: request.headers, added: []).append(
            order: &signature.order, names: &signature.signedHeaders, to: &unused)
        var query =
            request.query + [
                .init(Self.algorithm, Array("AWS4-HMAC-SHA256".utf8)),
                .init(Self.credential, Array("\(credentials.accessKeyID)/".utf8) + day.scope),
                .init(Self.date, time.stamp), .init(Self.expires, Array(String(lifetime).utf8)),
                .init(Self.signedHeaders, signature.signedHeaders),
            ]
        let token = credentials.sessionToken.map { token in
            SignableRequest.QueryItem(Self.token, token.withExposedBytes { $0 })
        }
        if let token, !rules.addsTokenAfterPresigning { query.append(token) }
        try CanonicalRequest.write(request, query: query, added: [], rules: rules, to: &signature)
        day.sign(&signature, at: time)
        if let token, rules.addsTokenAfterPresigning { query.append(token) }
        query.append(.init(Self.signature, signature.digits))
        for item in query {
            if !signature.query.isEmpty { signature.query.append(UInt8(ascii: "&")) }
            PercentEncoding.append(item.name, to: &signature.query)
            signature.query.append(UInt8(ascii: "="))
            PercentEncoding.append(item.value ?? [], to: &signature.query)
        }
        return signature
    }

    private static let algorithm = Array("X-Amz-Algorithm".utf8)
    private static let credential = Array("X-Amz-Credential".utf8)
    private static let date = Array("X-Amz-Date".utf8)
    private static let expires = Array("X-Amz-Expires".utf8)
    private static let signedHeaders = Array("X-Amz-SignedHeaders".utf8)
    private static let token = Array("X-Amz-Security-Token".utf8)
    private static let signature = Array("X-Amz-Signature".utf8)
}
