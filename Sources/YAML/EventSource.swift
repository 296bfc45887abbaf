internal import CYAML

/// What libyaml finds next in a stream, with the place where it begins; lines and columns count from 1.
struct Event {
    enum Kind {
        case streamStart, streamEnd
        case documentStart(hasDirectives: Bool)
        case documentEnd
        case alias(String)
        case scalar(Scalar, isPlain: Bool)
        case sequenceStart, sequenceEnd
        case mappingStart, mappingEnd
    }

    let kind: Kind
    let line: Int
    let column: Int
    /// `name` of `&name`, where the node has one.
    var anchor: String?
    /// The tag as libyaml resolved it, where the node has one.
    var tag: String?
}

/// Why libyaml cannot go on, in its words.
struct SyntaxFault: Error {
    struct Place {
        let line: Int
        let column: Int
    }

    let problem: String
    let place: Place
    /// What libyaml was reading, and where that began.
    let context: String?
    let contextPlace: Place?
}

/// The owner of a libyaml parser and of the bytes it reads.
///
/// libyaml keeps a pointer to its input, so the bytes are copied into memory that lives exactly as long as the parser.
/// Nothing C-shaped leaves this type. See `yaml.h` of libyaml 0.2.5 for each call.
@safe struct EventSource: ~Copyable {
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>

    /// A source that reads a copy of `bytes`, which must be UTF-8 without a byte order mark.
    init(copying bytes: borrowing Span<UInt8>) throws(SyntaxFault) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            let start = SyntaxFault.Place(line: 1, column: 1)
            throw SyntaxFault(problem: "memory is exhausted", place: start, context: nil, contextPlace: nil)
        }
        let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        unsafe bytes.withUnsafeBufferPointer { _ = unsafe input.initialize(from: $0) }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
        unsafe self.input = input
        unsafe self.parser = parser
        unsafe event = .allocate(capacity: 1)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe event.deallocate()
        unsafe input.deallocate()
    }

    /// The next event; not to be called again after it threw or the stream ended.
    mutating func next() throws(SyntaxFault) -> Event {
        guard unsafe yaml_parser_parse(parser, event) == 1 else { throw fault() }
        defer { unsafe yaml_event_delete(event) }
        let mark = unsafe event.pointee.start_mark
        var result = Event(kind: kind(), line: mark.line + 1, column: mark.column + 1)
        switch result.kind {
        case .scalar:
            result.anchor = unsafe text(event.pointee.data.scalar.anchor)
            result.tag = unsafe text(event.pointee.data.scalar.tag)
        case .sequenceStart:
            result.anchor = unsafe text(event.pointee.data.sequence_start.anchor)
            result.tag = unsafe text(event.pointee.data.sequence_start.tag)
        case .mappingStart:
            result.anchor = unsafe text(event.pointee.data.mapping_start.anchor)
            result.tag = unsafe text(event.pointee.data.mapping_start.tag)
        default: break
        }
        return result
    }

    private func kind() -> Event.Kind {
        switch unsafe event.pointee.type {
        case YAML_SCALAR_EVENT: return scalar()
        case YAML_MAPPING_START_EVENT: return .mappingStart
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_SEQUENCE_START_EVENT: return .sequenceStart
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_ALIAS_EVENT: return .alias(unsafe text(event.pointee.data.alias.anchor) ?? "")
        case YAML_DOCUMENT_START_EVENT:
            let start = unsafe event.pointee.data.document_start
            let hasTags = unsafe start.tag_directives.start != start.tag_directives.end
            return .documentStart(hasDirectives: unsafe start.version_directive != nil || hasTags)
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_STREAM_START_EVENT: return .streamStart
        default: return .streamEnd
        }
    }

    private func scalar() -> Event.Kind {
        let bytes = unsafe UnsafeBufferPointer(
            start: event.pointee.data.scalar.value, count: event.pointee.data.scalar.length)
        let isPlain = unsafe event.pointee.data.scalar.style == YAML_PLAIN_SCALAR_STYLE
        let kind = isPlain ? Scalar.Kind(ofPlain: unsafe Span(_unsafeElements: bytes)) : .string
        return .scalar(Scalar(text: unsafe String(decoding: bytes, as: UTF8.self), kind: kind), isPlain: isPlain)
    }

    private func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
        unsafe pointer.map { unsafe String(cString: $0) }
    }

    private func fault() -> SyntaxFault {
        let parser = unsafe parser.pointee
        let hasContext = unsafe parser.context != nil
        return unsafe SyntaxFault(
            problem: parser.problem.map { unsafe String(cString: $0) } ?? "memory is exhausted",
            place: place(parser.problem_mark),
            context: parser.context.map { unsafe String(cString: $0) },
            contextPlace: hasContext ? place(parser.context_mark) : nil)
    }

    private func place(_ mark: yaml_mark_t) -> SyntaxFault.Place {
        SyntaxFault.Place(line: mark.line + 1, column: mark.column + 1)
    }
}
