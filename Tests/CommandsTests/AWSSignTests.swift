import JSON
import POSIX
import TestSupport
import Testing

/// CLI tier: `slipway aws sign` with the requests of AWS's own test suite.
@Suite struct AWSSignTests {
    private static let vectors = SharedFiles.path("vectors/aws-sigv4/v4")

    /// Those that ask for what every service but S3 does; others are asked of the signer itself.
    static func names() throws -> [String] {
        guard let vectors else { return [] }
        return try FileSystem.list(vectors).sorted().filter { name in
            let context = try JSONReader.parse(try FileSystem.read("\(vectors)/\(name)/context.json", limit: 1 << 16))
            let isUsual = context["normalize"] == .bool(true) && context["sign_body"] == .bool(false)
            return isUsual && context["omit_session_token"] != .bool(true)
        }
    }

    @Test func mostAreUsual() throws { #expect(try Self.vectors == nil || Self.names().count >= 25) }

    @Test(.enabled(if: vectors != nil, "the vectors of AWS are not beside this repository"), arguments: try names())
    func asTheSuiteHasIt(name: String) throws {
        let directory = "\(Self.vectors ?? "")/\(name)"
        func file(_ name: String) throws -> [UInt8] { try FileSystem.read("\(directory)/\(name)", limit: 1 << 16) }
        let context = try JSONReader.parse(try file("context.json"))
        var variables = [
            "AWS_ACCESS_KEY_ID": try #require(context["credentials"]?["access_key_id"]?.string),
            "AWS_SECRET_ACCESS_KEY": try #require(context["credentials"]?["secret_access_key"]?.string),
        ]
        variables["AWS_SESSION_TOKEN"] = context["credentials"]?["token"]?.string
        let stamp = try #require(context["timestamp"]?.string).filter { $0 != "-" && $0 != ":" }
        func sign(_ words: String...) throws -> [Substring] {
            let arguments =
                ["aws", "sign", "--service", "service", "--region", "us-east-1", "--date", stamp] + words
            let outcome = try Subprocess.run(
                Command(
                    try LiveProject.program("slipway"), arguments, environment: variables,
                    standardInput: try file("request.txt")), timeout: .seconds(30))
            #expect(outcome.status.isSuccess, "\(outcome.errorText)")
            return outcome.outputText.split(separator: "\n", omittingEmptySubsequences: false)
        }
        func wanted(_ name: String) throws -> [Substring] {
            String(decoding: try file(name), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        }
        // The same lines; the headers that are added may stand in another order.
        #expect(try sign().sorted() == wanted("header-signed-request.txt").sorted())
        let lifetime = try #require(context["expiration_in_seconds"]?.integer)
        let found = try sign("--presign", String(lifetime))
        let suite = try wanted("query-signed-request.txt")
        #expect(found.dropFirst() == suite.dropFirst())
        #expect(Self.parameters(found[0]) == Self.parameters(suite[0]))
    }

    /// Those of the address, decoded: the suite leaves some of the request's own as they came.
    private static func parameters(_ line: Substring) -> Set<String> {
        let address = line.dropFirst(line.prefix { $0 != " " }.count + 1).dropLast(" HTTP/1.1".count)
        guard let mark = address.firstIndex(of: "?") else { return [] }
        return Set(
            address[address.index(after: mark)...].split(separator: "&").map { item in
                let text = String(item)
                return text.removingPercentEncoding(keeping: "=")
            })
    }

    @Test func whatCannotBeSignedIsTold() throws {
        let keys = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLEAKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"]
        func run(_ request: String, _ words: String...) throws -> (Int32, String) {
            let outcome = try Subprocess.run(
                Command(
                    try LiveProject.program("slipway"), ["aws", "sign"] + words,
                    environment: keys.merging(["COLUMNS": "400"]) { $1 }, standardInput: Array(request.utf8)),
                timeout: .seconds(30))
            let status: Int32 = if case .exited(let status) = outcome.status { status } else { -1 }
            return (status, outcome.errorText)
        }
        let place = ["--service", "sts", "--region", "us-east-1"]
        let none = try run("GET / HTTP/1.1\nHost: a\n\n", "--region", "us-east-1")
        #expect(none.0 == 64 && none.1.contains("--service is missing"), "\(none)")
        let date = try run("GET / HTTP/1.1\nHost: a\n\n", place[0], place[1], place[2], place[3], "--date", "today")
        #expect(date.1.contains("write a time in UTC such as 20150830T123600Z"), "\(date)")
        let host = try run("GET / HTTP/1.1\n\n", place[0], place[1], place[2], place[3])
        #expect(host.1.contains("error[E0825]") && host.1.contains("help: add a line Host: NAME"), "\(host)")
        let line = try run("GET /\nHost: a\n\n", place[0], place[1], place[2], place[3])
        #expect(line.1.contains("<stdin>:1:1: error[E0825]"), "\(line)")
    }
}

extension String {
    /// Decoded, but for an encoded `separator`, which would be taken for a real one.
    fileprivate func removingPercentEncoding(keeping separator: Character) -> String {
        var bytes: [UInt8] = []
        var rest = utf8.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%"), let high = rest.next(), let low = rest.next(),
                let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
            else {
                bytes.append(byte)
                continue
            }
            if value == separator.asciiValue { bytes += [UInt8(ascii: "%"), high, low] } else { bytes.append(value) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
