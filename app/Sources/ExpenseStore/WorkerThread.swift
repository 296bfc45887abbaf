import Glibc

/// A thread of our own for work that blocks, which would starve the shared pool.
@safe package final class WorkerThread: @unchecked Sendable {  // `handle` is written once, before anybody else sees it.
    private let handle: pthread_t

    private final class Start {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts `body`; nil where the system has no thread left.
    package init?(_ body: @escaping @Sendable () -> Void) {
        let start = unsafe Unmanaged.passRetained(Start(body))
        var handle = pthread_t()
        let result = unsafe pthread_create(
            &handle, nil,
            { context in
                guard let context = unsafe context else { return nil }
                let start = unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
                start.body()
                return nil
            }, start.toOpaque())
        guard result == 0 else {
            unsafe start.release()
            return nil
        }
        self.handle = handle
    }

    /// Waits until the body has returned; to be called once.
    package func join() { pthread_join(handle, nil) }
}
