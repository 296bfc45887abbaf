import Diagnostics
import JSON
import Planning

/// The attributes of one resource, read by type; every problem names the resource and the attribute.
struct Attributes {
    let resource: Resource

    init(_ resource: Resource, known: Set<String>) throws(Failure) {
        self.resource = resource
        for name in resource.attributes.keys.sorted() where !known.contains(name) {
            let near = Suggestion.nearest(to: name, among: known.sorted())
            throw Failure(
                LocalCodes.attributeInvalid, "\(resource.address): there is no attribute \"\(name)\".",
                help: near.map { "did you mean \"\($0)\"?" } ?? "it has \(known.sorted().joined(separator: ", "))")
        }
    }

    private func invalid(_ name: String, _ expected: String) -> Failure {
        Failure(
            LocalCodes.attributeInvalid, "\(resource.address): attribute \"\(name)\" must be \(expected).",
            help: "make the plan again with this version of slipway; if it stays, correct templates/local")
    }

    private func value(_ name: String) throws(Failure) -> JSONValue? {
        switch resource.attributes[name] {
        case .plain(.null), nil: return nil
        case .plain(let value): return value
        case .sensitive: throw invalid(name, "a plain value")
        }
    }

    func optionalText(_ name: String) throws(Failure) -> String? {
        guard let value = try value(name) else { return nil }
        guard let text = value.string, !text.utf8.contains(0) else { throw invalid(name, "text") }
        return text
    }

    func text(_ name: String) throws(Failure) -> String {
        guard let text = try optionalText(name), !text.isEmpty else { throw invalid(name, "text that is not empty") }
        return text
    }

    func integer(_ name: String, _ range: ClosedRange<Int>, default fallback: Int? = nil) throws(Failure) -> Int {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let value = try value(name) else {
            guard let fallback else { throw invalid(name, expected) }
            return fallback
        }
        guard let number = value.integer, range.contains(number) else { throw invalid(name, expected) }
        return number
    }

    func texts(_ name: String) throws(Failure) -> [String] {
        guard let value = try value(name) else { return [] }
        let texts = value.array?.compactMap(\.string) ?? []
        guard let count = value.array?.count, count == texts.count, !texts.contains(where: { $0.utf8.contains(0) })
        else { throw invalid(name, "a list of texts") }
        return texts
    }

    /// An object whose values are texts; numbers and booleans stand for the text they are written as.
    func table(_ name: String) throws(Failure) -> [(name: String, value: String)] {
        guard let value = try value(name) else { return [] }
        guard let members = value.object else { throw invalid(name, "a table of texts") }
        var table: [(name: String, value: String)] = []
        for member in members {
            let text: String
            switch member.value {
            case .string(let value) where !value.utf8.contains(0): text = value
            case .number(let number): text = number.literal
            case .bool(let flag): text = flag ? "true" : "false"
            default: throw invalid("\(name).\(member.name)", "text")
            }
            table.append((member.name, text))
        }
        return table.sorted { $0.name < $1.name }
    }

    /// A table whose keys are names of environment variables.
    func variables(_ name: String) throws(Failure) -> [(name: String, value: String)] {
        let table = try table(name)
        for (key, _) in table where !Self.isVariable(key) {
            throw invalid("\(name).\(key)", "named with letters, digits and underscores, no digit first")
        }
        return table
    }

    func ports(_ name: String) throws(Failure) -> [(name: String, port: Int)] {
        var ports: [(name: String, port: Int)] = []
        for (key, text) in try table(name) {
            guard let port = Int(text), (1...65_535).contains(port) else {
                throw invalid("\(name).\(key)", "a port from 1 to 65535")
            }
            ports.append((key, port))
        }
        return ports
    }

    /// A nested object as attributes of its own, for `readiness: {path: …}`.
    func object(_ name: String, known: Set<String>) throws(Failure) -> Attributes {
        guard let value = try value(name) else {
            return try Attributes(Resource(resource.address, attributes: [:]), known: known)
        }
        guard let members = value.object else { throw invalid(name, "a table") }
        let attributes = Dictionary(
            members.map { ($0.name, AttributeValue.plain($0.value)) }, uniquingKeysWith: { first, _ in first })
        return try Attributes(Resource(resource.address, attributes: attributes), known: known)
    }

    static func isVariable(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard let first = bytes.first, first < UInt8(ascii: "0") || first > UInt8(ascii: "9") else { return false }
        return bytes.count <= 128 && bytes.allSatisfy(isWordByte)
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Whether a name can be a file name of ours, whatever it came from.
    static func isSafeName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        return (1...128).contains(bytes.count) && bytes.first != UInt8(ascii: ".")
            && bytes.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }
}
