/// What happens to one resource.
package enum Action: String, Sendable, Hashable, CaseIterable {
    case create, update, replace, delete, none

    /// The mark in front of the resource in a plan, as Terraform prints it.
    package var symbol: String {
        switch self {
        case .create: "+"
        case .update: "~"
        case .replace: "-/+"
        case .delete: "-"
        case .none: " "
        }
    }
}

/// One attribute of a change, before and after; nil where the attribute is not there.
package struct Difference: Sendable, Hashable {
    package let attribute: String
    package let before: AttributeValue?
    package let after: AttributeValue?

    package init(attribute: String, before: AttributeValue?, after: AttributeValue?) {
        self.attribute = attribute
        self.before = before
        self.after = after
    }
}

/// One resource's part of a plan: what is done to it and why.
///
/// It carries everything a provider needs to do it, so that what was reviewed is what is done.
package struct Change: Sendable, Hashable {
    package let address: ResourceAddress
    package let action: Action
    /// Why, in words: `new in the spec`, `port: 8080 -> 9090 (environments/dev.yaml:12:9)`, `process is dead`.
    package let reasons: [String]
    /// As last applied; nil for a create.
    package let before: Resource?
    /// As it will be; nil for a delete.
    package let after: Resource?
    package let differences: [Difference]

    /// Whether the world moved by itself: something recorded is gone, damaged or other than it was left.
    ///
    /// What only the spec changed shows in ``differences`` with a reason that ends in "changes".
    package var isDrift: Bool {
        before != nil && after != nil && reasons.contains { !$0.hasSuffix(" changes") && $0 != "new" }
    }

    package init(
        address: ResourceAddress, action: Action, reasons: [String],
        before: Resource?, after: Resource?, differences: [Difference]
    ) {
        self.address = address
        self.action = action
        self.reasons = reasons
        self.before = before
        self.after = after
        self.differences = differences
    }
}
