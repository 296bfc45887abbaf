internal import Diagnostics
internal import HTTPTransport
internal import POSIX

/// Small requests to the endpoints that give credentials: few attempts, short waits, no proxy.
struct CredentialEndpoint {
    let settings: AWSSettings
    let source: String
    var timeout = Duration.seconds(5)
    var attempts = 3

    /// The answer to a request that a server took; nil where nothing answers at all.
    func ask(_ request: HTTPRequest) throws(Failure) -> HTTPResponse? {
        var request = request
        request.timeout = timeout
        request.connectTimeout = min(timeout, .seconds(2))
        request.limit = 64 << 10
        for attempt in 1...max(1, attempts) {
            if settings.context.isCancelled() { throw AWSClient.stopped }
            let answer = try? HTTPClient().send(request, isCancelled: settings.context.isCancelled)
            if answer == nil, settings.context.isCancelled() { throw AWSClient.stopped }
            if let answer, answer.status < 500, answer.status != 429 { return answer }
            if attempt == max(1, attempts) { return answer }
            let pause = Backoff.pause(
                after: attempt, isThrottled: false, serverAsks: nil, random: .random(in: 0..<1))
            if !Pause.sleep(for: pause), settings.context.isCancelled() { throw AWSClient.stopped }
        }
        return nil
    }
}
