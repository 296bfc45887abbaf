package import Diagnostics
package import JSON

/// Reads the members of one JSON object of a file Slipway wrote, and refuses members nobody asked for.
///
/// Every problem is a ``Failure`` under ``PlanningCodes/unreadableRecord`` that names the object and the member.
package struct MemberReader {
    private let what: String
    private var members: [String: JSONValue] = [:]

    /// `what` names the object in messages, as in `resource process/api`.
    package init(_ value: JSONValue, _ what: String) throws(Failure) {
        self.what = what
        guard let object = value.object else { throw Self.failure("\(what) is no object") }
        for member in object {
            guard members.updateValue(member.value, forKey: member.name) == nil else {
                throw Self.failure("\(what) has two members \"\(member.name)\"")
            }
        }
    }

    /// The failure all readers of records throw.
    package static func failure(_ detail: String) -> Failure { Failure(PlanningCodes.unreadableRecord, "\(detail).") }

    package mutating func value(_ name: String) throws(Failure) -> JSONValue {
        guard let value = members.removeValue(forKey: name) else {
            throw Self.failure("\(what) has no member \"\(name)\"")
        }
        return value
    }

    package mutating func string(_ name: String) throws(Failure) -> String {
        try expect(name, "a string") { $0.string }
    }

    package mutating func integer(_ name: String) throws(Failure) -> Int {
        try expect(name, "an integer") { $0.integer }
    }

    package mutating func array(_ name: String) throws(Failure) -> [JSONValue] {
        try expect(name, "an array") { $0.array }
    }

    package mutating func strings(_ name: String) throws(Failure) -> [String] {
        try expect(name, "an array of strings") { value in
            guard let texts = value.array?.map(\.string), !texts.contains(nil) else { return nil }
            return texts.compactMap(\.self)
        }
    }

    package mutating func object(_ name: String) throws(Failure) -> [JSONValue.Member] {
        try expect(name, "an object") { $0.object }
    }

    /// The member's value, nil where it is null; absent is refused.
    package mutating func nullable(_ name: String) throws(Failure) -> JSONValue? {
        let value = try value(name)
        return value == .null ? nil : value
    }

    /// Refuses the object where a member was not read.
    package func finish() throws(Failure) {
        if let name = members.keys.min() { throw Self.failure("\(what) has an unknown member \"\(name)\"") }
    }

    private mutating func expect<Value>(
        _ name: String, _ kind: String, _ convert: (JSONValue) -> Value?
    ) throws(Failure) -> Value {
        guard let converted = convert(try value(name)) else {
            throw Self.failure("\(what): \"\(name)\" is not \(kind)")
        }
        return converted
    }
}
