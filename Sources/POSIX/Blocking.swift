package import Diagnostics
internal import Glibc

/// Runs work that blocks on a thread of its own, so that the shared pool of threads never waits for a process.
///
/// (libdispatch would do, but its C module and OpenSSL's disagree about `fd_set`.)
package enum Blocking {
    package static func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            let job: @Sendable () -> Void = {
                do throws(Failure) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            // Without a thread to spare the caller's does the work: slower, but nothing is lost.
            if !start(job) { job() }
        }
        return try result.get()
    }

    private final class Job {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let job = unsafe Unmanaged.passRetained(Job(body))
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread, nil,
            { pointer in
                if let pointer = unsafe pointer {
                    unsafe Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().body()
                }
                return nil
            }, job.toOpaque())
        guard result == 0 else {
            unsafe job.release()
            return false
        }
        _ = pthread_detach(thread)
        return true
    }
}
