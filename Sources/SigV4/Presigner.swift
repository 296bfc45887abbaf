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
        var signature = Signature()
        try presign(request, for: lifetime, at: time, into: &signature)
        return signature
    }

    /// The same into a signature that was used before.
    package func presign(
        _ request: SignableRequest, for lifetime: Int, at time: SigningTime, into signature: inout Signature
    ) throws(SigningProblem) {
        try Admission.check(request, credentials, at: time)
        guard (1...604_800).contains(lifetime) else { throw .invalidLifetime(lifetime) }
        if let expiry = credentials.expiry, expiry.seconds < time.seconds + Int64(lifetime) {
            throw .credentialsEndFirst(secondsLeft: Int(expiry.seconds - time.seconds))
        }
        if case .chunks = request.payload { throw .payload }
        signature.authorization.removeAll(keepingCapacity: true)
        let day = day(of: time)
        let parameters = day.parameters(
            lifetime, at: time, request.canonicalHeaders, token: rules.addsTokenAfterPresigning ? nil : token)
        let query = CanonicalQuery(request.query, added: parameters)
        let digest = CanonicalRequest.write(
            request, query: query, added: AddedHeaders(), payload: PayloadDigest(of: request.payload), rules,
            to: &signature)
        day.sign(digest, at: time, to: &signature)
        let late = rules.addsTokenAfterPresigning ? token : nil
        let digits = signature.digits
        let items = request.query.map { EncodedItem($0) }
        let room = items.reduce(parameters.count) { $0 + $1.count + 1 } + 3 * (late?.value.count ?? 0) + 120
        signature.query.rewrite(upTo: room) { text in
            for item in items {
                item.append(to: &text)
                text.append(UInt8(ascii: "&"))
            }
            text.append(parameters)
            if let late { text.appendToken(late) }
            text.append("&X-Amz-Signature=")
            text.append(digits)
        }
    }
}

extension SigningDay {
    /// What presigning adds to the query before it signs, encoded and sorted.
    fileprivate func parameters(
        _ lifetime: Int, at time: SigningTime, _ headers: CanonicalHeaders, token: SignableRequest.Header?
    ) -> [UInt8] {
        let room = parameters.count + 3 * headers.capacity(with: AddedHeaders()) + 3 * (token?.value.count ?? 0) + 120
        return [UInt8](capacity: room) { text in
            text.append(parameters)
            text.append(time.stamp)
            text.append("&X-Amz-Expires=")
            text.append(String(lifetime))
            if let token { text.appendToken(token) }
            text.append("&X-Amz-SignedHeaders=")
            headers.appendEncodedNames(to: &text)
        }
    }
}

extension OutputSpan<UInt8> {
    fileprivate mutating func appendToken(_ token: SignableRequest.Header) {
        append("&X-Amz-Security-Token=")
        PercentEncoding.append(token.value.span, to: &self)
    }
}
