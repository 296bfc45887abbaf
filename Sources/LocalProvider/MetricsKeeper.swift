import Crypto
import Diagnostics
import HTTPTransport
import POSIX
import Planning
import Providers
import S6

/// What a metrics resource is: Prometheus with one configuration.
struct MetricsSpec {
    let name: String
    let config: String
    let port: Int
    /// Rule files and the like that the configuration names, relative to it.
    let files: [(name: String, value: String)]
    let retentionHours: Int
    let retentionMegabytes: Int
    /// Samples older than this are not taken for what is now.
    let lookbackSeconds: Int

    init(_ resource: Resource) throws(Failure) {
        let attributes = try Attributes(
            resource, known: ["config", "port", "files", "retentionHours", "retentionMegabytes", "lookbackSeconds"])
        name = resource.address.name
        config = try attributes.text("config")
        port = try attributes.integer("port", 1...65_535)
        files = try attributes.table("files")
        retentionHours = try attributes.integer("retentionHours", 1...8784, default: 48)
        retentionMegabytes = try attributes.integer("retentionMegabytes", 32...1_000_000, default: 512)
        lookbackSeconds = try attributes.integer("lookbackSeconds", 1...86_400, default: 300)
        for (path, _) in files where !ReleaseSpec.staysInside(path) {
            throw Failure(
                LocalCodes.attributeInvalid,
                "\(resource.address): the file \"\(path)\" would not lie in its directory.",
                help: "name files relative to the configuration, without \"..\"")
        }
    }

    var service: String { "metrics-\(name)" }

    /// All files of the configuration directory.
    var contents: [(path: String, text: String)] { [("prometheus.yml", config)] + files.map { ($0.name, $0.value) } }

    func run(layout: LocalLayout) -> String {
        """
        #!/bin/sh
        exec 2>&1
        \(ShellText.export(EnvironmentProcesses.mark, layout.service(service)))\
        cd \(ShellText.quoted(layout.metrics(name))) || exit 111
        exec prometheus --config.file=config/prometheus.yml --storage.tsdb.path=data \\
          --storage.tsdb.retention.time=\(retentionHours)h --storage.tsdb.retention.size=\(retentionMegabytes)MB \\
          --query.lookback-delta=\(lookbackSeconds)s \\
          --web.listen-address=127.0.0.1:\(port) --web.enable-lifecycle --log.level=warn

        """
    }
}

/// `metrics/NAME`: Prometheus under s6, its data in the environment.
struct MetricsKeeper: Keeper {
    let layout: LocalLayout
    var supervision: Supervision { Supervision(layout: layout) }

