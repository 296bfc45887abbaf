internal import CPOSIX
internal import Glibc
internal import Synchronization

/// A thread of its own that does a small thing again and again, for heartbeats.
package final class RepeatingThread: Sendable {
    private let thread: Mutex<pthread_t?>
    private let wake: Int32

    /// Calls `body` each `interval`, for the first time after one, until it says false or ``stop()`` is called.
    ///
    /// Nil where the system has no thread or pipe left. The thread takes no signals.
    package init?(every interval: Duration, _ body: @escaping @Sendable () -> Bool) {
        var ends: [Int32] = [-1, -1]
        guard unsafe cposix_pipe(&ends) == 0 else { return nil }
        let reading = ends[0]
        let loop = Loop {
            let milliseconds = Int32(clamping: max(1, interval.wholeNanoseconds / 1_000_000))
            while true {
                // The pipe never holds data: it becomes ready when stop() closes the other end.
                var waiting = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
                let ready = unsafe poll(&waiting, 1, milliseconds)
                if ready > 0 || (ready == 0 && !body()) { break }
            }
            _ = close(reading)
        }
        var started = pthread_t()
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        let box = unsafe Unmanaged.passRetained(loop)
        let result = unsafe pthread_create(
            &started, nil,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Loop>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            }, box.toOpaque())
        guard result == 0 else {
            unsafe box.release()
            for end in ends { _ = close(end) }
            return nil
        }
        thread = Mutex(started)
        wake = ends[1]
    }

    deinit { stop() }

    /// Ends the thread and waits for the call under way; again is fine. Not to be called from `body`.
    package func stop() {
        thread.withLock { thread in
            guard let running = thread else { return }
            _ = close(wake)
            _ = pthread_join(running, nil)
            thread = nil
        }
    }

    private final class Loop: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
