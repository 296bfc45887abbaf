package import JSON

/// The name of one thing a provider keeps: its kind and a name unique among that kind, printed `kind/name`.
package struct ResourceAddress: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let kind: String
    package let name: String

    package init(kind: String, name: String) {
        self.kind = kind
        self.name = name
    }

    /// Reads `kind/name`; nil where either part is empty or the kind holds a second slash.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.init(kind: String(parts[0]), name: String(parts[1]))
    }

    package var description: String { "\(kind)/\(name)" }

    package static func < (left: Self, right: Self) -> Bool { (left.kind, left.name) < (right.kind, right.name) }
}

/// The value of one attribute: shown, or known only by a keyed fingerprint.
package enum AttributeValue: Sendable, Hashable {
    case plain(JSONValue)
    /// A secret's fingerprint: it tells that a value changed, never what it is. Prints as `(sensitive value)`.
    case sensitive(fingerprint: String)
}

/// One thing as it should be, or as it was last applied.
package struct Resource: Sendable, Hashable {
    package let address: ResourceAddress
    package let attributes: [String: AttributeValue]
    /// What must exist before this one is made, and may go only after this one is gone.
    package let dependencies: [ResourceAddress]
    /// Attributes that cannot change in place: a change there replaces the resource.
    package let immutable: Set<String>

    package init(
        _ address: ResourceAddress, attributes: [String: AttributeValue],
        dependencies: [ResourceAddress] = [], immutable: Set<String> = []
    ) {
        self.address = address
        self.attributes = attributes
        self.dependencies = dependencies
        self.immutable = immutable
    }
}

/// One thing as the provider found it in the world.
package struct ObservedResource: Sendable, Hashable {
    package let address: ResourceAddress
    /// The attributes the provider can see; those it cannot see are absent and count as unchanged.
    package let attributes: [String: AttributeValue]
    /// Why the thing does not do its work although it exists (a dead process, an edited file), or nil.
    package let damage: String?

    package init(_ address: ResourceAddress, attributes: [String: AttributeValue], damage: String? = nil) {
        self.address = address
        self.attributes = attributes
        self.damage = damage
    }
}