    func put(_ resource: Resource, over prior: Record?) throws(Failure) -> [String: String] {
        let spec = try MetricsSpec(resource)
        let isNew = try !Files.exists(layout.metrics(spec.name))
        do throws(Failure) {
            try prepare(spec)
            let run = try Files.readIfPresent("\(layout.service(spec.service))/run", limit: 1 << 20)
            let keepsRunning = run == Array(spec.run(layout: layout).utf8)
            if keepsRunning, ready(spec) == .ready, try supervision.status(spec.service).isUp,
                try supervision.strays(of: spec.service) == []
            {
                try reload(spec)
            } else {
                try check(spec, in: "next", "the Prometheus that runs was not touched")
                try startAnew(spec)
            }
        } catch {
            if isNew { try delete(spec.name) }
            throw error
        }
        // It was kept only to go back to.
        try Files.doing { () throws(SystemError) in
            try FileSystem.removeTree("\(layout.metrics(spec.name))/former")
        }
        return Dictionary(
            spec.contents.map { ($0.path, SHA256.hex(of: Array($0.text.utf8))) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Writes the new files beside those in use.
    private func prepare(_ spec: MetricsSpec) throws(Failure) {
        let directory = layout.metrics(spec.name)
        try Files.doing { () throws(SystemError) in
            try FileSystem.createDirectory(directory, withParents: true)
            try FileSystem.removeTree("\(directory)/next")
            try FileSystem.createDirectory("\(directory)/next")
        }
        for (path, text) in spec.contents {
            let target = "\(directory)/next/\(path)"
            try Files.doing { () throws(SystemError) in
                try FileSystem.createDirectory(FileSystem.parent(of: target), withParents: true)
            }
            try Files.make(target, holding: text, mode: 0o600)
        }
    }

    /// `promtool check config`, for its words where there is no Prometheus to say them, or only in its log.
    private func check(_ spec: MetricsSpec, in name: String, _ consequence: String) throws(Failure) {
        let path = "\(layout.metrics(spec.name))/\(name)"
        let outcome = try Tool.promtool.run(["check", "config", "prometheus.yml"], in: path)
        guard !outcome.status.isSuccess else { return }
        try Files.doing { () throws(SystemError) in try FileSystem.removeTree(path) }
        let words = (outcome.errorText + outcome.outputText).trimmed
        throw Failure(
            LocalCodes.metricsConfigRefused, "metrics/\(spec.name): \(words.prefix(1000))",
            help: "correct the template; \(consequence)")
    }

    private func adopt(_ spec: MetricsSpec) throws(Failure) {
        let directory = layout.metrics(spec.name)
        try Files.doing { () throws(SystemError) in
            // Where an apply was killed the former one is the last that Prometheus is known to have taken.
            if try FileSystem.kind(of: "\(directory)/former") != nil {
                try FileSystem.removeTree("\(directory)/config")
            } else if try FileSystem.kind(of: "\(directory)/config") != nil {
                try FileSystem.rename("\(directory)/config", to: "\(directory)/former")
            }
            try FileSystem.rename("\(directory)/next", to: "\(directory)/config")
        }
    }

    private func startAnew(_ spec: MetricsSpec) throws(Failure) {
        try supervision.stopStrays(of: spec.service)
        try supervision.remove(spec.service)
        guard Ports.isFree(spec.port) else {
            throw Failure(
                LocalCodes.portTaken, "metrics/\(spec.name): another process listens on 127.0.0.1:\(spec.port).",
                help: "see which one: ss -ltnp 'sport = :\(spec.port)'; then make the plan again")
        }
        try adopt(spec)
        _ = try Tool.prometheus.requirePath()
        try Files.reach(.prometheusStart)
        try supervision.install(Service(name: spec.service, run: spec.run(layout: layout), graceSeconds: 20))
        var answer = HTTPProbe.Answer.none("never asked")
        let isReady = Wait.until(.after(.seconds(30)), every: .milliseconds(50)) {
            answer = ready(spec)
            return answer == .ready
        }
        guard isReady else { throw try failed(spec, "it is not ready after 30 s: \(answer.words)") }
    }

    /// Prometheus checks the files itself and keeps what it has where it refuses them; promtool would take longer.
    private func reload(_ spec: MetricsSpec) throws(Failure) {
        try adopt(spec)
        guard let refusal = askToReload(spec) else { return }
        let directory = layout.metrics(spec.name)
        try Files.doing { () throws(SystemError) in
            try FileSystem.rename("\(directory)/config", to: "\(directory)/next")
            if try FileSystem.kind(of: "\(directory)/former") != nil {
                try FileSystem.rename("\(directory)/former", to: "\(directory)/config")
            }
        }
        _ = askToReload(spec)
        try check(spec, in: "next", "the Prometheus that runs keeps its former one")
        throw try failed(spec, "it did not load its configuration and keeps the former: \(refusal)")
    }

    /// nil where Prometheus loaded its files, else its words.
    private func askToReload(_ spec: MetricsSpec) -> String? {
        do throws(HTTPError) {
            let url = "http://127.0.0.1:\(spec.port)/-/reload"
            let answer = try HTTPClient().send(HTTPRequest("POST", url, body: [], timeout: .seconds(20)))
            return answer.status == 200 ? nil : String(answer.text.trimmed.prefix(500))
        } catch {
            return error.description
        }
    }

    private func ready(_ spec: MetricsSpec) -> HTTPProbe.Answer {
        HTTPProbe(port: spec.port, path: "/-/ready", timeout: .seconds(2)).ask()
    }

    private func failed(_ spec: MetricsSpec, _ what: String) throws(Failure) -> Failure {
        let log = try LocalLog(layout: layout).tail(spec.service, lines: 5)
        let shown = log.isEmpty ? "" : "\nits last words:\n" + log.map { "  \($0)" }.joined(separator: "\n")
        return Failure(
            LocalCodes.metricsFailed, "metrics/\(spec.name): \(what).\(shown)",
            help: "read its log: \(layout.log(spec.service))/current")
    }

    func examine(_ record: Record) throws(Failure) -> Finding {
        let spec = try MetricsSpec(Resource(record.address, attributes: record.attributes))
        for (path, text) in spec.contents {
            let bytes = try Files.readIfPresent("\(layout.metrics(spec.name))/config/\(path)", limit: 8 << 20)
            guard bytes == Array(text.utf8) else { return Finding(damage: "file \(path) was edited") }
        }
        let status = try supervision.status(spec.service)
        guard status.isUp else {
            return Finding(damage: "Prometheus does not run (\(status.lastEnd ?? "never started"))")
        }
        if let damage = try supervision.strayDamage(of: spec.service, known: status) { return Finding(damage: damage) }
        let answer = ready(spec)
        return Finding(damage: answer == .ready ? nil : "Prometheus is not ready: \(answer.words)")
    }

    func delete(_ name: String) throws(Failure) {
        try supervision.remove("metrics-\(name)")
        try Files.doing { () throws(SystemError) in
            try FileSystem.removeTree(layout.metrics(name))
            try FileSystem.removeTree(layout.log("metrics-\(name)"))
        }
    }

    func names() throws(Failure) -> [String] { try Files.list(layout.metrics) }
}
