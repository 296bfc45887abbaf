import Diagnostics
import HTTPTransport
import JSON
import POSIX
import RolloutPlans
import Rollouts

/// Prometheus' query API (https://prometheus.io/docs/prometheus/latest/querying/api/), asked for one number at a time.
struct MetricsServer {
    let port: Int

    func read(_ query: MetricDefinition.Query, within timeout: Duration) -> Reading {
        switch query {
        case .value(let text):
            switch ask(text, timeout) {
            case .number(let value): return .value(value)
            case .nothing(let reason), .refused(let reason), .unanswered(let reason): return .missing(reason)
            }
        case .counts(let bad, let all):
            // All first: what comes in between is then at worst counted as one good request less.
            let answers = [ask(all, timeout), ask(bad, timeout)]
            let numbers = answers.compactMap(\.number)
            guard numbers.count == 2 else { return .missing(answers.compactMap(\.reason).first ?? "no answer") }
            guard let all = Self.count(numbers[0]), let bad = Self.count(numbers[1]) else {
                return .missing("a counter is no whole number: \(numbers[1]) of \(numbers[0])")
            }
            return .counts(min(bad, all), of: all)
        }
    }

    /// The replicas that were asked for their metrics at least once, by the label that our configuration gives them.
    func asked() -> Set<String> {
        let url = "http://127.0.0.1:\(port)/api/v1/targets?state=active"
        guard let answer = try? HTTPClient().send(HTTPRequest("GET", url, timeout: .seconds(2), limit: 8 << 20)),
            let targets = (try? JSONReader.parse(answer.body))?["data"]?["activeTargets"]?.array
        else { return [] }
        return Set(
            targets.filter { $0["health"]?.string != "unknown" }.compactMap { $0["labels"]?["replica"]?.string })
    }

    /// What Prometheus says against a query; nil where it understands all of it.
    ///
    /// Throws ``RolloutPlans/RolloutCodes/metricsUnreachable`` where it does not answer.
    func problem(of query: MetricDefinition.Query) throws(Failure) -> String? {
        for text in query.texts {
            switch ask(text, .seconds(5)) {
            case .refused(let words): return words
            case .unanswered(let words):
                throw Failure(
                    RolloutCodes.metricsUnreachable, "\(words).",
                    help:
                        "see whether metrics/prometheus is healthy: `slipway status ENV`; `slipway apply ENV` starts it"
                )
            case .number, .nothing: continue
            }
        }
        return nil
    }

    private enum Answer {
        case number(Double)
        /// No number, though the query was understood.
        case nothing(String)
        /// The query has no meaning.
        case refused(String)
        /// Nobody is there, or not in time.
        case unanswered(String)

        var number: Double? { if case .number(let value) = self { value } else { nil } }

        var reason: String? {
            switch self {
            case .number: nil
            case .nothing(let reason), .refused(let reason), .unanswered(let reason): reason
            }
        }
    }

    private func ask(_ query: String, _ timeout: Duration) -> Answer {
        let url = "http://127.0.0.1:\(port)/api/v1/query?query=\(Self.encoded(query))"
        let answer: HTTPResponse
        do throws(HTTPError) {
            answer = try HTTPClient().send(HTTPRequest("GET", url, timeout: timeout, limit: 1 << 20))
        } catch {
            return .unanswered("Prometheus does not answer: \(error.description)")
        }
        guard let json = try? JSONReader.parse(answer.body) else {
            return .unanswered("Prometheus answered with status \(answer.status) and no JSON")
        }
        guard json["status"]?.string == "success" else {
            let words = json["error"]?.string ?? "status \(answer.status)"
            return json["errorType"]?.string == "bad_data" ? .refused(words) : .nothing("Prometheus says: \(words)")
        }
        return Self.number(json["data"])
    }

    /// The one number of a result; two are as good as none, because nobody said which is meant.
    private static func number(_ data: JSONValue?) -> Answer {
        switch data?["resultType"]?.string {
        case "scalar": return value(data?["result"])
        case "vector":
            let series = data?["result"]?.array ?? []
            guard series.count == 1 else {
                return .nothing(series.isEmpty ? "no series" : "\(series.count) series where one is needed")
            }
            return value(series[0]["value"])
        case let other?: return .refused("the result is a \(other), and one number is needed")
        case nil: return .nothing("Prometheus gave no result")
        }
    }

    /// The time of an answer is that of the question, give or take what clocks differ by, in seconds; another one was
    /// kept somewhere on the way.
    private static let mostAge = 60.0

    private static func value(_ pair: JSONValue?) -> Answer {
        guard let items = pair?.array, items.count == 2, let text = items[1].string,
            case .number(let time) = items[0], let at = time.double
        else { return .nothing("Prometheus gave no value") }
        guard abs(Double(WallTime.now.seconds) - at) <= mostAge else {
            return .nothing("the answer is of another time, \(time.literal)")
        }
        // Its own spelling of what is no number.
        switch text {
        case "NaN": return .number(.nan)
        case "+Inf": return .number(.infinity)
        case "-Inf": return .number(-.infinity)
        default: return Double(text).map(Answer.number) ?? .nothing("\(text) is no number")
        }
    }

    private static func count(_ value: Double) -> Int? {
        value.isFinite && value >= 0 && value < 1e15 ? Int(value.rounded()) : nil
    }

    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if Attributes.isWordByte(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
