internal import Diagnostics
internal import POSIX
internal import Providers
internal import RolloutPlans
internal import Rollouts

/// What the lanes of a loop are given to do.
extension RolloutLoop {
    /// How long a try that failed is left alone.
    private static let retry = Duration.milliseconds(500)
    /// How long one reading of the metrics may take; it is missing then.
    private static let readingLimit = Duration.seconds(2)
    /// How often those who measure are asked whether they do.
    private static let measuringPause = Duration.milliseconds(200)
    /// How often the router is told again what it should do already: one that was started anew knows no candidate.
    private static let affirmation = Duration.seconds(2)

    /// Gives every lane that is free what there is to do.
    func dispatch() throws(Failure) {
        dispatchTraffic()
        dispatchResources()
        guard !rollout.phase.isTerminal else { return }
        dispatchHealth()
        dispatchTargets()
        // Before everything is as it should be, the metrics' server may not know of the new revision.
        guard !isDirty, tasks["resources"] == nil else { return }
        for driver in Array(drivers.values) + [background].compactMap({ $0 }) { dispatch(driver) }
    }

    private func dispatchTraffic() {
        // At the end the router itself is changed, to know one revision only.
        let isShared = !rollout.phase.isTerminal && (rollout.weight > .none || rollout.route != nil)
        let hasShare = isShared && rollout.routing == nil
        let isDoubtful = hasShare && (lastAffirmed.map { Instant.now.since($0) >= Self.affirmation } ?? true)
        // On the way back traffic does not wait for resources, not even for a router that never got to know both.
        guard isSplitDirty || isDoubtful, hasSplit || rollout.phase.isWayBack, tasks["traffic"] == nil,
            isDue(lastRouting)
        else {
            return
        }
        let weight = rollout.routing ?? rollout.weight
        // Who has just taken a rollout up does not know yet who is ready, and would shut everybody out.
        // What goes back does not wait to be measured.
        let isSeen = isMeasured || rollout.phase.isWayBack
        guard watch.isAsked && isSeen || weight == .none && rollout.route == nil else { return }
        isSplitDirty = false
        lastAffirmed = .now
        let split = TrafficSplit(
            weight: weight, route: rollout.route, candidates: candidates,
            sticky: plan.isSticky ? plan.canary.id : nil)
        let turn = RoutingTurn()
        routing = turn
        start("traffic") { [provider, mailbox] in
            do throws(Failure) {
                mailbox.post(.routed(split, .success(try await provider.route(split) { turn.isSuperseded })))
            } catch {
                mailbox.post(.routed(split, .failure(error)))
            }
        }
    }

    private func dispatchResources() {
        guard isDirty, tasks["resources"] == nil, failedClearings == 0 || isDue(lastReconciling) else { return }
        // At the end nothing is taken away before traffic is where it belongs.
        guard !rollout.phase.isTerminal || tasks["traffic"] == nil else { return }
        isDirty = false
        lastReconciling = .now
        let world = plan.world(rollout)
        start("resources") { [reconciler, mailbox] in
            do throws(Failure) {
                mailbox.post(.reconciled(.success(try await reconciler.reach(world))))
            } catch {
                mailbox.post(.reconciled(.failure(error)))
            }
        }
    }

    private func dispatchHealth() {
        guard tasks["health"] == nil else { return }
        if let lastHealth, Instant.now.since(lastHealth) < ReadinessWatch.interval { return }
        lastHealth = .now
        let replicas = RolloutEvent.Side.allCases.flatMap { wanted($0) }
        start("health") { [provider, mailbox] in
            mailbox.post(.health(await ReadinessWatch.ask(replicas, of: provider)))
        }
    }

    /// Before the first share of traffic: what comes before it is measured would be missing in the first analysis.
    private func dispatchTargets() {
        guard !isMeasured, hasSplit, !candidates.isEmpty, tasks["targets"] == nil else { return }
        let since = measuring ?? .now
        measuring = since
        let isLate = Instant.now.since(since) >= runner.measuringLimit
        start("targets") { [provider, mailbox, candidates] in
            let isKnown = await provider.measures(candidates)
            // Prometheus looks every 5 s whether its targets are others.
            if !isKnown, !isLate { try? await Task.sleep(for: Self.measuringPause) }
            mailbox.post(.measured(isKnown || isLate))
        }
    }

    private func dispatch(_ driver: AnalysisDriver) {
        let (name, began) = (driver.name, driver.run.began)
        let definitions = plan.metrics(of: name)
        // A router that has just got to know both revisions may not have been read yet.
        let isLate = driver.lastAsked.map { clock.now.since($0) >= Self.retry } ?? true
        if !driver.hasBases, isLate, tasks["bases of \(name)"] == nil {
            var asking = driver
            asking.lastAsked = clock.now
            keep(asking)
            let counters = definitions.filter(\.query.isCounts)
            start("bases of \(name)") { [provider, mailbox, plan] in
                mailbox.post(
                    .bases(
                        name, began: began,
                        await AnalysisDriver.ask(counters, plan, of: provider, within: Self.readingLimit)))
            }
        }
        guard driver.hasAsked, tasks["readings of \(name)"] == nil, let due = driver.nextReading, due <= clock.now
        else {
            return
        }
        start("readings of \(name)") { [provider, mailbox, plan] in
            mailbox.post(
                .readings(
                    name, began: began,
                    await AnalysisDriver.ask(definitions, plan, of: provider, within: Self.readingLimit)))
        }
    }

    private func isDue(_ last: Instant?) -> Bool {
        guard let last, rollout.phase.isWayBack || rollout.phase.isTerminal else { return true }
        return Instant.now.since(last) >= Self.retry
    }

    private func start(_ lane: String, _ work: @escaping @Sendable () async -> Void) {
        tasks[lane] = Task.detached { await work() }
    }
}
