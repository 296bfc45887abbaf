import Crypto
import Diagnostics
import SigV4
import TestSupport

/// A request of ours that has to be refused: changed after it was signed, or signed as it should not be.
struct Refusal: Sendable {
    let name: String
    /// Of the error AWS answers with.
    let code: String
    /// What its message has to say too, where codes alone are too alike.
    let says: String
    let make: @Sendable (Gate, Bases) throws -> GateRequest

    /// A request that is changed, and accepted as it is.
    enum Base: Sendable, CaseIterable {
        /// Of the query protocol.
        case identity
        /// Of the JSON protocol.
        case item
        /// Of S3.
        case list, get, put
    }

    /// What they are made of.
    struct Bases: Sendable {
        let gate: Gate
        let session: AWSCredentials

        subscript(base: Base) -> Gate.Call {
            let object = "/\(gate.bucket)/kept"
            return switch base {
            case .identity: .query("sts", "Action=GetCallerIdentity&Version=2011-06-15")
            case .item:
                .json(
                    "dynamodb", "DynamoDB_20120810.PutItem",
                    "{\"TableName\":\"\(gate.prefix)\",\"Item\":{\"k\":{\"S\":\"kept\"}}}", version: "1.0")
            case .list:
                Gate.Call(
                    service: "s3", method: "GET", path: "/\(gate.bucket)",
                    query: [("list-type", "2"), ("prefix", "kept")])
            case .get: Gate.Call(service: "s3", method: "GET", path: object)
            case .put:
                Gate.Call(
                    service: "s3", method: "PUT", path: object,
                    headers: [("Content-Type", "text/plain"), ("X-Amz-Meta-Note", "n")], body: Refusal.kept)
            }
        }
    }

    /// What the object holds before and after.
    static let kept = "what was there before"

    init(
        _ name: String, _ code: String, says: String = "",
        _ make: @escaping @Sendable (Gate, Bases) throws -> GateRequest
    ) {
        self.name = name
        self.code = code
        self.says = says
        self.make = make
    }

    /// A signed call that is changed on its way.
    static func changed(
        _ name: String, _ call: Base, _ code: String, says: String = "",
        by session: Bool = false, _ change: @escaping @Sendable (inout GateRequest) -> Void
    ) -> Refusal {
        Refusal(name, code, says: says) { gate, bases in
            var request = try gate.sign(
                bases[call], Gate.Terms(credentials: session ? bases.session : nil))
            change(&request)
            return request
        }
    }

    /// A call that is signed on other terms.
    static func signed(
        _ name: String, _ call: Base, _ code: String, says: String = "",
        _ terms: Gate.Terms
    ) -> Refusal {
        Refusal(name, code, says: says) { gate, bases in try gate.sign(bases[call], terms) }
    }

    /// A presigned address that is changed.
    static func address(
        _ name: String, _ code: String, says: String = "", _ call: Base = .get,
        lifetime: Int = 300, on terms: Gate.Terms = .init(), by session: Bool = false,
        _ change: @escaping @Sendable (inout GateRequest) -> Void = { _ in }
    ) -> Refusal {
        Refusal(name, code, says: says) { gate, bases in
            var terms = terms
            if session { terms.credentials = bases.session }
            var request = try gate.presign(bases[call], for: lifetime, terms)
            change(&request)
            return request
        }
    }

    /// An object in chunks that are changed.
    static func chunks(
        _ name: String, _ signing: ChunkSigning, _ code: String, declared: Int = Gate.streamed.count,
        _ change: @escaping @Sendable (inout GateRequest) -> Void
    ) -> Refusal {
        Refusal(name, code) { gate, _ in
            var request = try gate.upload("kept", signing, declared: declared)
            change(&request)
            return request
        }
    }

    static let all = parts + headers + signatures + scopes + clocks + tokens + addresses + bodies

    private static let mismatch = "SignatureDoesNotMatch"
    private static let digest = "X-Amz-Content-Sha256"

