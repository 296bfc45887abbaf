/// What may be signed, and which headers are.
enum Admission {
    /// Headers that proxies change or that nobody holds to be a part of the request.
    private static let skipped: Set<[UInt8]> = Set(
        [
            "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te",
            "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
        ].map { Array($0.utf8) })

    /// Headers and parameters that are made here.
    private static let reservedHeaders: Set<[UInt8]> = Set(
        ["authorization", "date", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"].map { Array($0.utf8) })
    private static let reservedParameters: Set<[UInt8]> = Set(
        [
            "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-security-token",
            "x-amz-signature", "x-amz-signedheaders",
        ].map { Array($0.utf8) })

    static func isSigned(_ header: SignableRequest.Header) -> Bool {
        !skipped.contains(CanonicalHeaders.lowercased(header.name))
    }

    static func check(
        _ request: SignableRequest, _ credentials: AWSCredentials, at time: SigningTime
    ) throws(SigningProblem) {
        guard isToken(request.method) else { throw .invalidMethod(request.method) }
        guard request.path.first ?? UInt8(ascii: "/") == UInt8(ascii: "/") else { throw .invalidPath }
        var hasHost = false
        for header in request.headers {
            let name = CanonicalHeaders.lowercased(header.name)
            guard isToken(header.name), isValue(header.value) else { throw .invalidHeader(header.name) }
            guard !reservedHeaders.contains(name) else { throw .reserved(header.name) }
            if name == hostName { hasHost = true }
        }
        guard hasHost else { throw .missingHost }
        for item in request.query where item.name.count <= 24 {
            let name = String(decoding: item.name, as: UTF8.self)
            guard !reservedParameters.contains(CanonicalHeaders.lowercased(name)) else { throw .reserved(name) }
        }
        if let expiry = credentials.expiry, expiry.seconds <= time.seconds { throw .expiredCredentials(expiry) }
    }

    private static let hostName = Array("host".utf8)

    /// RFC 9110 section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60,
                    0x7C, 0x7E:
                    true
                default: false
                }
            }
    }

    /// No end of a line but one that a value goes on after (obs-fold), and no NUL.
    private static func isValue(_ value: [UInt8]) -> Bool {
        for (index, byte) in value.enumerated() {
            switch byte {
            case 0: return false
            case 0x0A, 0x0D:
                let next = index + 1 < value.count ? value[index + 1] : 0
                guard next == 0x20 || next == 0x09 || (byte == 0x0D && next == 0x0A) else { return false }
            default: continue
            }
        }
        return true
    }
}
