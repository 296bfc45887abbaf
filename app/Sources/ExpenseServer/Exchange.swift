import ExpenseHTTP
import ExpenseStore

/// One request and its answer, from the request line to the last byte.
///
/// The HTTP library calls about one exchange from one thread at a time. Only `reply` is written by another thread, and
/// only while the connection is suspended; resuming it orders the two.
final class Exchange {
    /// The head as it was sent; the library has checked that it is HTTP.
    struct Head {
        var contentType: String?
        var accept: String?
        var requestID: String?
        var traceparent: String?
        var contentLength: String?
        var contentLengths = 0
        var transferEncodings = 0
        var hosts = 0
        /// Fields, and the bytes of their names and values.
        var fields = 0
        var fieldBytes = 0

        /// Bytes of the connection's memory that the library needs for this head, besides what an answer needs.
        ///
        /// It keeps the head as it came and a node of 56 bytes (rounded up to 16) for every field.
        func memory(_ target: String) -> Int { target.utf8.count + fieldBytes + fields * (64 + 4) + 32 }
    }

    let target: String
    let start: MonotonicInstant
    let descriptor: Int32
    var head = Head()
    var method = Method.other
    var methodToken = ""
    var body: [UInt8] = []
    /// Bytes of the body that came after the limit and were thrown away.
    var excess = 0
    var isHeadSeen = false
    var route = Route.unmatched
    var id = ""
    var reply: ExpenseAPI.Reply?
    /// The status of the answer that was queued; 0 before.
    var status = 0

    init(target: String, descriptor: Int32) {
        self.target = target
        self.descriptor = descriptor
        start = .now
    }

    /// What the head says about the length of the body; nil where it says nothing or something else.
    var announcedLength: Int? { head.contentLength.flatMap { Int($0) } }

    /// Two ways to tell where a body ends are how requests are smuggled (RFC 9112 section 6.3; ASVS 4.2.1).
    var framingProblem: Problem? {
        if head.contentLengths > 1 || (head.contentLengths > 0 && head.transferEncodings > 0) {
            return Problem(.malformedRequest, "The length of the body must be given once, in one way.")
        }
        if let length = head.contentLength, length.isEmpty || !length.utf8.allSatisfy({ (48...57).contains($0) }) {
            return Problem(.malformedRequest, "Content-Length must be a number.")
        }
        if head.hosts > 1 { return Problem(.malformedRequest, "Host must be given once.") }
        return nil
    }

    var request: Request {
        Request(method, target, contentType: head.contentType, accept: head.accept, body: body, id: id)
    }
}