    private static let parts: [Refusal] = [
        .changed("another method", .get, mismatch) { $0.method = "DELETE" },
        .changed("PUT made POST", .put, mismatch) { $0.method = "POST" },
        .changed("another path", .get, mismatch) { $0.path += "2" },
        .changed("a path in capitals", .get, mismatch) { $0.path = $0.path.uppercased() },
        .changed("one more slash in a key", .get, mismatch) { $0.path = $0.path.replacing("/kept", with: "//kept") },
        .changed("another value in the query", .list, mismatch) { $0.setQuery("prefix", "kep") },
        .changed("one more parameter", .list, mismatch) { $0.query.append("max-keys=1") },
        .changed("a parameter twice", .list, mismatch) { $0.query.append("prefix=kept") },
        .changed("one parameter less", .list, mismatch) { $0.setQuery("prefix", nil) },
        .changed("a plus where a space was not", .list, mismatch) { $0.setQuery("prefix", "+kept") },
        .changed("another action", .identity, mismatch) {
            $0.body = [Array("Action=GetSessionToken&Version=2011-06-15".utf8)]
        },
        .changed("another item", .item, "InvalidSignatureException") { $0.flip(0, at: 2) },
        .changed("a body cut short", .item, "InvalidSignatureException") { $0.body?[0].removeLast() },
        .changed("no body", .item, "InvalidSignatureException") { $0.body = nil },
        .changed("another body", .put, "XAmzContentSHA256Mismatch") { $0.flip(0, at: 0) },
        .changed("another digest of the body", .put, "XAmzContentSHA256Mismatch") {
            $0[digest] = String(repeating: "0", count: 64)
        },
        .changed("another body with its digest", .put, mismatch) {
            $0.body = [Array("other".utf8)]
            $0[digest] = SHA256.hex(of: Array("other".utf8))
        },
        .changed("a body declared unsigned", .put, mismatch) { $0[digest] = "UNSIGNED-PAYLOAD" },
        .changed("a digest that is none", .put, "InvalidRequest") { $0[digest] = "yes" },
    ]

    private static let headers: [Refusal] = [
        .changed("another value of a signed header", .put, mismatch) { $0["content-type"] = "text/html" },
        .changed("a signed header removed", .put, mismatch) { $0["content-type"] = nil },
        .changed("another value of an x-amz header", .put, mismatch) { $0["x-amz-meta-note"] = "m" },
        .changed("an x-amz header added", .put, "AccessDenied", says: "not signed") {
            $0["x-amz-acl"] = "public-read"
        },
        .changed("an x-amz header added to a query call", .identity, mismatch, says: "x-amz-more") {
            $0["x-amz-more"] = "1"
        },
        .changed("another target", .item, "InvalidSignatureException") {
            $0["x-amz-target"] = "DynamoDB_20120810.DeleteItem"
        },
        .changed("another host", .get, mismatch) { $0["host"] = "localhost" },
        .changed("another date", .get, mismatch) { $0.replaceSecond() },
        .changed("a list without host", .get, "AccessDenied", says: "not signed") {
            $0.replace("authorization", "SignedHeaders=host;", by: "SignedHeaders=")
        },
        .changed("a list without an x-amz header", .put, "AccessDenied", says: "not signed") {
            $0.replace("authorization", ";x-amz-meta-note", by: "")
        },
        .changed("a list without a header", .put, mismatch) { $0.replace("authorization", "content-type;", by: "") },
        .changed("a list in another order", .put, mismatch) {
            $0.replace("authorization", "content-type;host;", by: "host;content-type;")
        },
        .changed("a list with a header that is not sent", .get, mismatch) {
            $0.replace("authorization", "SignedHeaders=host", by: "SignedHeaders=accept;host")
        },
    ]

    private static let signatures: [Refusal] = [
        .changed("one digit of the signature", .get, mismatch) {
            let first = $0.signature.first == "0" ? "1" : "0"
            $0.signature = first + $0.signature.dropFirst()
        },
        .changed("a signature in capitals", .get, mismatch) { $0.signature = Substring($0.signature.uppercased()) },
        .changed("half a signature", .get, mismatch) { $0.replace("authorization", $0.signature.suffix(32), by: "") },
        .changed("no signature", .identity, "IncompleteSignature", says: "Signature") {
            $0.replace("authorization", $0.signature, by: "")
        },
        .changed("another algorithm", .identity, "IncompleteSignature", says: "algorithm") {
            $0.replace("authorization", "AWS4-HMAC-SHA256", by: "AWS4-HMAC-SHA512")
        },
        .changed("no authorization", .identity, "MissingAuthenticationToken") { $0["authorization"] = nil },
        .changed("no authorization of an item", .item, "MissingAuthenticationTokenException") {
            $0["authorization"] = nil
        },
        .changed("no authorization on S3", .get, "AccessDenied") { $0["authorization"] = nil },
        .signed("another secret", .identity, mismatch, .init(credentials: stranger(secret: "x"))),
        .signed("another secret on S3", .get, mismatch, .init(credentials: stranger(secret: "x"))),
        .signed(
            "another secret for an item", .item, "InvalidSignatureException", .init(credentials: stranger(secret: "x"))
        ),
        .signed("an unknown key", .identity, "InvalidClientTokenId", .init(credentials: stranger(id: "AKIAUNKNOWN"))),
        .signed("an unknown key on S3", .get, "InvalidAccessKeyId", .init(credentials: stranger(id: "AKIAUNKNOWN"))),
        .signed(
            "an unknown key for an item", .item, "UnrecognizedClientException",
            .init(credentials: stranger(id: "AKIAUNKNOWN"))),
        .signed("no digest of the payload on S3", .put, "InvalidRequest", .init(rules: .standard)),
    ]

