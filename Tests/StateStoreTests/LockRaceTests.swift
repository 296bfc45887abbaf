import Diagnostics
import POSIX
import StateStore
import Testing

/// One writer at a time, whoever races and whoever dies (gate R1). `SLIPWAY_RACE_ROUNDS` makes it longer.
@Suite(.serialized) struct LockRaceTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func sixtyFourProcessesRace() throws {
        let processes = 64
        let rounds = EnvironmentVariables.value(of: "SLIPWAY_RACE_ROUNDS").flatMap(Int.init) ?? 20
        let probe = try Scratch.probe("state-probe")
        let start = Instant.now
        var racers: [ProcessIdentity] = []
        for number in 0..<processes {
            racers.append(
                try Subprocess.spawnDetached(
                    Command(probe, ["race", scratch.at("state"), String(rounds), "400"]),
                    standardOutput: scratch.at("out-\(number)")))
        }
        defer { for racer in racers { racer.kill() } }
        for racer in racers { #expect(racer.waitUntilGone(.after(.seconds(120)))) }
        var won = 0
        var lost = 0
        var slowest = 0
        var tokens: [Int] = []
        for number in 0..<processes {
            let line = try text(scratch.at("out-\(number)"))
            let fields = line.split(whereSeparator: \.isWhitespace).map(String.init)
            try #require(fields.count >= 3 && Int(fields[0]) != nil, "racer \(number): \(line)")
            won += Int(fields[0]) ?? 0
            lost += Int(fields[1]) ?? 0
            slowest = max(slowest, Int(fields[2]) ?? 0)
            if fields.count > 3 { tokens += fields[3].split(separator: ",").compactMap { Int($0) } }
        }
        #expect(won + lost == processes * rounds)
        #expect(won > 0)
        // A token given twice would be a double holding the witness missed.
        #expect(tokens.count == won)
        #expect(tokens.sorted() == Array(1...won))
        #expect(slowest <= 1400, "a loser waited \(slowest) ms with a timeout of 400 ms")
        #expect(try StateDirectory(scratch.at("state")).lockHolder() == nil)
        #expect(try leftovers(in: scratch.at("state")).isEmpty)
        print(
            "R1: \(processes) processes x \(rounds) rounds: \(won) holdings, \(lost) losers, 0 double, slowest loser",
            "\(slowest) ms of 400 ms, \(Instant.now.since(start).inSeconds) s")
    }

    /// Every round a holder is killed without warning; the next one finds out and says so in the audit log.
    @Test func aKilledHolderIsTakenOverAndALiveOneNever() throws {
        let directory = StateDirectory(scratch.at("state"))
        let probe = try Scratch.probe("state-probe")
        let rounds = 10
        for round in 1...rounds {
            let out = scratch.at("holder-\(round)")
            let holder = try Subprocess.spawnDetached(
                Command(probe, ["hold", directory.path]), standardOutput: out)
            defer { holder.kill() }
            #expect(Pause.until(.after(.seconds(20))) { (try? text(out)) == "held\n" })
            let refused = #expect(throws: Failure.self) {
                try directory.lock(Samples.request, timeout: .milliseconds(60)).release()
            }
            #expect(refused?.exit == .lockHeld)
            #expect(refused?.detail.contains("probe hold by ann@\(Host.name), process \(holder.pid), since 2") == true)
            #expect(refused?.help.contains("--lock-timeout 60s, or ask ann on \(Host.name) to stop it") == true)
            holder.kill()
            #expect(holder.waitUntilGone(.after(.seconds(20))))
            let lock = try directory.lock(Samples.request, timeout: .seconds(20))
            #expect(lock.token == round * 2)
            try lock.release()
        }
        let entries = try directory.audit.verify().entries
        #expect(entries.map(\.event) == Array(repeating: "lock.taken-over", count: rounds))
        #expect(entries.first?.actor == "ann@build-7")
    }
}

/// Temporary files a crash or an error left.
func leftovers(in directory: String) throws -> [String] {
    var found: [String] = []
    for name in try FileSystem.list(directory) {
        let path = "\(directory)/\(name)"
        if FileSystem.isTemporary(name) { found.append(path) }
        if try FileSystem.kind(of: path) == .directory { found += try leftovers(in: path) }
    }
    return found
}
