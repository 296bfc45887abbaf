package import Diagnostics
package import Environments
package import JSON
package import Planning
package import RolloutPlans
package import Rollouts

/// A provider that can have two revisions side by side, share traffic between them, and say how they do.
package protocol RolloutProvider: Provider {
    /// Puts a split of traffic into effect, and returns true once it is seen to be. Idempotent.
    ///
    /// Returns false, as soon as can be, where `isSuperseded` says that another split is wanted by now. Throws where
    /// the router does not take it over, or its own counters say otherwise.
    func route(_ split: TrafficSplit, isSuperseded: @escaping @Sendable () -> Bool) async throws(Failure) -> Bool

    /// What the metrics say now; never throws, since no answer is an answer: ``Rollouts/Reading/missing(_:)``.
    ///
    /// Of counters it is their values since some beginning.
    func read(_ query: MetricDefinition.Query, within timeout: Duration) async -> Reading

    /// Whether the metrics' server asks these replicas by now; true where there is none that could.
    func measures(_ replicas: [ResourceAddress]) async -> Bool

    /// Why the query has no meaning to the metrics' server; nil where it has one.
    ///
    /// Throws where nobody can be asked.
    func problem(of query: MetricDefinition.Query) async throws(Failure) -> String?
}

/// How traffic is shared between the stable revision and the candidates.
package struct TrafficSplit: Sendable, Hashable {
    /// The share of the candidates.
    package let weight: Weight
    /// Requests that go to the candidates whatever the weight; nil for none.
    package let route: Route?
    /// The candidates that may get requests.
    package let candidates: [ResourceAddress]
    /// The revision whose clients stay with it, and which so gets more than its weight; nil where none do.
    package let sticky: String?

    package init(
        weight: Weight, route: Route?, candidates: [ResourceAddress], sticky: String?
    ) {
        self.weight = weight
        self.route = route
        self.candidates = candidates
        self.sticky = sticky
    }
}

/// What an environment means while two revisions of it are there.
package protocol RolloutModel: ResourceModel {
    /// What is in the way of a rollout here: one sentence each; none where it can be done.
    func obstacles(from before: [Resource], to after: [Resource]) -> [String]

    /// The resources that differ from both ends while both revisions are there.
    func during(
        _ environment: ResolvedEnvironment, from before: [Resource], to desired: Desired
    ) throws(Failure) -> [Resource]

    /// The same with what is needed to go back from there to the revision that runs now.
    func keeping(_ before: [Resource], in desired: Desired, remembering facts: [String: JSONValue]) throws(Failure)
        -> Desired

    /// What runs now with a revision in it that ran before, of whose world `former` is.
    func returning(
        to former: [Resource], from before: [Resource], _ environment: ResolvedEnvironment,
        remembering facts: [String: JSONValue]
    ) throws(Failure) -> Desired

    /// The names of the two revisions.
    func revisions(from before: [Resource], to desired: Desired) -> (
        stable: RolloutPlan.Revision, canary: RolloutPlan.Revision
    )?

    /// The metrics that need no definition.
    func standardMetrics(of environment: ResolvedEnvironment) -> [MetricDefinition]
}
