import ExpenseDomain
import ExpenseStore
import Synchronization
import Testing

/// An implementation under test, and how to make a fresh, empty one of it.
struct StoreFactory: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable (TemporaryDirectory, @escaping @Sendable () -> Timestamp) throws -> any ExpenseStore

    static let all = SQLiteStore.Durability.allCases.map { durability in
        StoreFactory(testDescription: "SQLite, \(durability)") { directory, clock in
            var options = SQLiteStore.Options(path: directory.path + "/expenses.sqlite3")
            options.durability = durability
            options.clock = clock
            return try SQLiteStore(options)
        }
    }
}

/// A clock that moves only when told to.
final class ManualClock: Sendable {
    private let milliseconds = Atomic<Int64>(1_795_000_000_000)

    func now() -> Timestamp { Timestamp(milliseconds: milliseconds.load(ordering: .relaxed)) }
    func advance(days: Int) { milliseconds.wrappingAdd(Int64(days) * 86_400_000, ordering: .relaxed) }
}

/// What every store does, whatever it is made of.
@Suite(.serialized) struct StoreContractTests {
    private static func lunch(_ cents: Int64 = 1230, _ text: String = "Lunch") throws -> NewTransaction {
        NewTransaction(
            amount: try Money(minorUnits: cents, currency: .usd), description: text, category: "meals",
            occurredOn: CalendarDate(year: 2026, month: 11, day: 20))
    }

    /// Runs `body` with a fresh store and closes it afterwards.
    private func with(
        _ factory: StoreFactory, _ body: (any ExpenseStore, ManualClock) throws -> Void
    ) throws {
        let directory = try TemporaryDirectory()
        let clock = ManualClock()
        let store = try factory.make(directory) { clock.now() }
        defer { store.close() }
        try body(store, clock)
    }

    private func create(_ store: any ExpenseStore, _ content: NewTransaction) throws -> Transaction {
        guard case .created(let transaction) = try store.perform(.create(content)) else {
            throw StoreError(.failed, "create answered something else")
        }
        return transaction
    }

