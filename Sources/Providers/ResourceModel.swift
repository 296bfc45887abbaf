package import Diagnostics
package import Environments
package import JSON
package import Planning

/// What an environment means to a provider: which resources it asks for.
///
/// The counterpart of ``Provider``: it decides, and never changes the world.
package protocol ResourceModel: Sendable {
    /// The resources of `environment` on this provider.
    ///
    /// `facts` is what the state remembers of earlier decisions, such as ports; the result says what to remember from
    /// now on. Throws a `Failure` where a program, a port or a template is missing.
    func desired(for environment: ResolvedEnvironment, remembering facts: [String: JSONValue]) throws(Failure)
        -> Desired
}

/// What an environment asks for, and the decisions that led there.
package struct Desired: Sendable, Hashable {
    package let resources: [Resource]
    /// Decisions that must not change from plan to plan, for the state to remember.
    package let facts: [String: JSONValue]

    package init(resources: [Resource], facts: [String: JSONValue]) {
        self.resources = resources
        self.facts = facts
    }

    /// Nothing at all, as `destroy` wants it.
    package static let nothing = Desired(resources: [], facts: [:])
}
