package import Diagnostics
package import JSON

// The one JSON form of resources and changes, shared by plan files, state and journal. Writing is deterministic: names
// in byte order. Reading is strict: what it does not know it refuses.

extension AttributeValue {
    /// `{"value": …}` or `{"sensitive": "fingerprint"}`.
    package var json: JSONValue {
        switch self {
        case .plain(let value): ["value": value]
        case .sensitive(let fingerprint): ["sensitive": .string(fingerprint)]
        }
    }

    package init(json: JSONValue) throws(Failure) {
        let members = json.object ?? []
        guard members.count == 1 else { throw MemberReader.failure("an attribute has not exactly one member") }
        switch (members[0].name, members[0].value) {
        case ("value", let value): self = .plain(value)
        case ("sensitive", .string(let fingerprint)): self = .sensitive(fingerprint: fingerprint)
        default:
            throw MemberReader.failure("an attribute has neither a \"value\" nor a \"sensitive\" fingerprint")
        }
    }
}

extension ResourceAddress {
    package var json: JSONValue { .string(description) }

    package init(json: JSONValue) throws(Failure) {
        guard let text = json.string, let address = ResourceAddress(text) else {
            throw MemberReader.failure("an address is not of the form kind/name")
        }
        self = address
    }
}

extension Resource {
    package var json: JSONValue {
        [
            "address": address.json, "attributes": AttributeValue.json(of: attributes),
            "dependencies": .array(dependencies.map(\.json)),
            "immutable": .array(immutable.sorted(by: inByteOrder).map(JSONValue.string)),
        ]
    }

    package init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "a resource")
        let address = try ResourceAddress(json: reader.value("address"))
        var dependencies: [ResourceAddress] = []
        let attributes = try AttributeValue.attributes(json: reader.object("attributes"))
        for dependency in try reader.array("dependencies") {
            dependencies.append(try ResourceAddress(json: dependency))
        }
        let immutable = Set(try reader.strings("immutable"))
        try reader.finish()
        self.init(address, attributes: attributes, dependencies: dependencies, immutable: immutable)
    }
}

extension ObservedResource {
    package var json: JSONValue {
        [
            "address": address.json, "attributes": AttributeValue.json(of: attributes),
            "damage": damage.map(JSONValue.string) ?? .null,
        ]
    }
}

extension Difference {
    package var json: JSONValue {
        ["attribute": .string(attribute), "before": before?.json ?? .null, "after": after?.json ?? .null]
    }

    package init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "a difference")
        let attribute = try reader.string("attribute")
        var before: AttributeValue?
        var after: AttributeValue?
        if let value = try reader.nullable("before") { before = try AttributeValue(json: value) }
        if let value = try reader.nullable("after") { after = try AttributeValue(json: value) }
        try reader.finish()
        self.init(attribute: attribute, before: before, after: after)
    }
}

extension Change {
    package var json: JSONValue {
        [
            "address": address.json, "action": .string(action.rawValue),
            "reasons": .array(reasons.map(JSONValue.string)), "before": before?.json ?? .null,
            "after": after?.json ?? .null, "differences": .array(differences.map(\.json)),
        ]
    }

    package init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "a change")
        let address = try ResourceAddress(json: reader.value("address"))
        let actionName = try reader.string("action")
        guard let action = Action(rawValue: actionName) else {
            throw MemberReader.failure("the change of \(address) has an unknown action \"\(actionName)\"")
        }
        let reasons = try reader.strings("reasons")
        var before: Resource?
        var after: Resource?
        if let value = try reader.nullable("before") { before = try Resource(json: value) }
        if let value = try reader.nullable("after") { after = try Resource(json: value) }
        var differences: [Difference] = []
        for value in try reader.array("differences") { differences.append(try Difference(json: value)) }
        try reader.finish()
        self.init(
            address: address, action: action, reasons: reasons, before: before, after: after,
            differences: differences)
    }
}

extension AttributeValue {
    fileprivate static func json(of attributes: [String: AttributeValue]) -> JSONValue {
        .object(
            attributes.sorted { inByteOrder($0.key, $1.key) }.map { JSONValue.Member($0.key, $0.value.json) })
    }

    fileprivate static func attributes(json: [JSONValue.Member]) throws(Failure) -> [String: AttributeValue] {
        var attributes: [String: AttributeValue] = [:]
        for member in json {
            guard attributes.updateValue(try AttributeValue(json: member.value), forKey: member.name) == nil else {
                throw MemberReader.failure("the attribute \"\(member.name)\" is there twice")
            }
        }
        return attributes
    }
}

private func inByteOrder(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
}
