import Diagnostics
import Engine
import Environments
import JSON
import Reports
import RolloutPlans
import Rollouts

/// `slipway rollout simulate ENV`: the rollout of the spec in simulated time; nothing real is touched or asked.
struct RolloutSimulateCommand: Command {
    let environment: String
    let scenario: String
    let recorded: String?
    let rate: Int
    let seed: Int
    let clusters: Int?
    let strategy: String?
    let isJSON: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        guard scenario != "list" else {
            let width = ScenarioName.allCases.map(\.rawValue.count).max() ?? 0
            for name in ScenarioName.allCases {
                let gap = String(repeating: " ", count: width - name.rawValue.count + 2)
                session.print("\(name.rawValue)\(gap)\(name.sentence)\n")
            }
            return .success
        }
        let work = try EnvironmentWork(environment, session: session, project: project)
        let spec = try project.environment(environment).spec
        let plan = try await rehearsal(spec, work)
        let world = try world(work)
        if let clusters {
            tell(fleet(clusters, plan, world), clusters, in: session)
        } else {
            tell(Simulation(plan.schedule, world) { plan.run($0, at: $1) }, plan, in: session)
        }
        return .success
    }

    private func world(_ work: EnvironmentWork) throws(Failure) -> Scenario {
        guard let name = ScenarioName(rawValue: scenario) else {
            let names = ScenarioName.allCases.map(\.rawValue)
            throw Failure(
                RolloutCodes.simulation, "There is no scenario \"\(scenario)\".",
                help: Suggestion.nearest(to: scenario, among: names).map { "did you mean \"\($0)\"?" }
                    ?? "`slipway rollout simulate \(environment) --scenario list` lists them")
        }
        var parameters = ScenarioParameters()
        parameters.requestsPerSecond = Double(rate)
        parameters.seed = UInt64(seed)
        // In the unit of the metrics, which is seconds.
        parameters.medianLatency = 0.05
        var world = Scenario(name, parameters)
        if let recorded {
            let record = try RolloutSubject.named(recorded, work)
            world.recorded = record.analyses.filter { $0.run.analysis.name != RolloutPlan.backgroundName }.map {
                RecordedAnalysis($0.run)
            }
        }
        return world
    }

    /// A plan of the schedule and its metrics alone: there need not be anything that runs.
    private func rehearsal(_ spec: EnvironmentSpec, _ work: EnvironmentWork) async throws(Failure) -> RolloutPlan {
        if let recorded { return try RolloutSubject.named(recorded, work).plan }
        let strategy = strategy.flatMap { RolloutSection.Strategy(rawValue: $0) }
        return try await work.rehearsalPlan(strategy: strategy)
    }

    private func fleet(_ clusters: Int, _ plan: RolloutPlan, _ world: Scenario) -> FleetSimulation {
        var fleet = Fleet.tenfold(clusters, soak: .seconds(300))
        // Of a good revision, chance puts some back: one in twenty is no sign yet.
        fleet.tolerance = .share(0.05)
        fleet.trafficSpread = 0.5
        return FleetSimulation(fleet, plan.schedule, ScenarioMix(world), seed: UInt64(seed)) { plan.run($0, at: $1) }
    }

    private func tell(_ simulation: Simulation, _ plan: RolloutPlan, in session: Session) {
        let steps = plan.schedule.steps.count
        guard isJSON else {
            return session.print(SimulationText(terminal: session.output).render(simulation, steps: steps))
        }
        let document: JSONValue = [
            "environment": .string(environment), "scenario": .string(scenario), "seed": .integer(seed),
            "outcome": .string(simulation.outcome.rawValue),
            "reason": simulation.rollout.reason.map { .string($0) } ?? .null,
            "milliseconds": Moment(milliseconds: 0).advanced(by: simulation.length).json,
            "exposed": .integer(simulation.exposed), "failed": .integer(simulation.failed),
            "verdicts": .array(simulation.judgements.map { .string($0.verdict.rawValue) }),
            "timeline": .array(
                simulation.timeline.map { entry in
                    [
                        "milliseconds": Moment(milliseconds: 0).advanced(by: entry.at).json,
                        "phase": .string(entry.phase.name), "step": .integer(entry.step),
                        "weight": .string(entry.weight.description), "note": entry.note.map { .string($0) } ?? .null,
                    ]
                }),
        ]
        session.print(String(decoding: document.bytes(pretty: true), as: UTF8.self) + "\n")
    }

    private func tell(_ simulation: FleetSimulation, _ clusters: Int, in session: Session) {
        guard isJSON else {
            return session.print(SimulationText(terminal: session.output).render(simulation, clusters: clusters))
        }
        let document: JSONValue = [
            "environment": .string(environment), "scenario": .string(scenario), "seed": .integer(seed),
            "clusters": .integer(clusters), "untouched": .integer(simulation.untouched),
            "stoppedInWave": simulation.stop.map { .integer($0.wave + 1) } ?? .null,
            "exposed": .integer(simulation.total.exposed), "failed": .integer(simulation.total.failed),
            "waves": .array(
                simulation.waves.map { wave in
                    [
                        "clusters": .integer(wave.clusters.count), "promoted": .integer(wave.count(.promoted)),
                        "putBack": .integer(wave.count(.putBack)), "paused": .integer(wave.count(.paused)),
                        "stuck": .integer(wave.count(.stuck)), "exposed": .integer(wave.requests.exposed),
                        "failed": .integer(wave.requests.failed),
                    ]
                }),
        ]
        session.print(String(decoding: document.bytes(pretty: true), as: UTF8.self) + "\n")
    }
}
