internal import POSIX
internal import Synchronization

/// How long to wait before the next attempt, and whether there may be one.
///
/// Source: AWS SDKs and Tools Reference Guide, "Retry behavior" (standard mode): a quota of tokens that failures use up
/// and successes give back, and full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter").
final class RetryQuota: Sendable {
    private static let capacity = 500
    private let left = Mutex(RetryQuota.capacity)

    /// What an attempt after this failure costs: more where the other side did not answer at all.
    static func cost(isTimeout: Bool) -> Int { isTimeout ? 10 : 5 }

    /// Takes `cost` tokens; false where there are not so many left.
    func take(_ cost: Int) -> Bool {
        left.withLock { left in
            guard left >= cost else { return false }
            left -= cost
            return true
        }
    }

    /// A success gives back what its last attempt cost, and one token where it was the first.
    func giveBack(_ cost: Int) { left.withLock { $0 = min(Self.capacity, $0 + max(1, cost)) } }
}

enum Backoff {
    static let longest = Duration.seconds(20)

    /// The pause after attempt `attempt` (1 and up): a random part, `random` of 0 to 1, of a bound that doubles.
    ///
    /// Throttling begins at a second, everything else at 50 ms. What the server asks for is waited at least, up to the
    /// longest pause.
    static func pause(
        after attempt: Int, isThrottled: Bool, serverAsks milliseconds: Int?, random: Double
    ) -> Duration {
        let base = isThrottled ? 1_000.0 : 50.0
        var bound = base
        for _ in 1..<max(1, min(attempt, 16)) { bound *= 2 }
        let drawn = min(bound, longest.inSeconds * 1000) * min(max(random, 0), 1)
        return min(longest, max(.milliseconds(Int(drawn)), .milliseconds(milliseconds ?? 0)))
    }
}

/// The rate at which an adaptive client sends, found from what is throttled.
///
/// Source: AWS SDKs and Tools Reference Guide, "Retry behavior" (adaptive mode): a token bucket whose fill rate follows
/// the cubic of RFC 8312 between throttled answers.
final class AdaptiveRate: Sendable {
    private struct State {
        var isStarted = false
        var isOn = false
        var fillRate = 1.0
        var capacity = 1.0
        var tokens = 0.0
        var filledAt = 0.0
        var measured = 0.0
        var bucketAt = 0.0
        var count = 0
        var rateAtThrottle = 0.0
        var throttledAt = 0.0
        var window = 0.0

        /// Time counts from the first use: a rate over all that was before would be next to nothing.
        mutating func start(_ now: Double) {
            guard !isStarted else { return }
            isStarted = true
            filledAt = now
            throttledAt = now
            bucketAt = now.rounded(.down)
        }

        mutating func fill(_ now: Double) {
            tokens = min(capacity, tokens + max(0, now - filledAt) * fillRate)
            filledAt = now
        }

        mutating func measure(_ now: Double) {
            count += 1
            // Half seconds.
            let bucket = (now * 2).rounded(.down) / 2
            guard bucket > bucketAt else { return }
            measured = Double(count) / (bucket - bucketAt) * 0.8 + measured * 0.2
            count = 0
            bucketAt = bucket
        }

        mutating func change(to rate: Double, _ now: Double) {
            fill(now)
            fillRate = max(rate, 0.5)
            capacity = max(rate, 1)
            tokens = min(tokens, capacity)
        }
    }

    private let state = Mutex(State())

    /// Requests a second, as of the last answer.
    var rate: Double { state.withLock(\.fillRate) }

    /// How long to wait before sending; one token is taken.
    func wait(at now: Double) -> Double {
        state.withLock { state in
            state.start(now)
            guard state.isOn else { return 0 }
            state.fill(now)
            state.tokens -= 1
            return state.tokens >= 0 ? 0 : -state.tokens / state.fillRate
        }
    }

    /// Takes an answer into account.
    func note(isThrottled: Bool, at now: Double) {
        state.withLock { state in
            state.start(now)
            state.measure(now)
            let rate: Double
            if isThrottled {
                let before = state.isOn ? min(state.measured, state.fillRate) : state.measured
                state.rateAtThrottle = before
                state.window = Self.cubeRoot(before * (1 - 0.7) / 0.4)
                state.throttledAt = now
                rate = before * 0.7
                state.isOn = true
            } else {
                state.window = Self.cubeRoot(state.rateAtThrottle * (1 - 0.7) / 0.4)
                let elapsed = now - state.throttledAt - state.window
                rate = 0.4 * elapsed * elapsed * elapsed + state.rateAtThrottle
            }
            state.change(to: min(rate, 2 * state.measured), now)
        }
    }

    /// Newton's method: Swift's own library has no cube root without that of C.
    private static func cubeRoot(_ value: Double) -> Double {
        guard value > 0 else { return 0 }
        var root = max(value, 1)
        for _ in 0..<200 {
            let next = (2 * root + value / (root * root)) / 3
            if abs(next - root) < 1e-12 * root { break }
            root = next
        }
        return root
    }
}
