/// A point of the program at which tests kill it or let it fail; the name is stable.
///
/// Each is reached through ``Seams/reach(_:)`` immediately *before* the effect it names, unless the name says after.
package enum Seam: String, Sendable, Hashable, CaseIterable {
    // The lock
    case lockOpen = "lock.open"
    case lockWrite = "lock.write"
    case lockFsync = "lock.fsync"
    case lockTakeover = "lock.takeover"
    case lockHeartbeat = "lock.heartbeat"
    case lockRelease = "lock.release"
    // The journal
    case journalOpen = "journal.open"
    case journalAppend = "journal.append"
    case journalFsync = "journal.fsync"
    case journalArchive = "journal.archive"
    // The state
    case stateRead = "state.read"
    case stateBackupRotate = "state.backup-rotate"
    case stateTemporaryWrite = "state.tmp-write"
    case stateTemporaryFsync = "state.tmp-fsync"
    case stateRename = "state.rename"
    case stateDirectoryFsync = "state.dir-fsync"
    case stateRetire = "state.retire"
    // The audit log and the ledger of used plans
    case auditAppend = "audit.append"
    case ledgerConsume = "ledger.consume"
    // A plan
    case planRead = "plan.read"
    case planVerify = "plan.verify"
    // One operation of an apply
    case operationBeforeSend = "op.before-send"
    case operationAfterResponse = "op.after-response"
    case operationAfterCommit = "op.after-commit"
    // A rollout
    case rolloutTransition = "rollout.transition"
    case rolloutEffect = "rollout.effect"
    case rolloutEnd = "rollout.end"
    // The local provider
    case haproxyConfigWrite = "haproxy.config-write"
    case haproxyCheck = "haproxy.check"
    case haproxyServers = "haproxy.servers"
    case haproxyServersWait = "haproxy.servers-wait"
    case haproxyReload = "haproxy.reload"
    case haproxyOldPidWait = "haproxy.old-pid-wait"
    case haproxySplitWrite = "haproxy.split-write"
    case haproxySplit = "haproxy.split"
    case prometheusStart = "prometheus.start"
    case childSpawn = "child.spawn"
    case childKill = "child.kill"
    case releaseCopy = "release.copy"
    case releaseCommit = "release.commit"
    case replicaStart = "replica.start"
    case replicaReady = "replica.ready"
    case replicaStop = "replica.stop"
    case secretWrite = "secret.write"
    // Reports
    case reportWrite = "report.write"
}
