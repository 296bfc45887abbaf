internal import Diagnostics
internal import YAML

/// A value of the source that knows its path, and through its ledger what has become of it.
struct SourceValue {
    let node: Node
    let object: String
    let path: String
    /// The paths of everything it is in, outermost first.
    let ancestors: [String]
    let ledger: Ledger

    /// The whole of an object.
    init(_ node: Node, object: String, ledger: Ledger) {
        self.init(node: node, object: object, path: "", ancestors: [], ledger: ledger)
    }

    private init(node: Node, object: String, path: String, ancestors: [String], ledger: Ledger) {
        self.node = node
        self.object = object
        self.path = path
        self.ancestors = ancestors
        self.ledger = ledger
    }

    var place: Ledger.Place { Ledger.Place(object: object, path: path) }
    var location: SourceLocation { node.mark }

    // MARK: Going in

    /// The value of a key; nil where it is missing or null, which mean the same to Kubernetes and to Spinnaker.
    subscript(key: String) -> SourceValue? {
        node[key].map { inner($0, Self.joined(path, key)) }.flatMap { $0.isPresent ? $0 : nil }
    }

    /// Whether it is anything but null.
    var isPresent: Bool { node.scalar?.kind != .null }

    var members: [(name: String, value: SourceValue)] {
        (node.mapping ?? []).map { ($0.name, inner($0.value, Self.joined(path, $0.name))) }
    }

    var items: [SourceValue] {
        (node.sequence ?? []).enumerated().map { inner($1, "\(path)[\($0)]") }
    }

    /// The items of a list below a key; none where the key is missing, and a problem where it is no list or longer.
    func items(_ key: String, atMost limit: Int = .max) -> [SourceValue] {
        guard let value = self[key],
            SectionLimits.admits(value.node.sequence?.count ?? 0, key, of: limit, at: value)
        else { return [] }
        if value.node.sequence == nil { value.malformed("a list") }
        if value.items.isEmpty { value.settle() }
        return value.items
    }

    /// The mapping below a key; nil where the key is missing, and a problem where it is none.
    func mapping(_ key: String) -> SourceValue? {
        guard let value = self[key] else { return nil }
        guard let pairs = value.node.mapping else {
            value.malformed("a mapping")
            return nil
        }
        if pairs.isEmpty { value.settle() }
        return value
    }

    private func inner(_ node: Node, _ path: String) -> SourceValue {
        SourceValue(node: node, object: object, path: path, ancestors: ancestors + [self.path], ledger: ledger)
    }

    /// Keys with dots or brackets in quotation marks, so that the path can be read back.
    private static func joined(_ path: String, _ key: String) -> String {
        let isPlain =
            !key.isEmpty
            && key.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        if !isPlain { return "\(path)[\"\(key)\"]" }
        return path.isEmpty ? key : "\(path).\(key)"
    }

    // MARK: Settling

    func settle() { ledger.settle(self) }

    var isSettled: Bool { ledger.isTouched(self) }

    /// Lists this and all it holds as not in the section.
    func lost(_ message: String, at culprit: SourceValue? = nil) {
        settle()
        ledger.list(.dropped, place, at: (culprit ?? self).location, message)
    }

    /// Lists this as different in the section; whoever read it has settled it.
    func changed(_ message: String) { ledger.list(.changed, place, at: location, message) }

    /// Lists a key that is not written, and whose default means something else in the section.
    ///
    /// - Parameter key: a path of keys without special signs, as `classifier.scoreThresholds`.
    func changed(missing key: String, _ message: String) {
        let path = path.isEmpty ? key : "\(path).\(key)"
        ledger.list(.changed, Ledger.Place(object: object, path: path), at: location, message)
    }

    /// Settles keys that have no bearing on a rollout.
    func settle(_ irrelevant: IrrelevantKeys) {
        for key in irrelevant.keys { self[key]?.settle() }
    }

    /// Lists whichever of these keys is written.
    func lose(_ messages: KeyValuePairs<String, String>) {
        for (key, message) in messages { self[key]?.lost(message) }
    }

    func malformed(_ expected: String) {
        ledger.report(
            ImportCodes.malformed, "\(object): \(path) is not \(expected)", at: location, help: "write \(expected)")
        settle()
    }

    func contradiction(_ detail: String, help: String) {
        ledger.report(ImportCodes.contradictory, "\(object): \(detail)", at: location, help: help)
    }

    // MARK: Scalars, settled by being read

    var text: String? { node.scalar.flatMap { $0.kind == .null ? nil : $0.text } }

    func text(_ key: String) -> String? {
        guard let value = self[key] else { return nil }
        guard let text = value.text else {
            value.malformed("a text")
            return nil
        }
        value.settle()
        return text
    }

    func integer(_ key: String, in range: ClosedRange<Int> = 0...1_000_000_000) -> Int? {
        guard let text = text(key), let value = self[key] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            value.malformed("a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    func number(_ key: String) -> Decimal? {
        guard let text = text(key), let value = self[key] else { return nil }
        guard let number = Decimal(text) else {
            value.malformed("a number")
            return nil
        }
        return number
    }

    /// Kubernetes still reads YAML 1.1, in which these words are truth values.
    func flag(_ key: String) -> Bool? {
        guard let text = text(key), let value = self[key] else { return nil }
        switch text.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default:
            value.malformed("true or false")
            return nil
        }
    }

    /// A duration of Go's `time.ParseDuration`, such as `30s` or `1h30m`.
    func duration(_ key: String) -> Duration? {
        guard let text = text(key), let value = self[key] else { return nil }
        guard let duration = DurationText.read(text) else {
            value.malformed("a duration from 0s to 366 days, such as 30s or 5m")
            return nil
        }
        return duration
    }

    /// A whole number of seconds.
    func seconds(_ key: String) -> Duration? { integer(key, in: 0...31_622_400).map { .seconds($0) } }
}

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

func isLetterOrDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}
