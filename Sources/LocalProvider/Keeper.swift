import Diagnostics
import POSIX
import Planning
import Providers

/// One kind of resource: how it is made, judged and taken away.
///
/// The provider keeps the records; a keeper keeps the things.
protocol Keeper: Sendable {
    /// Makes the thing as `resource` says and returns once it is in effect, with facts for its record.
    ///
    /// `prior` is what was in effect before. A put that throws has put `prior` back, or removed what it made.
    func put(_ resource: Resource, over prior: Record?) throws(Failure) -> [String: String]

    /// What is there compared with its record; never changes the world.
    func examine(_ record: Record) throws(Failure) -> Finding

    /// Takes the thing away and returns once it is gone; what is not there is fine.
    func delete(_ name: String) throws(Failure)

    func health(_ record: Record) throws(Failure) -> Health

    /// The names of things on disk, recorded or not.
    func names() throws(Failure) -> [String]
}

/// What a look at a thing found.
struct Finding: Sendable, Hashable {
    /// Why it does not do its work, or nil.
    var damage: String?
    /// Attributes that differ from the record, as they really are.
    var actual: [String: AttributeValue] = [:]
}

extension Keeper {
    /// For things that merely lie there: healthy when they are as recorded.
    func health(_ record: Record) throws(Failure) -> Health {
        try examine(record).damage.map { .unhealthy($0) } ?? .healthy
    }
}
