/// Writes the Prometheus text exposition format, version 0.0.4.
struct MetricsText {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(16_384) }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func family(_ name: String, _ type: String, _ help: String) {
        append("# HELP \(name) \(help)\n# TYPE \(name) \(type)\n")
    }

    mutating func sample(_ name: String, labels: String = "", value: String) {
        append(labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n")
    }

    mutating func counter(_ name: String, _ help: String, _ value: UInt64) {
        family(name, "counter", help)
        sample(name, value: String(value))
    }

    mutating func histogram(
        _ name: String, _ labels: String, _ buckets: HistogramBuckets, _ cells: MetricCells, at base: Int
    ) {
        var count: UInt64 = 0
        for (index, label) in buckets.labels.enumerated() {
            count &+= cells.total(base + index)
            append("\(name)_bucket{\(labels),le=\"\(label)\"} \(count)\n")
        }
        count &+= cells.total(base + buckets.limits.count)
        append("\(name)_bucket{\(labels),le=\"+Inf\"} \(count)\n")
        append("\(name)_sum{\(labels)} \(MetricsText.seconds(cells.total(base + buckets.limits.count + 1)))\n")
        append("\(name)_count{\(labels)} \(count)\n")
    }

    /// The metrics every Prometheus client library has about its process.
    mutating func process(_ sample: ProcessSample) {
        family("process_cpu_seconds_total", "counter", "Processor time used, user and system.")
        self.sample("process_cpu_seconds_total", value: String(sample.cpuSeconds))
        family("process_resident_memory_bytes", "gauge", "Memory in RAM.")
        self.sample("process_resident_memory_bytes", value: String(sample.residentBytes))
        family("process_virtual_memory_bytes", "gauge", "Address space in use.")
        self.sample("process_virtual_memory_bytes", value: String(sample.virtualBytes))
        family("process_open_fds", "gauge", "Open file descriptors.")
        self.sample("process_open_fds", value: String(sample.openDescriptors))
        family("process_max_fds", "gauge", "Most file descriptors that can be open.")
        self.sample("process_max_fds", value: String(sample.descriptorLimit))
        family("process_start_time_seconds", "gauge", "When the process started, in seconds since 1970.")
        self.sample("process_start_time_seconds", value: String(sample.startTimeSeconds))
    }

    /// Nanoseconds as an exact decimal number of seconds.
    static func seconds(_ nanoseconds: UInt64) -> String {
        let fraction = String(nanoseconds % 1_000_000_000)
        return "\(nanoseconds / 1_000_000_000)." + String(repeating: "0", count: 9 - fraction.utf8.count) + fraction
    }

    /// A label value with backslash, quote and line feed escaped.
    static func escaped(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
