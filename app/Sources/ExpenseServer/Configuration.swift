import ExpenseDomain
import ExpenseStore

/// What the environment says; there are no other ways to configure the server.
struct Configuration: Sendable {
    var port: UInt16
    var bindAddress: String
    var databasePath: String
    var durability: SQLiteStore.Durability
    var defaultCurrency: Currency
    var retentionDays: Int
    var purgeIntervalSeconds: Int
    var logLevel: LogLevel
    var accessLog: AccessLog
    /// Zero is one for each processor.
    var threads: Int
    var maxConnections: Int
    var maxBodyBytes: Int
    var maxHeaderBytes: Int
    var requestTimeoutSeconds: Int
    var keepAliveTimeoutSeconds: Int
    var shutdownDelaySeconds: Int
    var shutdownGraceSeconds: Int
    var revision: String
    var readyDescriptor: Int32?

    enum AccessLog: String, Sendable, CaseIterable { case all, errors, off }
}

/// Everything that is wrong with the environment, one line each.
struct ConfigurationError: Error, Sendable, Hashable {
    let problems: [String]
}

extension Configuration {
    /// Reads and checks every setting; all problems are told at once.
    ///
    /// `NAME_FILE` names a file that holds the value of `NAME`, as container platforms mount secrets.
    init(environment: [String: String], readFile: @escaping (String) -> String?) throws(ConfigurationError) {
        var reader = SettingReader(environment: environment, readFile: readFile)
        port = UInt16(clamping: reader.integer("PORT", 0...65_535))
        bindAddress = reader.address("BIND_ADDRESS")
        databasePath = reader.text("DATABASE_PATH", isRequired: true)
        durability = reader.choice("SQLITE_SYNCHRONOUS", SQLiteStore.Durability.self) ?? .full
        defaultCurrency = reader.currency("DEFAULT_CURRENCY")
        retentionDays = reader.integer("RETENTION_DAYS", 0...36_500)
        purgeIntervalSeconds = reader.integer("PURGE_INTERVAL", 1...86_400)
        logLevel = reader.choice("LOG_LEVEL", LogLevel.self) ?? .info
        accessLog = reader.choice("ACCESS_LOG", AccessLog.self) ?? .all
        threads = reader.integer("THREADS", 0...256)
        maxConnections = reader.integer("MAX_CONNECTIONS", 16...1_000_000)
        maxBodyBytes = reader.integer("MAX_BODY_BYTES", 1024...1_048_576)
        maxHeaderBytes = reader.integer("MAX_HEADER_BYTES", 2048...65_536)
        requestTimeoutSeconds = reader.integer("REQUEST_TIMEOUT", 1...300)
        keepAliveTimeoutSeconds = reader.integer("KEEP_ALIVE_TIMEOUT", 1...3600)
        shutdownDelaySeconds = reader.integer("SHUTDOWN_DELAY", 0...3600)
        shutdownGraceSeconds = reader.integer("SHUTDOWN_GRACE", 0...3600)
        revision = reader.text("REVISION", isRequired: false)
        readyDescriptor = reader.descriptor("READY_FD", alias: "NOTIFY_FD")
        guard reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
    }
}

/// Takes settings from an environment and notes what is wrong with them.
private struct SettingReader {
    let environment: [String: String]
    let readFile: (String) -> String?
    private(set) var problems: [String] = []

    init(environment: [String: String], readFile: @escaping (String) -> String?) {
        self.environment = environment
        self.readFile = readFile
    }

    private mutating func value(_ name: String) -> String {
        if let path = environment[name + "_FILE"] {
            if environment[name] != nil { problems.append("\(name) and \(name)_FILE are both set; leave one of them") }
            guard let text = readFile(path) else {
                problems.append("\(name)_FILE names \(path), which cannot be read or is longer than 64 KiB")
                return fallback(name)
            }
            // Editors and `echo` end a file with a line feed that is no part of the value.
            return text.last == "\n" ? String(text.dropLast()) : text
        }
        return environment[name] ?? fallback(name)
    }

    private func fallback(_ name: String) -> String { Setting.all.first { $0.name == name }?.fallback ?? "" }

    mutating func integer(_ name: String, _ range: ClosedRange<Int>) -> Int {
        let text = value(name)
        let digits = text.utf8.allSatisfy { (48...57).contains($0) }
        guard digits, let number = Int(text), range.contains(number) else {
            problems.append(
                "\(name) is \(quoted(text)); it must be an integer from \(range.lowerBound) to \(range.upperBound)")
            return range.lowerBound
        }
        return number
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, _ type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        let text = value(name)
        guard let choice = Choice(rawValue: text) else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            problems.append("\(name) is \(quoted(text)); it must be one of: \(choices)")
            return nil
        }
        return choice
    }

    mutating func text(_ name: String, isRequired: Bool) -> String {
        let text = value(name)
        let isPrintable = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        if (isRequired && text.isEmpty) || !isPrintable || text.utf8.count > 1024 {
            problems.append("\(name) must be \(isRequired ? "1" : "0")...1024 bytes of printable text")
        }
        return text
    }

    mutating func address(_ name: String) -> String {
        let text = value(name)
        if SocketAddress(text, port: 0) == nil {
            problems.append("\(name) is \(quoted(text)); it must be an IPv4 or IPv6 address, such as 127.0.0.1 or ::1")
        }
        return text
    }

    mutating func currency(_ name: String) -> Currency {
        let text = value(name)
        guard let currency = Currency(code: text) else {
            problems.append("\(name) is \(quoted(text)); it must be an active ISO 4217 code, such as USD")
            return .usd
        }
        return currency
    }

    mutating func descriptor(_ name: String, alias: String) -> Int32? {
        let used = environment[name] == nil && environment[alias] != nil ? alias : name
        guard let text = environment[used], !text.isEmpty else { return nil }
        guard let number = Int32(text), (3...65_535).contains(number) else {
            problems.append("\(used) is \(quoted(text)); it must be a file descriptor from 3 to 65535")
            return nil
        }
        return number
    }

    private func quoted(_ text: String) -> String { "\"\(text.prefix(64))\"" }
}