    private static let scopes: [Refusal] = [
        .signed("another region", .identity, mismatch, says: "valid region", .init(region: "eu-west-1")),
        .signed("another region on S3", .get, "AuthorizationHeaderMalformed", .init(region: "eu-west-1")),
        .signed("another region for an item", .item, "InvalidSignatureException", .init(region: "eu-west-1")),
        .signed("another service", .identity, mismatch, says: "correct service", .init(service: "iam")),
        .signed("another service for an item", .item, "InvalidSignatureException", .init(service: "kms")),
        .changed("another day in the scope", .identity, mismatch, says: "Date in Credential scope") {
            $0.replaceDay()
        },
        .changed("another day in the scope on S3", .get, "AuthorizationHeaderMalformed") { $0.replaceDay() },
        .changed("another end of the scope", .identity, mismatch, says: "terminator") {
            $0.replace("authorization", "aws4_request", by: "aws5_request")
        },
        .changed("another end of the scope on S3", .get, "AuthorizationHeaderMalformed") {
            $0.replace("authorization", "aws4_request", by: "aws5_request")
        },
        .changed("a scope without an end", .identity, "IncompleteSignature") {
            $0.replace("authorization", "/aws4_request", by: "")
        },
    ]

    private static let clocks: [Refusal] = [
        .signed("5.5 min late", .identity, mismatch, says: "Signature expired", .init(shift: -330)),
        .signed("5.5 min early", .identity, mismatch, says: "not yet current", .init(shift: 330)),
        .signed("an item 5.5 min late", .item, "InvalidSignatureException", says: "expired", .init(shift: -330)),
        .signed("15.5 min late on S3", .get, "RequestTimeTooSkewed", .init(shift: -930)),
        .signed("15.5 min early on S3", .get, "RequestTimeTooSkewed", .init(shift: 930)),
    ]

    private static let token = "X-Amz-Security-Token"

    private static let tokens: [Refusal] = [
        .changed("the session token removed", .identity, mismatch, by: true) { $0[token] = nil },
        .changed("another session token", .identity, "InvalidClientTokenId", by: true) { $0[token] = "x" },
        .changed("another session token on S3", .get, "InvalidToken", by: true) { $0[token] = "x" },
        .changed("another session token for an item", .item, "UnrecognizedClientException", by: true) {
            $0[token] = "x"
        },
        .changed("a session token added", .get, "AccessDenied", says: "not signed") { $0[token] = "x" },
        .changed("a session token struck from the list", .get, "AccessDenied", says: "not signed", by: true) {
            $0.replace("authorization", ";x-amz-security-token", by: "")
        },
        Refusal("temporary credentials without their token", "InvalidToken") { gate, bases in
            let keys = bases.session
            return try gate.sign(
                bases[.get],
                .init(
                    credentials: AWSCredentials(accessKeyID: keys.accessKeyID, secretAccessKey: keys.secretAccessKey)))
        },
        Refusal("a token that belongs to no session", "InvalidClientTokenId") { gate, bases in
            try gate.sign(bases[.identity], .init(credentials: stranger(token: "IQoJ")))
        },
    ]

    private static let addresses: [Refusal] = [
        .address("an address that lives longer", mismatch) { $0.setQuery("X-Amz-Expires", "3000") },
        .address("an address after its time", "AccessDenied", says: "expired", lifetime: 60, on: .init(shift: -90)),
        .address("an address that lives more than a week", "AuthorizationQueryParametersError") {
            $0.setQuery("X-Amz-Expires", "604801")
        },
        .address("an address that never lives", "AuthorizationQueryParametersError") {
            $0.setQuery("X-Amz-Expires", "0")
        },
        .address("an address without a lifetime", "AuthorizationQueryParametersError") {
            $0.setQuery("X-Amz-Expires", nil)
        },
        .address("an address of the future", "RequestTimeTooSkewed", on: .init(shift: 930)),
        .address("an address for another method", mismatch) { $0.method = "DELETE" },
        .address("an address of another object", mismatch) { $0.path += "2" },
        .address("an address with one more parameter", mismatch) { $0.query.append("versionId=1") },
        .address("an address with a header it does not know", "AccessDenied", says: "not signed", .put) {
            $0["x-amz-acl"] = "public-read"
        },
        .address("an address sent with another type", mismatch, .put) { $0["content-type"] = "text/html" },
        .address("an address whose token was removed", "InvalidToken", by: true) {
            $0.setQuery("X-Amz-Security-Token", nil)
        },
        .address("an address with a token added", "InvalidToken") { $0.setQuery("X-Amz-Security-Token", "x") },
        .address("one digit of an address's signature", mismatch) {
            let last = $0.signature.last == "0" ? "1" : "0"
            $0.signature = $0.signature.dropLast() + last
        },
        .address("an address of a stranger", "InvalidAccessKeyId", on: .init(credentials: stranger(id: "AKIAUNKNOWN"))),
        .address("an address of another region", "AuthorizationHeaderMalformed", on: .init(region: "eu-west-1")),
    ]

