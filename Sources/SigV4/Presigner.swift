internal import Diagnostics

extension Signer {
    /// A signed address, and how it came about; only ``query`` is sent.
    package struct Presigned: Sendable {
        package let canonicalRequest: CanonicalRequest
        package let stringToSign: StringToSign
        package let signature: [UInt8]
        /// All parameters of the address, percent-encoded, without the question mark.
        package let query: [UInt8]
    }

    /// Signs in the query, so that whoever has the address can make this one request until it expires.
    ///
    /// - Parameters:
    ///   - request: all its headers but the skipped ones are signed, and have to be sent as they are.
    ///   - lifetime: seconds, 1 to 604,800; not longer than the credentials are valid.
    package func presign(
        _ request: SignableRequest, for lifetime: Int, at time: SigningTime
    ) throws(SigningProblem) -> Presigned {
        try Admission.check(request, credentials, at: time)
        guard (1...604_800).contains(lifetime) else { throw .invalidLifetime(lifetime) }
        if let expiry = credentials.expiry, expiry.seconds < time.seconds + Int64(lifetime) {
            throw .credentialsEndFirst(secondsLeft: Int(expiry.seconds - time.seconds))
        }
        if case .chunks = request.payload { throw .payload }
        let headers = request.headers.filter(Admission.isSigned)
        var unused: [UInt8] = []
        let names = CanonicalHeaders.append(headers, to: &unused)
        var credential: [UInt8] = []
        appendCredential(time, to: &credential)
        var query =
            request.query + [
                .init("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), .init(Array("X-Amz-Credential".utf8), credential),
                .init(Array("X-Amz-Date".utf8), time.stamp), .init("X-Amz-Expires", String(lifetime)),
                .init(Array("X-Amz-SignedHeaders".utf8), names),
            ]
        let token = credentials.sessionToken.map { token in
            SignableRequest.QueryItem(Array("X-Amz-Security-Token".utf8), token.withExposedBytes { $0 })
        }
        if let token, !rules.addsTokenAfterPresigning { query.append(token) }
        let canonical = CanonicalRequest(request, query: query, headers: headers, rules: rules)
        let text = StringToSign(canonical, at: time, in: scope)
        var signature: [UInt8] = []
        key(at: time).append(signatureOf: text.bytes, to: &signature)
        if let token, rules.addsTokenAfterPresigning { query.append(token) }
        var sent: [UInt8] = []
        for item in query + [.init(Array("X-Amz-Signature".utf8), signature)] {
            if !sent.isEmpty { sent.append(UInt8(ascii: "&")) }
            PercentEncoding.append(item.name, to: &sent)
            sent.append(UInt8(ascii: "="))
            PercentEncoding.append(item.value ?? [], to: &sent)
        }
        return Presigned(canonicalRequest: canonical, stringToSign: text, signature: signature, query: sent)
    }
}
