import Diagnostics
import HTTPTransport
import JSON
import POSIX
import SigV4

@testable import AWS

/// Whatever answers in place of AWS: an error is made of it that can be shown, and credentials only of what is whole.
///
/// The first two bytes say which protocol and which status; lines `name: value` up to an empty one are the head.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzAnswers(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count >= 2 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    let (fields, body) = parts(of: input.dropFirst(2))
    let wires: [ServiceDescriptor.WireProtocol] = [
        .query(version: "1"), .ec2(version: "1"), .json(version: "1.0", target: "T"), .restJSON, .restXML,
    ]
    let statuses = [301, 400, 403, 404, 409, 412, 429, 500, 502, 503, 504, 200]
    let response = HTTPResponse(status: statuses[Int(input[1]) % statuses.count], fields: fields, body: body)
    check(ServiceError(response, wires[Int(input[0]) % wires.count]), response)
    for requiresExpiry in [false, true] { checkCredentials(body, requiresExpiry) }
    return 0
}

private func parts(of bytes: ArraySlice<UInt8>) -> ([HTTPRequest.Field], [UInt8]) {
    var fields: [HTTPRequest.Field] = []
    var rest = bytes
    while let end = rest.firstIndex(of: 0x0A) {
        let line = rest[..<end]
        rest = rest[(end + 1)...]
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { break }
        let value = line[(colon + 1)...].drop { $0 == 0x20 }
        fields.append(.init(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self)))
    }
    return (fields, Array(rest))
}

private func check(_ error: ServiceError, _ response: HTTPResponse) {
    precondition(error.status == response.status && error.body == response.body)
    precondition((1...128).contains(error.code.utf8.count), "a code is none, or longer than anybody's")
    precondition(error.code.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "a code cannot be shown")
    precondition(error.retryAfter.map { (0...86_400_000).contains($0) } ?? true, "nobody waits for days, or back")
    precondition(error.date.map { $0 >= 0 } ?? true)
    if error.kind == .clock { precondition(error.date != nil, "a clock is corrected by nothing") }
    if !error.isOfService, response.body.isEmpty, response.status == 404 { precondition(error.code == "NotFound") }
}

private func checkCredentials(_ body: [UInt8], _ requiresExpiry: Bool) {
    let answer = CredentialAnswer(source: "The source")
    let json = try? JSONReader.parse(body)
    do {
        let found = try answer.credentials(body, requiresExpiry: requiresExpiry)
        precondition(!found.accessKeyID.isEmpty && found.secretAccessKey.count > 0)
        precondition(found.accessKeyID.utf8.allSatisfy { (0x21..<0x7F).contains($0) })
        precondition(found.secretAccessKey.withExposedBytes { $0.allSatisfy { (0x21..<0x7F).contains($0) } })
        precondition(json?["AccessKeyId"]?.string == found.accessKeyID, "another key than was given")
        if requiresExpiry { precondition(found.expiry != nil, "credentials that never end from one who says when") }
    } catch {
        precondition(error.diagnostics.count == 1 && ["E0807", "E0809"].contains(error.diagnostics[0].code.id))
        let said = error.diagnostics[0].detail + (error.diagnostics[0].help ?? "")
        for name in ["SecretAccessKey", "SessionToken", "Token"] {
            guard let secret = json?[name]?.string, secret.utf8.count >= 16 else { continue }
            precondition(!said.contains(secret), "a secret is shown")
        }
    }
}
