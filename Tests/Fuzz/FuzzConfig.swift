import Diagnostics

@testable import AWS

/// What is read of AWS's files survives being written; everything else is refused with a line. A line that is cut into
/// words comes to the same words when each is quoted.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzConfig(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    cut(bytes)
    let lines = bytes.count { $0 == 0x0A } + 1
    let file: ConfigurationFile
    do {
        file = try ConfigurationFile(bytes, file: "config")
    } catch {
        precondition(error.diagnostics.count == 1 && error.diagnostics[0].code.id == "E0801")
        guard let location = error.diagnostics[0].location else { preconditionFailure("it is refused nowhere") }
        precondition((1...lines).contains(location.line) && !error.diagnostics[0].detail.isEmpty)
        return 0
    }
    check(file, lines)
    guard let again = try? ConfigurationFile(written(file), file: "again") else {
        preconditionFailure("what was written is refused")
    }
    precondition(plain(again) == plain(file), "what was written reads back as something else")
    return 0
}

private func cut(_ bytes: [UInt8]) {
    let line = String(decoding: bytes, as: UTF8.self)
    guard let words = CommandWords.split(line) else { return }
    precondition(words.reduce(0) { $0 + $1.unicodeScalars.count } <= line.unicodeScalars.count)
    // By scalars: a quote with an accent is another character.
    let quoted = words.map { word in
        var text = "'".unicodeScalars
        for scalar in word.unicodeScalars {
            if scalar == "'" { text.append(contentsOf: "'\\''".unicodeScalars) } else { text.append(scalar) }
        }
        text.append("'")
        return String(text)
    }
    let again = CommandWords.split(quoted.joined(separator: " "))
    precondition(again?.map { Array($0.utf8) } == words.map { Array($0.utf8) }, "quoted words are other words")
}

private func check(_ file: ConfigurationFile, _ lines: Int) {
    var line = 0
    func next(_ number: Int) {
        precondition(number > line && number <= lines, "the lines are not in order")
        line = number
    }
    for section in file.sections {
        next(section.line)
        precondition(!section.title.isEmpty)
        for property in section.properties {
            next(property.line)
            precondition(!property.name.isEmpty && (property.value.count == 0 || property.nested.isEmpty))
            for inner in property.nested {
                next(inner.line)
                precondition(!inner.name.isEmpty && inner.nested.isEmpty)
            }
        }
    }
}

/// Everything but the lines.
private func plain(_ file: ConfigurationFile) -> [[UInt8]] {
    var texts: [[UInt8]] = []
    for section in file.sections {
        for text in [section.kind, section.name, section.title] { texts.append(Array(text.utf8)) }
        for property in section.properties {
            for one in [property] + property.nested {
                texts.append(Array(one.name.utf8))
                texts.append(value(one))
            }
            texts.append([0])
        }
    }
    return texts
}

private func value(_ property: ConfigurationFile.Property) -> [UInt8] { property.value.withExposedBytes { $0 } }

/// With line ends of DOS, since a value may end in a carriage return of its own.
private func written(_ file: ConfigurationFile) -> [UInt8] {
    var text: [UInt8] = []
    func add(_ line: [UInt8]) { text += line + [0x0D, 0x0A] }
    for section in file.sections {
        add(Array("[\(section.title)]".utf8))
        for property in section.properties {
            let lines = value(property).split(separator: 0x0A, omittingEmptySubsequences: false)
            add(Array("\(property.name)=".utf8) + (lines.first ?? []))
            for line in lines.dropFirst() { add([0x20] + line) }
            for inner in property.nested { add(Array(" \(inner.name)=".utf8) + value(inner)) }
        }
    }
    return text
}
