internal import POSIX

/// How many files and processes this process may ever have: what it may give on, too.
package struct HardLimits: Sendable, Hashable {
    package let files: Int
    package let processes: Int

    package init(files: Int, processes: Int) {
        self.files = files
        self.processes = processes
    }

    /// Of this process; -1 is none.
    ///
    /// podman lowers its own limit of processes to the highest number a process of this machine can have, and cannot
    /// give more than that.
    package static var own: HardLimits {
        let processes = ResourceLimit.processes.hard
        let most = Host.highestProcessID ?? processes
        return HardLimits(files: ResourceLimit.files.hard, processes: processes < 0 ? most : min(processes, most))
    }

    var arguments: [String] {
        ["--ulimit", "nofile=\(files):\(files)", "--ulimit", "nproc=\(processes):\(processes)"]
    }
}
