/// The metrics of a section under names of their own: the same metric once, another one under another name.
struct MetricCatalogue {
    /// Names a spec knows without a definition, which no other metric may take.
    static let builtIn = ["error-rate", "latency-p50", "latency-p90", "latency-p95", "latency-p99"]
    /// The longest name a spec takes.
    private static let nameLimit = 40

    private(set) var metrics: [Metric] = []
    private var known: [(wanted: Metric, name: String)] = []

    /// The name the metric has in the section; another name than it had is listed at `source`, where its name stands.
    mutating func add(_ metric: Metric, from source: SourceValue) -> String {
        let name = name(metric)
        let written = source["name"]?.text ?? metric.name
        if name != metric.name || MetricCatalogue.name(written) != written {
            source["name"]?.changed("the metric \(written) is called \(name) in the section")
        }
        return name
    }

    private mutating func name(_ metric: Metric) -> String {
        // More are refused in the end, and need no names until then.
        guard metrics.count <= SectionLimits.metrics else { return metric.name }
        if let known = known.first(where: { $0.wanted == metric }) { return known.name }
        let base = Self.name(metric.name)
        var name = base, count = 1
        while Self.builtIn.contains(name) || metrics.contains(where: { $0.name == name }) {
            count += 1
            let suffix = "-\(count)"
            name = String(base.prefix(Self.nameLimit - suffix.utf8.count)) + suffix
        }
        var named = metric
        named.name = name
        known.append((metric, name))
        metrics.append(named)
        return name
    }

    /// The nearest name that a spec takes: a to z, 0 to 9 and single -, first a letter, for which it gets a prefix.
    static func name(_ text: String) -> String {
        var name: [UInt8] = []
        for byte in text.utf8 {
            let lower = isLetterOrDigit(byte) ? byte | 0x20 : UInt8(ascii: "-")
            if name.isEmpty, isDigit(byte) || text.utf8.allSatisfy({ !isLetterOrDigit($0) }) {
                name += Array("metric-".utf8)
            }
            if name.isEmpty, lower == UInt8(ascii: "-") { continue }
            if lower == UInt8(ascii: "-"), name.last == lower { continue }
            name.append(isDigit(byte) ? byte : lower)
        }
        name = Array(name.prefix(nameLimit))
        while name.last == UInt8(ascii: "-") { name.removeLast() }
        return name.isEmpty ? "metric" : String(decoding: name, as: UTF8.self)
    }
}
