internal import Diagnostics
internal import HTTPTransport
internal import POSIX
internal import SigV4

/// The attempts of one call, and what may still be done after one that failed.
struct Attempts {
    enum Problem {
        case service(ServiceError)
        case transport(HTTPError)
        /// An answer that says all went well, in no form the service has.
        case garbage(HTTPResponse)
    }

    let call: ServiceCall
    let deadline: Deadline
    var count = 0
    /// What the last attempt took from the quota.
    var cost = 0
    /// Whether one of them may have done what the call asks for.
    var mayBeDone = false
    private var hasRenewed = false

    init(call: ServiceCall, deadline: Deadline) {
        self.call = call
        self.deadline = deadline
    }

    /// Returns when the next attempt is due; throws where there is none.
    mutating func again(
        _ problem: Problem, _ client: AWSClient, _ signed: AWSClient.Signed, _ endpoint: Endpoint
    ) throws(AWSError) {
        let words = AttemptWords(attempts: self, client: client, signed: signed, endpoint: endpoint)
        if client.settings.context.isCancelled() { throw words.cancelled }
        guard let pause = nextPause(problem, client, signed) else { throw words.error(problem) }
        guard pause < deadline.remaining else { throw words.late(problem) }
        if !Pause.sleep(for: pause), client.settings.context.isCancelled() { throw words.cancelled }
    }

    /// nil where the call is not sent again.
    private mutating func nextPause(
        _ problem: Problem, _ client: AWSClient, _ signed: AWSClient.Signed
    ) -> Duration? {
        guard count < client.settings.attempts, !mayBeDone || call.isRepeatable else { return nil }
        var isThrottled = false
        var isTimeout = false
        var asked: Int?
        switch problem {
        case .garbage: break
        case .transport(let error):
            guard [.cannotResolve, .cannotConnect, .timedOut, .incomplete, .other].contains(error.reason) else {
                return nil
            }
            isTimeout = error.reason == .timedOut
        case .service(let error):
            switch error.kind {
            case .throttling: isThrottled = true
            case .transient: break
            case .clock:
                // At once: it is the signature that was wrong.
                return client.correctClock(error, signed) ? .zero : nil
            case .expired:
                guard !hasRenewed, let used = signed.identity?.credentials, client.credentials.renew(used) else {
                    return nil
                }
                hasRenewed = true
                return .zero
            case .other: return nil
            }
            asked = error.retryAfter
        }
        cost = RetryQuota.cost(isTimeout: isTimeout)
        guard client.takeFromQuota(cost) else { return nil }
        return Backoff.pause(after: count, isThrottled: isThrottled, serverAsks: asked, random: client.draw())
    }
}
