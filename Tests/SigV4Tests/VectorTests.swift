import Diagnostics
import JSON
import POSIX
import SigV4
import TestSupport
import Testing

/// The test suite of AWS (aws-c-auth, Apache License 2.0), stage by stage.
@Suite(.enabled(if: Vector.directory != nil, "the vectors of AWS are not beside this repository"))
struct VectorTests {
    @Test func noneIsMissing() throws {
        #expect(try Vector.names().count == 38)
    }

    @Test(arguments: try Vector.names()) func header(_ name: String) throws {
        let vector = try Vector(name)
        let signed = try vector.signer.sign(vector.request, at: vector.time, signsToken: vector.signsToken)
        #expect(
            try String(decoding: signed.canonicalRequest, as: UTF8.self)
                == vector.text("header-canonical-request"))
        #expect(try String(decoding: signed.stringToSign, as: UTF8.self) == vector.text("header-string-to-sign"))
        #expect(try String(decoding: signed.digits, as: UTF8.self) == vector.text("header-signature"))
        let authorization = try #require(signed.headers.last)
        let wanted = try vector.text("header-signed-request").split(separator: "\n")
            .first { $0.hasPrefix("Authorization:") }
        #expect("Authorization:\(String(decoding: authorization.value, as: UTF8.self))" == wanted.map(String.init))
    }

    @Test(arguments: try Vector.names()) func query(_ name: String) throws {
        let vector = try Vector(name)
        let signed = try vector.signer.presign(vector.request, for: vector.lifetime, at: vector.time)
        #expect(
            try String(decoding: signed.canonicalRequest, as: UTF8.self) == vector.text("query-canonical-request")
        )
        #expect(try String(decoding: signed.stringToSign, as: UTF8.self) == vector.text("query-string-to-sign"))
        #expect(try String(decoding: signed.digits, as: UTF8.self) == vector.text("query-signature"))
        // What the address gets, in whatever order.
        let line = try vector.text("query-signed-request").prefix { $0 != "\n" }
        let mark = try #require(line.firstIndex(of: "?"))
        let wanted = line[line.index(after: mark)...].dropLast(" HTTP/1.1".count).split(separator: "&")
        let found = String(decoding: signed.query, as: UTF8.self).split(separator: "&")
        #expect(Set(found.filter { $0.hasPrefix("X-Amz-") }) == Set(wanted.filter { $0.hasPrefix("X-Amz-") }))
    }
}

/// One case of the suite.
struct Vector {
    static let directory = SharedFiles.path("vectors/aws-sigv4/v4")

    static func names() throws -> [String] { try directory.map { try FileSystem.list($0).sorted() } ?? [] }

    private let path: String
    let signer: Signer
    let time: SigningTime
    let request: SignableRequest
    let lifetime: Int
    let signsToken: Bool

    init(_ name: String) throws {
        path = "\(Vector.directory ?? "")/\(name)"
        let context = try JSONReader.parse(try FileSystem.read("\(path)/context.json", limit: 1 << 16))
        func text(_ keys: String...) throws -> String {
            try #require(keys.reduce(context) { $0[$1] ?? .null }.string)
        }
        func flag(_ key: String) -> Bool { context[key] == .bool(true) }
        let token = context["credentials"]?["token"]?.string
        var rules = SigningRules.standard
        rules.normalisesPath = flag("normalize")
        rules.sendsPayloadDigest = flag("sign_body")
        signsToken = !flag("omit_session_token")
        rules.addsTokenAfterPresigning = !signsToken
        signer = Signer(
            AWSCredentials(
                accessKeyID: try text("credentials", "access_key_id"),
                secretAccessKey: Secret(try text("credentials", "secret_access_key")),
                sessionToken: token.map { Secret($0) }),
            scope: SigningScope(region: try text("region"), service: try text("service")), rules: rules)
        let stamp = try text("timestamp").filter { $0 != "-" && $0 != ":" }
        time = try #require(SigningTime(stamp))
        lifetime = try #require(context["expiration_in_seconds"]?.integer)
        let raw = try RawRequest(try FileSystem.read("\(path)/request.txt", limit: 1 << 16))
        request = SignableRequest(
            raw.method, target: raw.target, headers: raw.headers, payload: .bytes(raw.body))
    }

    func text(_ name: String) throws -> String {
        String(decoding: try FileSystem.read("\(path)/\(name).txt", limit: 1 << 16), as: UTF8.self)
    }
}
