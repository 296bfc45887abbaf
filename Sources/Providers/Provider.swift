package import Diagnostics
package import Planning

/// Where an environment lives: something that can say what is there and make one change.
///
/// The Engine is its only caller. Every provider passes the one contract suite in `Tests/ProvidersTests`.
package protocol Provider: Sendable {
    /// The provider's name in plans, events and `--provider`.
    var name: String { get }

    /// What exists of `addresses`, in any order; what does not exist is left out. Never changes the world.
    func read(_ addresses: [ResourceAddress]) async throws(Failure) -> [ObservedResource]

    /// The addresses of everything that exists here for this environment, whether it was recorded or not.
    func discover() async throws(Failure) -> [ResourceAddress]

    /// Makes one change and returns once it is in effect: a started thing is ready, a stopped one is gone.
    ///
    /// Idempotent for the same change, also when an earlier try was killed half way through. Returns what is there
    /// afterwards, nil after a delete. A create or update that fails leaves what served before serving.
    func apply(_ change: Change) async throws(Failure) -> ObservedResource?

    /// Removes what is left of the environment's place once every resource is gone. Idempotent.
    func uninstall() async throws(Failure)

    /// Whether the thing does its work right now.
    func health(of address: ResourceAddress) async throws(Failure) -> Health

    /// The last lines a thing wrote, oldest first, each beginning with its time; none where it writes nothing.
    func logs(of address: ResourceAddress, lines: Int) async throws(Failure) -> [String]

    /// Follows what a thing writes from now on.
    func follow(_ address: ResourceAddress) throws(Failure) -> any LogFeed
}

/// The lines something writes, as they come.
package protocol LogFeed: Sendable {
    /// The lines that came since the last call, oldest first; returns at once.
    mutating func next() throws(Failure) -> [String]
}

/// The answer of a health probe, with what the probe saw.
package enum Health: Sendable, Hashable {
    case healthy
    case starting(String)
    case unhealthy(String)
    /// No such thing, or nothing in it that can be probed.
    case unknown
}
