package import Diagnostics
internal import JSON
package import POSIX
internal import Planning

/// What somebody wants of a rollout that another process runs: a small file that its runner takes.
package struct RolloutRequest: Sendable, Hashable {
    package enum Verb: String, Sendable, Hashable, CaseIterable {
        case promote, pause, resume, abort
        case promoteFully = "promote --full"
    }

    /// Where the rollout was for whoever asked.
    package struct Place: Sendable, Hashable {
        package let step: Int
        package let phase: String

        package init(step: Int, phase: String) {
            self.step = step
            self.phase = phase
        }
    }

    package let id: String
    package let verb: Verb
    /// Who, as `user@host`.
    package let actor: String
    /// In their words; may be empty.
    package let reason: String
    /// The only place where it holds; nil where it holds anywhere.
    package let place: Place?
    package let at: WallTime

    package init(
        _ verb: Verb, by actor: String, reason: String, at place: Place? = nil,
        id: String = RandomBytes.hexadecimal(8), time: WallTime = .now
    ) {
        self.id = id
        self.verb = verb
        self.actor = actor
        self.reason = reason
        self.place = place
        at = time
    }
}

/// The requests that wait in the state directory of an environment.
package struct RolloutRequests: Sendable {
    private let directory: String
    private static let most = 100

    package init(_ store: StateDirectory) { directory = "\(store.path)/requests" }

    private func path(_ request: RolloutRequest) -> String {
        // The time first, so that the names are in order.
        "\(directory)/\(request.at.precise.replacing(":", with: ""))-\(request.id).json"
    }

    package func post(_ request: RolloutRequest) throws(Failure) {
        let json: JSONValue = [
            "id": .string(request.id), "verb": .string(request.verb.rawValue), "actor": .string(request.actor),
            "reason": .string(request.reason), "at": .string(request.at.precise),
            "place": request.place.map { ["step": .integer($0.step), "phase": .string($0.phase)] } ?? .null,
        ]
        try telling(StateCodes.notStored) { () throws(SystemError) in
            try FileSystem.createDirectory(directory, withParents: true)
            try FileSystem.writeAtomically(json.bytes() + [10], to: path(request), mode: 0o600)
        }
    }

    /// All that wait, the oldest first. One that cannot be read is taken away and left out.
    package func waiting() throws(Failure) -> [RolloutRequest] {
        try telling(StateCodes.unreadable) { () throws(SystemError) in
            guard try FileSystem.kind(of: directory) != nil else { return [] }
            var requests: [RolloutRequest] = []
            for name in try FileSystem.list(directory).filter({ $0.hasSuffix(".json") }).sorted().prefix(Self.most) {
                let path = "\(directory)/\(name)"
                guard let bytes = try? FileSystem.read(path, limit: 1 << 16), let request = Self.request(bytes) else {
                    try FileSystem.remove(path)
                    continue
                }
                requests.append(request)
            }
            return requests
        }
    }

    /// Takes a request away: it has been carried out, or cannot be.
    package func remove(_ request: RolloutRequest) throws(Failure) {
        try telling(StateCodes.notStored) { () throws(SystemError) in try FileSystem.remove(path(request)) }
    }

    package func isWaiting(_ request: RolloutRequest) -> Bool {
        ((try? FileSystem.kind(of: path(request))) ?? nil) != nil
    }

    /// Takes all requests away: what they were for is over.
    package func clear() throws(Failure) {
        try telling(StateCodes.notStored) { () throws(SystemError) in
            if try FileSystem.kind(of: directory) != nil { try FileSystem.removeTree(directory) }
        }
    }

    private static func request(_ bytes: [UInt8]) -> RolloutRequest? {
        guard let json = try? JSONReader.parse(bytes), let id = json["id"]?.string,
            let verb = json["verb"]?.string.flatMap(RolloutRequest.Verb.init), let actor = json["actor"]?.string,
            let reason = json["reason"]?.string, let time = json["at"]?.string.flatMap({ WallTime($0) })
        else { return nil }
        var place: RolloutRequest.Place?
        if let step = json["place"]?["step"]?.integer, let phase = json["place"]?["phase"]?.string {
            place = RolloutRequest.Place(step: step, phase: phase)
        }
        return RolloutRequest(verb, by: actor, reason: reason, at: place, id: id, time: time)
    }
}
