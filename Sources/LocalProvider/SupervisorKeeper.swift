import Diagnostics
import POSIX
import Planning

/// `supervisor/NAME`: the s6-svscan of the environment. It has no attributes.
struct SupervisorKeeper: Keeper {
    let layout: LocalLayout
    var supervision: Supervision { Supervision(layout: layout) }

    func put(_ resource: Resource, over prior: Record?) throws(Failure) -> [String: String] {
        _ = try Attributes(resource, known: [])
        try Files.doing { () throws(SystemError) in try FileSystem.createDirectory(layout.scan) }
        try supervision.start()
        return [:]
    }

    func examine(_ record: Record) throws(Failure) -> Finding {
        Finding(damage: supervision.isRunning ? nil : "s6-svscan does not run")
    }

    func delete(_ name: String) throws(Failure) { try supervision.stop() }

    func names() throws(Failure) -> [String] { supervision.isRunning ? ["s6"] : [] }
}