    @Test(arguments: StoreFactory.all) func createdTransactionComesBackUnchanged(_ factory: StoreFactory) throws {
        try with(factory) { store, clock throws in
            let odd = NewTransaction(
                amount: try Money(minorUnits: Money.largest, currency: try #require(Currency(code: "JPY"))),
                description: "'; DROP TABLE transactions; -- \u{1F469}\u{200D}\u{1F467} \u{E9}")
            for content in [try Self.lunch(), odd] {
                let created = try create(store, content)
                #expect(created.content == content)
                #expect(created.createdAt == clock.now())
                #expect(try store.transaction(created.id) == created)
            }
        }
    }

    @Test(arguments: StoreFactory.all) func unknownIDIsNotFound(_ factory: StoreFactory) throws {
        try with(factory) { store, _ throws in
            let id = PublicID(high: 1, low: 2)
            #expect(try store.transaction(id) == nil)
            #expect(try store.perform(.delete(id)) == .notFound)
            #expect(try store.perform(.restore(id)) == .notFound)
        }
    }

    @Test(arguments: StoreFactory.all) func pagesAreNewestFirstAndMeetWithoutGap(_ factory: StoreFactory) throws {
        try with(factory) { store, _ throws in
            let ids = try (1...25).map { try create(store, try Self.lunch(Int64($0))).id }
            var seen: [PublicID] = []
            for skip in stride(from: 0, to: 30, by: 10) {
                let page = try store.page(skip: skip, limit: 10)
                #expect(page.total == 25)
                seen += page.transactions.map(\.id)
            }
            #expect(seen == ids.reversed())
            #expect(try store.page(skip: Int.max, limit: 100) == TransactionPage(transactions: [], total: 25))
        }
    }

    @Test(arguments: StoreFactory.all) func deletedIsHiddenAndCanBeRestored(_ factory: StoreFactory) throws {
        try with(factory) { store, _ throws in
            let kept = try create(store, try Self.lunch())
            let gone = try create(store, try Self.lunch())
            #expect(try store.perform(.delete(gone.id)) == .deleted(count: 1))
            #expect(try store.perform(.delete(gone.id)) == .notFound)
            #expect(try store.transaction(gone.id) == nil)
            #expect(try store.page(skip: 0, limit: 10) == TransactionPage(transactions: [kept], total: 1))
            #expect(try store.perform(.restore(gone.id)) == .restored(gone))
            #expect(try store.perform(.restore(gone.id)) == .restored(gone))
            #expect(try store.page(skip: 0, limit: 10) == TransactionPage(transactions: [gone, kept], total: 2))
        }
    }

    @Test(arguments: StoreFactory.all) func deletingAllCanBeTakenBackOneByOne(_ factory: StoreFactory) throws {
        try with(factory) { store, _ throws in
            let made = try (1...3).map { try create(store, try Self.lunch(Int64($0))) }
            #expect(try store.perform(.deleteAll) == .deleted(count: 3))
            #expect(try store.perform(.deleteAll) == .deleted(count: 0))
            #expect(try store.page(skip: 0, limit: 10) == TransactionPage(transactions: [], total: 0))
            #expect(try store.perform(.restore(made[1].id)) == .restored(made[1]))
            #expect(try store.page(skip: 0, limit: 10).total == 1)
        }
    }

    /// Only what was deleted before the instant goes, the oldest first, and never more than the limit.
    @Test(arguments: StoreFactory.all) func purgeIsBoundedAndSparesTheRest(_ factory: StoreFactory) throws {
        try with(factory) { store, clock throws in
            let made = try (1...5).map { try create(store, try Self.lunch(Int64($0))) }
            for old in made[0..<3] { _ = try store.perform(.delete(old.id)) }
            clock.advance(days: 40)
            _ = try store.perform(.delete(made[3].id))
            let limit = clock.now().subtracting(days: 30)
            #expect(try store.perform(.purge(deletedBefore: limit, limit: 2)) == .purged(count: 2))
            #expect(try store.perform(.purge(deletedBefore: limit, limit: 2)) == .purged(count: 1))
            #expect(try store.perform(.purge(deletedBefore: limit, limit: 2)) == .purged(count: 0))
            #expect(try store.perform(.restore(made[0].id)) == .notFound)
            #expect(try store.perform(.restore(made[3].id)) == .restored(made[3]))
            #expect(try store.page(skip: 0, limit: 10).total == 2)
        }
    }

    @Test(arguments: StoreFactory.all) func manyWritersLoseNothing(_ factory: StoreFactory) throws {
        try with(factory) { store, _ throws in
            let left = Monitor(400)
            let failures = Monitor<[StoreError]>([])
            let content = try Self.lunch()
            let threads = (0..<8).compactMap { _ in
                WorkerThread {
                    for _ in 0..<50 {
                        store.submit(.create(content)) { result in
                            if case .failure(let error) = result { failures.withLock { $0.append(error) } }
                            left.withLock { $0 -= 1 }
                            left.notifyAll()
                        }
                    }
                }
            }
            for thread in threads { thread.join() }
            _ = left.wait { $0 == 0 ? true : nil }
            #expect(failures.withLock { $0 } == [])
            #expect(try store.page(skip: 0, limit: 1).total == 400)
        }
    }

    @Test(arguments: StoreFactory.all) func closingFinishesWhatWasHandedOver(_ factory: StoreFactory) throws {
        let directory = try TemporaryDirectory()
        let store = try factory.make(directory) { .now }
        let content = try Self.lunch()
        let answers = Monitor<[Bool]>([])
        for _ in 0..<100 {
            store.submit(.create(content)) { result in
                let succeeded = if case .success(.created) = result { true } else { false }
                answers.withLock { $0.append(succeeded) }
            }
        }
        store.close()
        #expect(answers.withLock { $0 } == Array(repeating: true, count: 100))
        #expect(throws: StoreError.self) { try store.page(skip: 0, limit: 1) }
        #expect(throws: StoreError.self) { try store.perform(.deleteAll) }
        #expect(throws: StoreError.self) { try store.check() }
        store.close()
    }

    /// The kept count and the rows agree after any run of commands.
    @Test(arguments: StoreFactory.all) func totalAgreesWithTheRows(_ factory: StoreFactory) throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SplitMix(state: seed)
        try with(factory) { store, clock throws in
            var live: [PublicID] = []
            var dead: [PublicID] = []
            for _ in 0..<150 {
                switch Int.random(in: 0..<10, using: &generator) {
                case 0...4: live.append(try create(store, try Self.lunch()).id)
                case 5...6:
                    guard let id = live.randomElement(using: &generator) else { continue }
                    _ = try store.perform(.delete(id))
                    live.removeAll { $0 == id }
                    dead.append(id)
                case 7:
                    guard let id = dead.randomElement(using: &generator) else { continue }
                    _ = try store.perform(.restore(id))
                    dead.removeAll { $0 == id }
                    live.append(id)
                case 8:
                    clock.advance(days: 1)
                    _ = try store.perform(.purge(deletedBefore: clock.now(), limit: 1000))
                    dead = []
                default:
                    guard Int.random(in: 0..<5, using: &generator) == 0 else { continue }
                    _ = try store.perform(.deleteAll)
                    dead += live
                    live = []
                }
                let page = try store.page(skip: 0, limit: 1000)
                #expect(page.total == live.count, "seed \(seed)")
                #expect(Set(page.transactions.map(\.id)) == Set(live), "seed \(seed)")
            }
        }
    }
}
