internal import Crypto

/// The request as both sides write it before they hash it (AWS, "Create a canonical request").
enum CanonicalRequest {
    /// Writes it to `signed`, and answers its digest.
    static func write(
        _ request: SignableRequest, query: CanonicalQuery, added: AddedHeaders, payload: PayloadDigest,
        _ rules: SigningRules, to signed: inout Signature
    ) -> SHA256Digest {
        let capacity =
            request.method.utf8.count + 3 * request.path.count + query.capacity
            + request.canonicalHeaders.capacity(with: added) + 2 * payload.count + SHA256State.padding + 8
        var names = 0..<0
        var digest = SHA256Digest(repeating: 0)
        signed.canonicalRequest.rewrite(upTo: capacity) { text in
            text.append(request.method)
            text.append(lineFeed)
            CanonicalPath.append(request.path, rules, to: &text)
            text.append(lineFeed)
            query.append(to: &text)
            text.append(lineFeed)
            request.canonicalHeaders.appendLines(with: added, payload, to: &text)
            text.append(lineFeed)
            let start = text.count
            request.canonicalHeaders.appendNames(with: added, to: &text)
            names = start..<text.count
            text.append(lineFeed)
            payload.append(to: &text)
            digest = SHA256State.digest(of: &text)
        }
        signed.names = names
        return digest
    }

    private static let lineFeed = UInt8(ascii: "\n")
}
