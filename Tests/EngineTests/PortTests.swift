import Engine
import JSON
import Planning
import Providers
import Testing

/// The ports of an environment: wished in the spec, given by the machine, remembered by the state.
@Suite struct PortTests {
    private struct Wishes {
        var http = 8080
        var stats = 8404
        var prometheus = 9090
        var replicas = 18_080
        var count = 2
        var level = "info"

        var text: String {
            """
            environment: random
            tier: dev
            service: {name: api, program: bin/server, config: {LEVEL: \(level)}}
            local:
              replicas: \(count)
              ports: {http: \(http), stats: \(stats), prometheus: \(prometheus), replicas: \(replicas)}
            compliance: {owner: team}

            """
        }
    }

    private struct Given: Equatable, CustomStringConvertible {
        let fixed: [Int]
        let replicas: [Int]

        init(_ fixed: [Int], _ replicas: [Int]) {
            self.fixed = fixed
            self.replicas = replicas
        }

        var description: String { "\(fixed) \(replicas)" }
    }

    private func given(_ chain: Chain, _ wishes: Wishes) throws -> Given {
        let desired = try chain.desired(wishes.text)
        let fixed = ["http", "stats", "prometheus"].compactMap { desired.fact("ports", $0, "given")?.integer }
        let replicas = desired.fact("ports", "replicas")?.object?.compactMap(\.value.integer) ?? []
        // What is remembered is what the resources listen on, and the URL says the same.
        let ports = desired.resources.flatMap { resource in
            ["port", "statsPort"].compactMap { name -> Int? in
                if case .plain(let value)? = resource.attributes[name] { value.integer } else { nil }
            }
        }
        #expect(ports.sorted() == (fixed + replicas).sorted())
        #expect(Set(ports).count == ports.count, "two resources share a port")
        #expect(desired.fact("url")?.string == "http://127.0.0.1:\(fixed[0])")
        return Given(fixed, replicas)
    }

    private func apply(_ chain: Chain, _ wishes: Wishes) async throws {
        let plan = try await chain.plan(wishes.text)
        if plan.hasChanges { #expect(try await chain.apply(plan).isComplete) }
    }

    @Test func anEmptyMachineGivesWhatIsWished() throws {
        #expect(try given(try Chain(), Wishes()) == Given([8080, 8404, 9090], [18_080, 18_081]))
    }

    @Test func aPortThatIsTakenIsReplacedByTheNextFreeOne() throws {
        let chain = try Chain()
        for port in [8080, 8081, 9090, 18_081] { chain.occupy(port) }
        #expect(try given(chain, Wishes()) == Given([8082, 8404, 9091], [18_080, 18_082]))
    }

    /// A neighbour that came and went does not move what was applied.
    @Test func whatWasGivenIsRemembered() async throws {
        let chain = try Chain()
        chain.occupy(8080)
        try await apply(chain, Wishes())
        #expect(try given(chain, Wishes()) == Given([8081, 8404, 9090], [18_080, 18_081]))
        #expect(try await !chain.plan(Wishes().text).hasChanges)
    }

    @Test func anotherWishMovesThatPortOnly() async throws {
        let chain = try Chain()
        try await apply(chain, Wishes())
        for (wishes, expected) in [
            (Wishes(http: 8_100), Given([8100, 8404, 9090], [18_080, 18_081])),
            (Wishes(stats: 8_500), Given([8080, 8500, 9090], [18_080, 18_081])),
            (Wishes(prometheus: 9_100), Given([8080, 8404, 9100], [18_080, 18_081])),
        ] {
            #expect(try given(chain, wishes) == expected)
        }
    }

    /// Old and new replicas run side by side for a while, so that the new ones get ports of their own; the revision
    /// after that finds the first ports free again.
    @Test func aNewRevisionDoesNotTakeThePortsOfTheOldOne() async throws {
        let chain = try Chain()
        try await apply(chain, Wishes())
        try await apply(chain, Wishes(level: "debug"))
        #expect(try given(chain, Wishes(level: "debug")) == Given([8080, 8404, 9090], [18_082, 18_083]))
        try await apply(chain, Wishes(level: "trace"))
        #expect(try given(chain, Wishes(level: "trace")) == Given([8080, 8404, 9090], [18_080, 18_081]))
    }

    /// A replica that died comes up again on its port at any moment: nobody else may have got it.
    @Test func thePortOfADeadReplicaStaysReserved() async throws {
        let chain = try Chain()
        try await apply(chain, Wishes())
        chain.silence(18_080)
        #expect(try given(chain, Wishes()).replicas == [18_080, 18_081])
        #expect(try given(chain, Wishes(level: "debug")).replicas == [18_082, 18_083])
    }

    @Test func aReplicaMoreOrLessMovesNoOther() async throws {
        let chain = try Chain()
        try await apply(chain, Wishes())
        #expect(try given(chain, Wishes(count: 3)) == Given([8080, 8404, 9090], [18_080, 18_081, 18_082]))
        try await apply(chain, Wishes(count: 3))
        #expect(try given(chain, Wishes(count: 1)) == Given([8080, 8404, 9090], [18_080]))
    }

    /// A replica that runs is not moved: its first port counts from the next revision on.
    @Test func anotherFirstPortCountsFromTheNextRevision() async throws {
        let chain = try Chain()
        try await apply(chain, Wishes())
        #expect(try given(chain, Wishes(replicas: 19_000)).replicas == [18_080, 18_081])
        #expect(try given(chain, Wishes(replicas: 19_000, level: "debug")).replicas == [19_000, 19_001])
    }

    /// A process of ours died and somebody else listens there now.
    @Test(arguments: [
        (8080, [8081, 8404, 9090], [18_080, 18_081]), (8404, [8080, 8405, 9090], [18_080, 18_081]),
        (9090, [8080, 8404, 9091], [18_080, 18_081]), (18_080, [8080, 8404, 9090], [18_082, 18_081]),
    ])
    func aRememberedPortThatAStrangerTookIsReplaced(port: Int, fixed: [Int], replicas: [Int]) async throws {
        let chain = try Chain()
        try await apply(chain, Wishes())
        chain.occupy(port)
        #expect(try given(chain, Wishes()) == Given(fixed, replicas))
        try await apply(chain, Wishes())
        #expect(try await !chain.plan(Wishes().text).hasChanges)
    }

    /// The documents of `slipway render` show the ports of an empty machine; they are the ports it would give.
    @Test func wishesThatMeetAreSeparated() throws {
        let wishes = Wishes(http: 18_081, stats: 18_080, prometheus: 18_083)
        #expect(try given(try Chain(), wishes) == Given([18_081, 18_080, 18_083], [18_082, 18_084]))
    }
}
