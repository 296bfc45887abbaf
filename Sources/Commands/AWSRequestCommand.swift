import AWS
import Diagnostics
import HTTPTransport
import JSON
import POSIX
import SigV4

/// `slipway aws request SERVICE [PATH]`: a signed curl.
struct AWSRequestCommand: Command {
    let choices: AWSChoices
    let service: String
    let target: String
    let method: String?
    let headers: [String]
    let body: String?
    let action: String?
    let parameters: [String]
    let isStreamed: Bool
    let isIncluded: Bool

    private static let limit = 64 << 20

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let descriptor = try descriptor()
        let client = try session.aws(choices)
        var call: ServiceCall
        if let action {
            call = try self.call(descriptor, action, session)
        } else {
            call = try request(descriptor, session)
        }
        for header in headers { call.headers.append(try Self.header(header)) }
        call.limit = Self.limit
        let response = try session.ask { () throws(AWSError) in
            // What was asked as an action is answered in the service's form; a path may have any file behind it.
            try action == nil ? client.send(call) { $0 } : client.answer(to: call)
        }
        if isIncluded {
            var head = "HTTP \(response.status)\n"
            for field in response.fields { head += "\(field.name): \(field.value)\n" }
            session.print(head + "\n")
        }
        StandardStream.output.write(response.body)
        return .success
    }

    private func descriptor() throws(Failure) -> ServiceDescriptor {
        if let known = ServiceDescriptor.named(service) { return known }
        let isName =
            (1...63).contains(service.utf8.count)
            && service.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        guard isName, action == nil else {
            let names = ServiceDescriptor.all.map(\.signingName)
            throw Failure(
                AWSCodes.setting,
                isName
                    ? "Slipway does not know in which protocol \(service) takes actions."
                    : "\"\(service)\" is no service.",
                help: Suggestion.nearest(to: service, among: names).map { "did you mean \($0)?" }
                    ?? "actions are known of \(names.joined(separator: ", "))")
        }
        return ServiceDescriptor(service, .restJSON)
    }

    /// A call in the service's own protocol.
    private func call(
        _ service: ServiceDescriptor, _ action: String, _ session: Session
    ) throws(Failure) -> ServiceCall {
        var call: ServiceCall
        switch service.wire {
        case .query, .ec2:
            let pairs = parameters.map { text in
                let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (name: String(halves[0]), value: String(halves[1]))
            }
            call = .query(service, action, pairs)
        case .json:
            var members: [JSONValue.Member] = []
            if let body {
                members = try Self.members(of: try read(body, session), body == "-" ? "<stdin>" : body)
            }
            for text in parameters {
                let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                members.append(.init(String(halves[0]), .string(String(halves[1]))))
            }
            call = .json(service, action, .object(members))
        case .restJSON, .restXML:
            throw Failure(
                AWSCodes.setting, "\(service.signingName) has paths in place of actions.",
                help: "give the path, as in `slipway aws request \(service.signingName) /PATH --method METHOD`")
        }
        call.isRepeatable = ["Get", "List", "Describe", "BatchGet"].contains { action.hasPrefix($0) }
        return call
    }

    private static func members(of bytes: [UInt8], _ file: String) throws(Failure) -> [JSONValue.Member] {
        let help = "write a JSON object"
        let value: JSONValue
        do throws(JSONError) { value = try JSONReader.parse(bytes) } catch {
            throw Failure(
                error.failure(in: file).diagnostics.map {
                    Diagnostic($0.code, $0.detail, at: $0.location, length: $0.length, help: $0.help ?? help)
                })
        }
        guard let members = value.object else {
            let start = SourceLocation(file: file, line: 1, column: 1)
            throw Failure(AWSCodes.request, "The body is no JSON object.", at: start, help: help)
        }
        return members
    }

    private func request(_ service: ServiceDescriptor, _ session: Session) throws(Failure) -> ServiceCall {
        var call = ServiceCall(service, "")
        call.method = method ?? (body == nil ? "GET" : "POST")
        call.action = "\(call.method) \(target.prefix { $0 != "?" })"
        call.isRepeatable = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"].contains(call.method)
        let mark = target.firstIndex(of: "?") ?? target.endIndex
        let path = target[..<mark]
        guard path.hasPrefix("/"), target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Failure(
                AWSCodes.request, "The path \"\(target)\" does not begin with a slash, or is not percent-encoded.",
                help: "write it as it goes over the wire, as in /bucket/a%20key?list-type=2")
        }
        let parsed = SignableRequest(call.method, target: Array(target.utf8), headers: [])
        call.path = parsed.path
        call.query = parsed.query
        guard let body else { return call }
        guard isStreamed else {
            call.body = .bytes(try read(body, session))
            return call
        }
        guard service.signingName == "s3", body != "-" else {
            throw Failure(
                AWSCodes.request,
                "Only S3 takes a body in pieces, and its length must be known: a file's, not a pipe's.",
                help: "leave --stream out")
        }
        call.body = .stream(try stream(session.path(body)))
        return call
    }

    private func stream(_ path: String) throws(Failure) -> StreamedBody {
        do throws(SystemError) {
            let length = try FileSystem.size(of: path)
            _ = try FilePieces(path)
            return StreamedBody(length: length) {
                let file = try? FilePieces(path)
                return { file.flatMap { try? $0.next() } }
            }
        } catch { throw error.failure(code: POSIXCodes.fileUnreadable) }
    }

    private func read(_ file: String, _ session: Session) throws(Failure) -> [UInt8] {
        if file == "-" { return try session.input(limit: Self.limit) }
        do throws(SystemError) { return try FileSystem.read(session.path(file), limit: Self.limit) } catch {
            throw error.failure(code: POSIXCodes.fileUnreadable)
        }
    }

    private static func header(_ text: String) throws(Failure) -> SignableRequest.Header {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
            throw Failure(AWSCodes.request, "A --header is not NAME: VALUE.", help: "write --header 'Accept: text/xml'")
        }
        return .init(String(text[..<colon]), String(text[text.index(after: colon)...].drop { $0 == " " }))
    }
}
