/// What may be signed.
enum Admission {
    private static let reserved: Set<[UInt8]> = Set(
        [
            "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-security-token",
            "x-amz-signature", "x-amz-signedheaders",
        ].map { Array($0.utf8) })

    static func check(
        _ request: SignableRequest, _ credentials: AWSCredentials, at time: SigningTime
    ) throws(SigningProblem) {
        guard HeaderName.isToken(request.method) else { throw .invalidMethod(request.method) }
        guard request.path.first ?? UInt8(ascii: "/") == UInt8(ascii: "/") else { throw .invalidPath }
        if let problem = request.canonicalHeaders.problem { throw problem }
        for item in request.query where item.name.count <= 24 {
            guard !reserved.contains(HeaderName.lowercased(item.name)) else {
                throw .reserved(String(decoding: item.name, as: UTF8.self))
            }
        }
        if let expiry = credentials.expiry, expiry.seconds <= time.seconds { throw .expiredCredentials(expiry) }
    }
}