    private static let bodies: [Refusal] = [
        .chunks("another byte in a chunk", .signed, mismatch) { $0.flip(1, at: 4_000) },
        .chunks("one digit of a chunk's signature", .signed, mismatch) { $0.flip(1, at: 40) },
        .chunks("two chunks swapped", .signed, mismatch) { $0.body?.swapAt(0, 1) },
        .chunks("a chunk left out", .signed, mismatch) { $0.body?.remove(at: 1) },
        .chunks("the last chunk left out", .signed, mismatch) { $0.body?.remove(at: 2) },
        .chunks("a chunk twice", .signed, mismatch) { $0.body = $0.body.map { Array($0[...1] + $0[1...]) } },
        .chunks("a body without its end", .signed, "IncompleteBody") { $0.body?.removeLast() },
        .chunks("a body that ends in a chunk", .signed, "IncompleteBody") {
            $0.body?.removeLast()
            $0.body?[2].removeLast(100)
        },
        .chunks("another length than declared", .signed, "IncompleteBody", declared: 19_999) { _ in },
        .chunks("chunks without signatures", .signed, mismatch) { request in
            request.body = request.body?.map { piece in
                guard let start = piece.firstIndex(of: UInt8(ascii: ";")) else { return piece }
                return Array(piece[..<start] + piece[(start + ";chunk-signature=".utf8.count + 64)...])
            }
        },
        .chunks("signed chunks, and the end of those that are not", .signedTrailer, mismatch) {
            $0[digest] = ChunkSigning.unsignedTrailer.rawValue
        },
        .chunks("another byte before a signed trailer", .signedTrailer, mismatch) { $0.flip(0, at: 4_000) },
        .chunks("another signed trailer", .signedTrailer, mismatch) { $0.replaceChecksum(by: "AAAAAA==") },
        .chunks("a signed trailer left out", .signedTrailer, mismatch) { $0.removeTrailer() },
        .chunks("another unsigned trailer", .unsignedTrailer, "BadDigest") { $0.replaceChecksum(by: "AAAAAA==") },
        .chunks("another byte before an unsigned trailer", .unsignedTrailer, "BadDigest") { $0.flip(1, at: 4_000) },
        .chunks("two chunks swapped before an unsigned trailer", .unsignedTrailer, "BadDigest") {
            $0.body?.swapAt(0, 1)
        },
        .chunks("an unsigned trailer left out", .unsignedTrailer, "InvalidRequest") { $0.removeTrailer() },
        .chunks("another announcement of the trailer", .unsignedTrailer, mismatch) {
            $0["x-amz-trailer"] = "x-amz-checksum-sha256"
        },
    ]

    private static func stranger(
        id: String = AWSSimulator.accessKeyID, secret: String = AWSSimulator.secretAccessKey, token: String? = nil
    ) -> AWSCredentials {
        AWSCredentials(accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: token.map { Secret($0) })
    }
}

extension GateRequest {
    /// Another day in the scope, and all else as it was.
    fileprivate mutating func replaceDay() {
        let day = (self["x-amz-date"] ?? "").prefix(8)
        let other = day.last == "1" ? "2" : "1"
        replace("authorization", "/\(day)/", by: "/\(day.dropLast())\(other)/")
    }

    /// Another second of the same minute.
    fileprivate mutating func replaceSecond() {
        let date = self["x-amz-date"] ?? ""
        let second = date.dropLast().suffix(1) == "1" ? "2" : "1"
        self["x-amz-date"] = "\(date.dropLast(2))\(second)Z"
    }

    fileprivate mutating func replaceChecksum(by other: String) {
        editEnd { $0.replacing(/x-amz-checksum-crc32:[^\r]*/, with: "x-amz-checksum-crc32:\(other)") }
    }

    fileprivate mutating func removeTrailer() {
        editEnd { $0.replacing(/x-amz-checksum-crc32:[^\r]*\r\n/, with: "") }
    }

    private mutating func editEnd(_ edit: (String) -> String) {
        guard let end = body?.popLast() else { return }
        body?.append(Array(edit(String(decoding: end, as: UTF8.self)).utf8))
    }
}
