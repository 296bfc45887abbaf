package import Diagnostics
import POSIX

/// The choice of ports for an environment: kept from plan to plan, never shared, never one that is taken.
package enum LocalPorts {
    /// Something that needs a port, by a name that stays the same from plan to plan.
    package struct Want: Sendable, Hashable {
        package let name: String
        /// The port it should have where that is free.
        package let preferred: Int?

        package init(_ name: String, preferred: Int? = nil) {
            self.name = name
            self.preferred = preferred
        }
    }

    /// A different port for every want.
    ///
    /// A remembered port is kept while free or `held` (one of the environment's own processes listens there). Then
    /// the preferred port counts, then any. Names that are not wanted any more are forgotten.
    package static func choose(
        _ wants: [Want], remembered: [String: Int], held: Set<Int>
    ) throws(Failure) -> [String: Int] {
        try choose(wants, remembered: remembered, held: held, isFree: Ports.isFree) { () throws(Failure) in
            do throws(SystemError) {
                return try Ports.chooseFree(count: wants.count + remembered.count)
            } catch {
                throw error.failure(code: POSIXCodes.noFreePort)
            }
        }
    }

    /// The choice itself; `spare` gives enough different free ports and is asked at most once.
    static func choose(
        _ wants: [Want], remembered: [String: Int], held: Set<Int>, isFree: (Int) -> Bool,
        spare: () throws(Failure) -> [Int]
    ) throws(Failure) -> [String: Int] {
        var chosen: [String: Int] = [:]
        // Whatever is remembered stays reserved: an old replica may still need it while its successor starts.
        var used = Set(remembered.values).union(held)
        for want in wants where chosen[want.name] == nil {
            guard let port = remembered[want.name], !chosen.values.contains(port), held.contains(port) || isFree(port)
            else { continue }
            chosen[want.name] = port
        }
        var spares: [Int]?
        for want in wants where chosen[want.name] == nil {
            if let port = want.preferred, !used.contains(port), isFree(port) {
                chosen[want.name] = port
                used.insert(port)
                continue
            }
            var rest: [Int]
            if let spares { rest = spares } else { rest = try spare() }
            rest.removeAll { used.contains($0) }
            guard let port = rest.first else {
                throw Failure(
                    POSIXCodes.noFreePort, "No port of 127.0.0.1 is left for \(want.name).",
                    help: "stop what listens on so many ports: ss -ltn")
            }
            chosen[want.name] = port
            used.insert(port)
            spares = rest
        }
        return chosen
    }
}
