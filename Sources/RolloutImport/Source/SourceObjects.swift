internal import Diagnostics
internal import JSON
internal import YAML

/// The objects of a file, each under its kind and name.
struct SourceObjects {
    /// What a kind is to a rollout.
    enum Kind: Equatable {
        case rollout, analysisTemplate(isCluster: Bool)
        case canary, metricTemplate
        case kayenta
        /// Some other object of Kubernetes, under its kind.
        case other(String)
    }

    struct Object {
        let kind: Kind
        let name: String
        let namespace: String?
        let value: SourceValue
    }

    let objects: [Object]
    let ledger: Ledger

    static let limit = 1 << 20

    init(_ bytes: [UInt8], file: String, ledger: Ledger) throws(Failure) {
        guard bytes.count <= Self.limit else {
            throw Failure(
                ImportCodes.tooLarge, "\(file) has \(bytes.count) bytes, and at most \(Self.limit) are read",
                help: "give the file that holds the rollout and its templates, and nothing else")
        }
        var objects: [Object] = []
        var names: [String: Int] = [:]
        for document in try Self.documents(bytes, file: file) {
            for (node, prefix) in Self.members(document) {
                let name = Self.name(node).oneLine
                let count = names[name, default: 0] + 1
                names[name] = count
                // Two objects of one name would share one account.
                let object = count == 1 ? name : "\(name)#\(count)"
                let value = SourceValue(node, object: prefix + object, ledger: ledger)
                objects.append(
                    Object(
                        kind: Self.kind(node), name: node["metadata"]?["name"]?.scalar?.text ?? "",
                        namespace: node["metadata"]?["namespace"]?.scalar?.text, value: value))
            }
        }
        self.objects = objects
        self.ledger = ledger
    }

    /// The documents that hold anything. JSON is read by its own rules first, then as YAML for the places of its
    /// values.
    private static func documents(_ bytes: [UInt8], file: String) throws(Failure) -> [Node] {
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if first == UInt8(ascii: "{") {
            do throws(JSONError) {
                _ = try JSONReader.parse(bytes)
            } catch {
                throw error.failure(in: file)
            }
            return [try YAMLReader.parse(JSONAsYAML.text(bytes), file: file)]
        }
        return try YAMLReader.parseAll(bytes, file: file).filter { $0.scalar?.kind != .null }
    }

    /// The items of a Kubernetes `List`, or the document itself.
    private static func members(_ document: Node) -> [(Node, String)] {
        guard document["kind"]?.scalar?.text == "List", let items = document["items"]?.sequence else {
            return [(document, "")]
        }
        return items.enumerated().map { ($1, "items[\($0)]:") }
    }

    private static func name(_ node: Node) -> String {
        if isKayenta(node) { return "config/\(node["name"]?.scalar?.text ?? "unnamed")" }
        return "\(node["kind"]?.scalar?.text ?? "unnamed")/\(node["metadata"]?["name"]?.scalar?.text ?? "unnamed")"
    }

    private static func kind(_ node: Node) -> Kind {
        if isKayenta(node) { return .kayenta }
        let kind = node["kind"]?.scalar?.text ?? ""
        let group = node["apiVersion"]?.scalar?.text.split(separator: "/").first ?? ""
        switch (group, kind) {
        case ("argoproj.io", "Rollout"): return .rollout
        case ("argoproj.io", "AnalysisTemplate"): return .analysisTemplate(isCluster: false)
        case ("argoproj.io", "ClusterAnalysisTemplate"): return .analysisTemplate(isCluster: true)
        case ("flagger.app", "Canary"): return .canary
        case ("flagger.app", "MetricTemplate"): return .metricTemplate
        default: return .other(kind.isEmpty ? "something without a kind" : kind)
        }
    }

    private static func isKayenta(_ node: Node) -> Bool {
        node["kind"] == nil && node["metrics"]?.sequence != nil && (node["classifier"] ?? node["judge"]) != nil
    }
}

/// JSON written so that libyaml reads it as the same value: tabs between values, and pairs of surrogates in strings.
enum JSONAsYAML {
    /// Of a valid JSON text; all columns stay, but for what follows an escaped pair in its line.
    static func text(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        var isString = false
        while index < bytes.count {
            let byte = bytes[index]
            if !isString {
                isString = byte == UInt8(ascii: "\"")
                result.append(byte == 0x09 ? 0x20 : byte)
                index += 1
            } else if byte == UInt8(ascii: "\\") {
                if let pair = pair(bytes, at: index) {
                    let digits = String(pair, radix: 16, uppercase: true)
                    result += Array("\\U\(String(repeating: "0", count: 8 - digits.utf8.count))\(digits)".utf8)
                    index += 12
                } else {
                    result += bytes[index..<min(index + 2, bytes.count)]
                    index += 2
                }
            } else {
                isString = byte != UInt8(ascii: "\"")
                result.append(byte)
                index += 1
            }
        }
        return result
    }

    /// The scalar that `\uD83D\uDE00` stands for.
    private static func pair(_ bytes: [UInt8], at index: Int) -> UInt32? {
        guard let high = unit(bytes, at: index), (0xD800...0xDBFF).contains(high),
            let low = unit(bytes, at: index + 6), (0xDC00...0xDFFF).contains(low)
        else { return nil }
        return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
    }

    private static func unit(_ bytes: [UInt8], at index: Int) -> UInt32? {
        guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
            return nil
        }
        return UInt32(String(decoding: bytes[(index + 2)..<(index + 6)], as: UTF8.self), radix: 16)
    }
}
