import CMicroHTTPD
import ExpenseHTTP
import Glibc

/// What libmicrohttpd calls, on its own threads; every call finds its server in the context pointer.
enum HTTPCallbacks {
    private static func server(_ context: UnsafeMutableRawPointer?) -> HTTPServer? {
        unsafe context.map { unsafe Unmanaged<HTTPServer>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func exchange(_ pointer: UnsafeMutableRawPointer?) -> Exchange? {
        unsafe pointer.map { unsafe Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
    }

    /// The request line was read: makes the exchange, which ``completed`` lets go of.
    static let target:
        @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) -> UnsafeMutableRawPointer? = {
            context, uri, connection in
            guard let server = unsafe server(context), let uri = unsafe uri, let connection = unsafe connection
            else { return nil }
            let descriptor = unsafe cmhd_descriptor(connection)
            _ = server.connections.enter(.receiving, descriptor)
            let exchange = unsafe Exchange(target: String(cString: uri), descriptor: descriptor)
            unsafe cmhd_hide_query(uri)
            return unsafe Unmanaged.passRetained(exchange).toOpaque()
        }

    /// Leaves percent-escapes alone: the router works on the target as it was sent.
    static let unescape:
        @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<CChar>?) -> Int =
            { _, _, text in
                unsafe text.map { unsafe strlen($0) } ?? 0
            }

    static let handler:
        @convention(c) (
            UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
            UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafeMutablePointer<Int>?,
            UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        ) -> MHD_Result = { context, connection, _, method, _, bytes, count, pointer in
            guard let server = unsafe server(context), let connection = unsafe connection,
                let exchange = unsafe exchange(pointer?.pointee), let method = unsafe method,
                let count = unsafe count
            else { return .NO }
            if !exchange.isHeadSeen {
                exchange.method = unsafe Method(String(cString: method))
                unsafe _ = MHD_get_connection_values(
                    connection, .HEADER_KIND, header, pointer?.pointee)
                return unsafe server.begin(exchange, connection)
            }
            if unsafe count.pointee > 0 {
                let piece = unsafe UnsafeBufferPointer(start: bytes, count: count.pointee)
                unsafe count.pointee = 0
                return unsafe server.receive(piece, exchange)
            }
            return unsafe server.finish(exchange, connection)
        }

    /// Notes the headers that matter; their names are told apart by the first letter before they are compared.
    private static let header:
        @convention(c) (
            UnsafeMutableRawPointer?, MHD_ValueKind, UnsafePointer<CChar>?, UnsafePointer<CChar>?
        ) -> MHD_Result = { pointer, _, name, value in
            guard let exchange = unsafe exchange(pointer), let name = unsafe name else { return .NO }
            exchange.head.fields += 1
            unsafe exchange.head.fieldBytes += strlen(name) + (value.map { unsafe strlen($0) } ?? 0)
            func isNamed(_ expected: StaticString) -> Bool {
                // The bytes of a string literal end with a zero.
                unsafe strcasecmp(
                    name, UnsafeRawPointer(expected.utf8Start).assumingMemoryBound(to: CChar.self)) == 0
            }
            func text() -> String { unsafe value.map { unsafe String(cString: $0) } ?? "" }
            switch unsafe UInt8(bitPattern: name.pointee) | 0x20 {
            case UInt8(ascii: "h"):
                if isNamed("Host") { exchange.head.hosts += 1 }
            case UInt8(ascii: "a"):
                if isNamed("Accept") { exchange.head.accept = exchange.head.accept.map { $0 + "," + text() } ?? text() }
            case UInt8(ascii: "c"):
                if isNamed("Content-Type") {
                    exchange.head.contentType = text()
                } else if isNamed("Content-Length") {
                    exchange.head.contentLength = text()
                    exchange.head.contentLengths += 1
                }
            case UInt8(ascii: "t"):
                if isNamed("Transfer-Encoding") {
                    exchange.head.transferEncodings += 1
                } else if isNamed("traceparent") {
                    exchange.head.traceparent = text()
                }
            case UInt8(ascii: "x"):
                if isNamed("X-Request-Id") { exchange.head.requestID = text() }
            default: break
            }
            return .YES
        }

    static let completed:
        @convention(c) (
            UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
            MHD_RequestTerminationCode
        ) -> Void = { context, _, pointer, _ in
            guard let server = unsafe server(context), let opaque = unsafe pointer?.pointee else { return }
            let exchange = unsafe Unmanaged<Exchange>.fromOpaque(opaque).takeRetainedValue()
            unsafe pointer?.pointee = nil
            server.end(exchange)
        }

    static let connection:
        @convention(c) (
            UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
            MHD_ConnectionNotificationCode
        ) -> Void = { context, connection, _, code in
            guard let server = unsafe server(context), let connection = unsafe connection else { return }
            let descriptor = unsafe cmhd_descriptor(connection)
            if code == .CONNECTION_NOTIFY_STARTED {
                server.metrics.count(.connectionsOpened)
                server.connections.opened(descriptor)
            } else {
                server.metrics.count(.connectionsClosed)
                server.connections.closed(descriptor)
            }
        }
}
