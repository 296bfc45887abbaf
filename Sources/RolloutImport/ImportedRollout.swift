package import Diagnostics

/// What an import gives: the section, and everything that is not in it as the source had it.
package struct ImportedRollout: Sendable, Hashable {
    /// The tool whose file it was.
    package enum Source: String, Sendable, Hashable, CaseIterable {
        case argo = "Argo Rollouts"
        case flagger = "Flagger"
        case kayenta = "Kayenta"
    }

    package let source: Source
    /// YAML text with the one key `rollout`, to be put into a spec.
    package let section: String
    /// In the order of the source.
    package let losses: [ImportLoss]
}

/// One thing of the source that the section does not have, or has with another meaning.
package struct ImportLoss: Sendable, Hashable {
    package enum Effect: String, Sendable, Hashable, CaseIterable {
        /// Nothing of it is in the section.
        case dropped
        /// It is in the section, and does not mean exactly the same.
        case changed
    }

    package let effect: Effect
    /// The object it belongs to, as `Rollout/checkout`.
    package let object: String
    /// The key in the object, as `spec.strategy.canary.steps[3].experiment`; empty for the object itself.
    package let path: String
    package let location: SourceLocation
    /// What is lost and what to do instead; one sentence without a full stop.
    package let message: String
}
