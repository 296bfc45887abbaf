internal import Diagnostics
internal import HTTPTransport
internal import JSON
internal import POSIX
internal import SigV4

/// The JSON that containers, instances, `credential_process` and SSO give credentials in.
struct CredentialAnswer {
    let source: String
    /// What was sent to get it; not told, though the other side may quote it.
    var confidential: [Secret] = []

    /// Reads `AccessKeyId`, `SecretAccessKey`, `Token` or `SessionToken`, and `Expiration`; throws E0807.
    func credentials(_ bytes: [UInt8], requiresExpiry: Bool) throws(Failure) -> AWSCredentials {
        guard let json = try? JSONReader.parse(bytes), json.object != nil else {
            throw problem("answered something that is no JSON object")
        }
        // The metadata service answers 200 for what it cannot give.
        if let code = json["Code"]?.string, code != "Success" {
            throw problem("answered \(VisibleCode.of(code))")
        }
        guard let id = json["AccessKeyId"]?.string, let secret = json["SecretAccessKey"]?.string else {
            throw problem("answered without AccessKeyId and SecretAccessKey")
        }
        let token = json["SessionToken"]?.string ?? json["Token"]?.string
        var expiry: WallTime?
        if let text = json["Expiration"]?.string {
            guard let time = WallTime(text) else { throw problem("answered with an Expiration that is no time") }
            expiry = time
        } else if requiresExpiry {
            throw problem("answered without Expiration")
        }
        return try KeyText.credentials(
            id: id, secret: Secret(secret), token: token.map { Secret($0) }, expiry: expiry, source: source)
    }

    func problem(_ what: String, help: String? = nil) -> Failure {
        Redaction(confidential).of(
            Failure(AWSCodes.source, "\(source) \(what).", help: help ?? "see what it gives when you ask it by hand"))
    }
}

/// A code of another program, such as `AssumeRoleUnauthorizedAccess`, made safe to show.
enum VisibleCode {
    static func of(_ text: String) -> String {
        let isCode =
            (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
            }
        return isCode ? text : "an error"
    }
}
