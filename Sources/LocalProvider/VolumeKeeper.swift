import Diagnostics
import POSIX
import Planning

/// `volume/NAME`: a private directory for what a workload keeps, such as its database. It has no attributes.
struct VolumeKeeper: Keeper {
    let layout: LocalLayout

    func put(_ resource: Resource, over prior: Record?) throws(Failure) -> [String: String] {
        _ = try Attributes(resource, known: [])
        try Files.doing { () throws(SystemError) in
            try FileSystem.createDirectory(layout.volume(resource.address.name), withParents: true)
        }
        return [:]
    }

    func examine(_ record: Record) throws(Failure) -> Finding {
        Finding(damage: try Files.exists(layout.volume(record.address.name)) ? nil : "the directory is gone")
    }

    func delete(_ name: String) throws(Failure) {
        try Files.doing { () throws(SystemError) in try FileSystem.removeTree(layout.volume(name)) }
    }

    func names() throws(Failure) -> [String] { try Files.list(layout.volumes) }
}
