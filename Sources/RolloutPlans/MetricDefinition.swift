package import Rollouts

/// A metric with the question that gets its readings.
package struct MetricDefinition: Sendable, Hashable {
    /// What the metrics' server is asked; `$revision` and `$backend` stand for the side that is measured.
    package enum Query: Sendable, Hashable {
        case value(String)
        /// Counters since some beginning: of what counts against the revision, and of everything.
        case counts(bad: String, all: String)

        /// The same with the names of one side in it.
        package func resolved(revision: String, backend: String) -> Query {
            func put(_ text: String) -> String {
                text.replacing("$revision", with: revision).replacing("$backend", with: backend)
            }
            return switch self {
            case .value(let text): .value(put(text))
            case .counts(let bad, let all): .counts(bad: put(bad), all: put(all))
            }
        }

        package var texts: [String] {
            switch self {
            case .value(let text): [text]
            case .counts(let bad, let all): [bad, all]
            }
        }
    }

    package let metric: Metric
    package let query: Query

    package init(_ metric: Metric, _ query: Query) {
        self.metric = metric
        self.query = query
    }

    package var name: String { metric.name }
}
