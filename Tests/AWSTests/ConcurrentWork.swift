import Glibc
import Synchronization

/// The same work on several threads at once; the client blocks, so tasks of the shared pool would not do.
enum ConcurrentWork {
    static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        var threads: [pthread_t] = []
        for index in 0..<count {
            var thread = pthread_t()
            let job = unsafe Unmanaged.passRetained(Job { body(index) })
            let result = unsafe pthread_create(
                &thread, nil,
                { pointer in
                    if let pointer = unsafe pointer {
                        unsafe Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().body()
                    }
                    return nil
                }, job.toOpaque())
            if result == 0 { threads.append(thread) } else { unsafe job.release() }
        }
        for thread in threads { _ = pthread_join(thread, nil) }
    }

    private final class Job {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }
}

/// Texts from several threads.
final class Counter: Sendable {
    private let kept = Mutex<[String]>([])
    func add(_ text: String) { kept.withLock { $0.append(text) } }
    var texts: [String] { kept.withLock { $0 } }
}
