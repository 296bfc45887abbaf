import HTTPTransport
import POSIX

/// Asks a service of this machine over HTTP and says what came back, in one bounded line.
struct HTTPProbe: Sendable, Hashable {
    let port: Int
    let path: String
    let timeout: Duration

    enum Answer: Sendable, Hashable {
        case ready
        case refused(status: Int, body: String)
        case none(String)

        var words: String {
            switch self {
            case .ready: "200"
            case .refused(let status, let body): body.isEmpty ? "status \(status)" : "status \(status): \(body)"
            case .none(let reason): reason
            }
        }
    }

    func ask() -> Answer {
        let url = "http://127.0.0.1:\(port)\(path)"
        do throws(HTTPError) {
            let answer = try HTTPClient().send(
                HTTPRequest("GET", url, timeout: timeout, connectTimeout: timeout, limit: 64 << 10))
            guard answer.status != 200 else { return .ready }
            let line = answer.text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
            return .refused(status: answer.status, body: String(line.prefix(200)))
        } catch {
            return .none("no answer from \(error.description)")
        }
    }
}
