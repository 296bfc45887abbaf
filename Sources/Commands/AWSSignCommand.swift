import AWS
import Diagnostics
import POSIX
import SigV4

/// `slipway aws sign`: a raw request in, the signed one out.
struct AWSSignCommand: Command {
    let choices: AWSChoices
    let service: String
    let date: String?
    let presign: Int?

    private static let limit = 64 << 20

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let settings = try session.awsSettings(choices)
        let store = CredentialStore(settings)
        let descriptor = ServiceDescriptor.named(service) ?? ServiceDescriptor(service, .restJSON)
        guard service.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }) else {
            throw Failure(
                AWSCodes.setting, "--service is \"\(service)\".", help: "write a name such as s3 or execute-api")
        }
        let time = try self.time(settings)
        let (region, credentials) = try session.untilStopped { () throws(Failure) in
            (try store.region(settings), try store.current())
        }
        let signer = Signer(
            credentials, scope: SigningScope(region: region, service: descriptor.signingName),
            rules: descriptor.rules)
        let text = try session.input(limit: Self.limit)
        let raw = try read(text)
        do throws(SigningProblem) {
            StandardStream.output.write(try sign(raw, text, by: signer, descriptor, at: time))
        } catch {
            throw Failure(AWSCodes.request, "The request cannot be signed: \(error).", help: error.remedy)
        }
        return .success
    }

    private func time(_ settings: AWSSettings) throws(Failure) -> SigningTime {
        guard let date else { return SigningTime(seconds: settings.context.now().seconds) }
        guard let time = SigningTime(date) else {
            throw Failure(
                AWSCodes.setting, "--date is \"\(date)\".", help: "write a time in UTC such as 20150830T123600Z")
        }
        return time
    }

    private func read(_ text: [UInt8]) throws(Failure) -> RawRequest {
        do throws(RawRequest.Problem) { return try RawRequest(text) } catch {
            throw Failure(
                AWSCodes.request, "The request on standard input: \(error.detail).",
                at: SourceLocation(file: "<stdin>", line: error.line, column: 1),
                help: "write a request line, headers, an empty line, and the body")
        }
    }

    /// The request as it was read, with what the signature adds to its head or its address.
    private func sign(
        _ raw: RawRequest, _ text: [UInt8], by signer: Signer, _ service: ServiceDescriptor, at time: SigningTime
    ) throws(SigningProblem) -> [UInt8] {
        // S3 signs addresses without a body, which whoever uses them brings along.
        let isOpen = presign != nil && service.rules.sendsPayloadDigest
        let request = SignableRequest(
            raw.method, target: raw.target, headers: raw.headers, payload: isOpen ? .unsigned : .bytes(raw.body))
        let lineEnd = text.prefix { $0 != 0x0A }.last == 0x0D ? "\r\n" : "\n"
        var head = Array(text.dropLast(raw.body.count))
        while let last = head.last, last == 0x0A || last == 0x0D { head.removeLast() }
        if let presign {
            let signature = try signer.presign(request, for: presign, at: time)
            let path = raw.target.prefix { $0 != UInt8(ascii: "?") }
            let line = Array("\(raw.method) ".utf8) + path + Array("?".utf8) + signature.query
            let version = head.prefix { $0 != 0x0A }.filter { $0 != 0x0D }.suffix(9)
            head = line + version + head.drop { $0 != 0x0A && $0 != 0x0D }
        } else {
            for header in try signer.sign(request, at: time).headers {
                head += Array("\(lineEnd)\(header.name.text):".utf8) + header.value
            }
        }
        return head + Array("\(lineEnd)\(lineEnd)".utf8) + raw.body
    }
}
