import Diagnostics
import JSON
import Planning
import Providers
import Testing

/// Contract tier: what every provider promises the Engine.
@Suite struct ProviderContract {
    typealias Place = ProviderCase.Place

    /// Runs `body` in a place of its own and takes it away afterwards.
    func with(_ provider: ProviderCase, _ body: (Place) async throws -> Void) async throws {
        let place = try provider.make()
        do {
            try await body(place)
        } catch {
            try place.clear()
            throw error
        }
        try place.clear()
    }

    @discardableResult
    func put(_ resource: Resource, _ action: Action, in place: Place) async throws -> ObservedResource? {
        try await place.provider.apply(
            Change(
                address: resource.address, action: action, reasons: ["contract"], before: nil, after: resource,
                differences: []))
    }

    @discardableResult
    func delete(_ address: ResourceAddress, in place: Place) async throws -> ObservedResource? {
        try await place.provider.apply(
            Change(address: address, action: .delete, reasons: ["contract"], before: nil, after: nil, differences: []))
    }

    @Test(arguments: ProviderCase.all)
    func nothingIsThereAtFirstAndLookingMakesNothing(_ provider: ProviderCase) async throws {
        try await with(provider) { (place: Place) async throws in
            let addresses = place.updates.map(\.first.address)
            #expect(try await place.provider.read(addresses).isEmpty)
            #expect(try await place.provider.discover().isEmpty)
            for address in addresses { #expect(try await place.provider.health(of: address) == .unknown) }
            #expect(try place.world().isEmpty)
        }
    }

    /// What apply returns, what read finds and what was asked for are one: the next plan has nothing to do.
    @Test(arguments: ProviderCase.all)
    func whatIsMadeIsWhatIsRead(_ provider: ProviderCase) async throws {
        try await with(provider) { (place: Place) async throws in
            for step in [place.updates.map(\.first), place.updates.map(\.second)] {
                for resource in step {
                    let made = try #require(try await put(resource, .create, in: place))
                    #expect(made.attributes == resource.attributes)
                    #expect(made.damage == nil)
                    #expect(try await place.provider.read([resource.address]) == [made])
                    #expect(try await place.provider.health(of: resource.address) == .healthy)
                }
                let observed = try await place.provider.read(step.map(\.address))
                let changes = try Changes(desired: step, recorded: step, observed: observed)
                #expect(changes.pending.isEmpty)
                #expect(try await place.provider.discover() == step.map(\.address).sorted())
            }
        }
    }

    @Test(arguments: ProviderCase.all)
    func lookingChangesNothing(_ provider: ProviderCase) async throws {
        try await with(provider) { (place: Place) async throws in
            for update in place.updates { try await put(update.first, .create, in: place) }
            let before = try place.world()
            for update in place.updates {
                _ = try await place.provider.read([update.first.address])
                _ = try await place.provider.health(of: update.first.address)
            }
            _ = try await place.provider.discover()
            #expect(try place.world() == before)
        }
    }

    @Test(arguments: ProviderCase.all)
    func theSameChangeTwiceIsOneChange(_ provider: ProviderCase) async throws {
        try await with(provider) { (place: Place) async throws in
            for update in place.updates {
                try await put(update.first, .create, in: place)
                let world = try place.world()
                try await put(update.first, .create, in: place)
                #expect(try place.world() == world)
            }
        }
    }

    @Test(arguments: ProviderCase.all)
    func whatIsDeletedIsGoneAndMayBeDeletedAgain(_ provider: ProviderCase) async throws {
        try await with(provider) { (place: Place) async throws in
            for update in place.updates { try await put(update.first, .create, in: place) }
            for update in place.updates.reversed() {
                for _ in 1...2 { #expect(try await delete(update.first.address, in: place) == nil) }
                #expect(try await place.provider.read([update.first.address]).isEmpty)
            }
            #expect(try await place.provider.discover().isEmpty)
            for _ in 1...2 { try await place.provider.uninstall() }
            #expect(try place.world().isEmpty)
        }
    }

    /// A place is not taken away under what still lives there.
    @Test(arguments: ProviderCase.all)
    func uninstallRefusesWhatIsNotEmpty(_ provider: ProviderCase) async throws {
        try await with(provider) { (place: Place) async throws in
            let resource = place.updates[0].first
            try await put(resource, .create, in: place)
            await #expect(throws: Failure.self) { try await place.provider.uninstall() }
            #expect(try await place.provider.read([resource.address]).count == 1)
        }
    }

    @Test(arguments: ProviderCase.all)
    func aFailedCreateLeavesEverythingAsItWas(_ provider: ProviderCase) async throws {
        try await with(provider) { (place: Place) async throws in
            let resource = place.updates[0].first
            try await put(resource, .create, in: place)
            let before = try await place.provider.read([resource.address])
            let failure = await #expect(throws: Failure.self) { try await put(place.impossible, .create, in: place) }
            let diagnostic = try #require(failure?.diagnostics.first)
            #expect(diagnostic.detail.contains(place.impossible.address.description), "a failure names its resource")
            #expect(try await place.provider.read([place.impossible.address]).isEmpty)
            #expect(try await place.provider.discover() == [resource.address])
            #expect(try await place.provider.read([resource.address]) == before)
        }
    }

    @Test(arguments: ProviderCase.all)
    func damageIsSeenAndRepaired(_ provider: ProviderCase) async throws {
        try await with(provider) { (place: Place) async throws in
            for update in place.updates {
                let resource = update.first
                try await put(resource, .create, in: place)
                try place.harm(resource.address)
                let harmed = try await place.provider.read([resource.address])
                #expect(harmed.first?.damage != nil)
                let health = try await place.provider.health(of: resource.address)
                #expect(health == .unhealthy(harmed.first?.damage ?? ""))
                let changes = try Changes(desired: [resource], recorded: [resource], observed: harmed)
                let change = try #require(changes.pending.first)
                #expect(change.reasons == [harmed.first?.damage])
                #expect(try await place.provider.apply(change)?.damage == nil)
                #expect(try await place.provider.read([resource.address]).first?.damage == nil)
            }
        }
    }

    @Test(arguments: ProviderCase.all)
    func logsEndWithWhatCameLastAndAreFollowed(_ provider: ProviderCase) async throws {
        try await with(provider) { (place: Place) async throws in
            let address = place.updates[0].first.address
            #expect(try await place.provider.logs(of: address, lines: 5).isEmpty)
            for line in ["one", "two", "three"] { try place.write(line, address) }
            #expect(try await place.provider.logs(of: address, lines: 2) == ["two", "three"])
            #expect(try await place.provider.logs(of: address, lines: 0).isEmpty)
            var feed = try place.provider.follow(address)
            #expect(try feed.next().isEmpty, "only what comes from now on")
            try place.write("four", address)
            #expect(try feed.next() == ["four"])
            #expect(try feed.next().isEmpty)
        }
    }
}
