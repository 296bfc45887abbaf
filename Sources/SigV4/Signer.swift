internal import Diagnostics
internal import Synchronization

/// Signs requests to one service in one region with one set of credentials (AWS Signature Version 4).
///
/// Thread-safe. It remembers the key of the day, which most of the work goes into.
package final class Signer: Sendable {
    package let credentials: AWSCredentials
    package let scope: SigningScope
    package let rules: SigningRules
    private let today = Mutex<(date: ArraySlice<UInt8>, key: SigningKey)?>(nil)

    package init(_ credentials: AWSCredentials, scope: SigningScope, rules: SigningRules = .standard) {
        self.credentials = credentials
        self.scope = scope
        self.rules = rules
    }

    func key(at time: SigningTime) -> SigningKey {
        today.withLock { kept in
            if let kept, kept.date == time.date { return kept.key }
            let key = SigningKey(credentials.secretAccessKey, at: time, in: scope)
            kept = (time.date, key)
            return key
        }
    }

    /// Everything on the way to a signature, for tests and explanations; only ``headers`` is sent.
    package struct Signed: Sendable {
        package let canonicalRequest: CanonicalRequest
        package let stringToSign: StringToSign
        /// 64 hexadecimal digits; the seed of signed chunks.
        package let signature: [UInt8]
        /// What is added to the request.
        package let headers: [SignableRequest.Header]
    }

    /// Signs in a header of the request.
    ///
    /// - Parameter signsToken: whether a session token is signed and not only sent, which is the rule.
    package func sign(
        _ request: SignableRequest, at time: SigningTime, signsToken: Bool = true
    ) throws(SigningProblem) -> Signed {
        try Admission.check(request, credentials, at: time)
        var added = [SignableRequest.Header("X-Amz-Date", time.stamp)]
        let token = credentials.sessionToken.map { token in
            SignableRequest.Header("X-Amz-Security-Token", token.withExposedBytes { $0 })
        }
        if rules.sendsPayloadDigest {
            var digest: [UInt8] = []
            request.payload.append(to: &digest)
            added.append(SignableRequest.Header("X-Amz-Content-Sha256", digest))
        }
        if signsToken, let token { added.append(token) }
        let canonical = CanonicalRequest(
            request, query: request.query, headers: request.headers.filter(Admission.isSigned) + added, rules: rules)
        let text = StringToSign(canonical, at: time, in: scope)
        var signature: [UInt8] = []
        signature.reserveCapacity(64)
        key(at: time).append(signatureOf: text.bytes, to: &signature)
        if !signsToken, let token { added.append(token) }
        added.append(SignableRequest.Header("Authorization", authorization(signature, canonical.signedHeaders, time)))
        return Signed(canonicalRequest: canonical, stringToSign: text, signature: signature, headers: added)
    }

    private func authorization(_ signature: [UInt8], _ signedHeaders: [UInt8], _ time: SigningTime) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(256)
        text += "AWS4-HMAC-SHA256 Credential=".utf8
        appendCredential(time, to: &text)
        text += ", SignedHeaders=".utf8
        text += signedHeaders
        text += ", Signature=".utf8
        text += signature
        return text
    }

    func appendCredential(_ time: SigningTime, to text: inout [UInt8]) {
        text += credentials.accessKeyID.utf8
        text.append(UInt8(ascii: "/"))
        scope.append(time, to: &text)
    }
}
