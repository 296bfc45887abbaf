import Diagnostics
import Glibc
import JSON
import YAML

/// Prints how fast texts are read and written, one JSON object per line; `make bench` calls it in a release build.
///
/// `print-yaml` and `print-json` print the texts themselves; `sign` signs requests.
///
/// Rates are per second of processor time, so that a busy machine does not change them.
@main struct Bench {
    static func main() throws {
        let document = Array(Self.deployment(containers: 400).utf8)
        // So that a peer can be given the very same texts.
        switch CommandLine.arguments.dropFirst().first {
        case "print-yaml": return print(String(decoding: document, as: UTF8.self), terminator: "")
        case "print-json": return print(String(decoding: Self.record().bytes(), as: UTF8.self), terminator: "")
        case "sign": return try SigningBench.run()
        default: break
        }
        let node = try YAMLReader.parse(document, file: "bench.yaml")
        report("yaml-read", bytes: document.count) { (try? YAMLReader.parse(document, file: "bench.yaml")) != nil }
        report("yaml-write", bytes: YAMLWriter.write(node).count) { !YAMLWriter.write(node).isEmpty }

        let record = Self.record()
        let text = record.bytes()
        report("json-read", bytes: text.count) { (try? JSONReader.parse(text)) != nil }
        report("json-write", bytes: text.count) { !record.bytes().isEmpty }
    }

    /// Runs `work` for half a second of processor time and prints its rate; a run that answers false ends the program.
    static func report(_ name: String, bytes: Int, _ work: () -> Bool) {
        let start = processorSeconds
        var (runs, batch) = (0, 1)
        var elapsed = 0.0
        repeat {
            for _ in 0..<batch { precondition(work(), name) }
            runs += batch
            elapsed = processorSeconds - start
            // Looking at the clock takes a system call, which would show in work of a microsecond.
            if elapsed < 0.05 { batch *= 2 }
        } while elapsed < 0.5
        var line = JSONWriter()
        line.beginObject()
        line.key("name")
        line.string(name)
        line.key("bytes")
        line.integer(bytes)
        for (key, value) in [
            ("megabytesPerSecond", Double(bytes) * Double(runs) / elapsed / 1e6),
            ("perSecond", Double(runs) / elapsed),
        ] {
            line.key(key)
            if let number = JSONNumber(Double(Int(value * 1000)) / 1000) { line.number(number) } else { line.null() }
        }
        line.endObject()
        print(line.text)
    }

    private static var processorSeconds: Double {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// A Kubernetes deployment with many containers, about 100 KB for 400.
    private static func deployment(containers: Int) -> String {
        var text = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: expense-api\nspec:\n"
        text += "  template:\n    spec:\n      containers:\n"
        for index in 0..<containers {
            text += "        - name: api-\(index)\n          image: registry.example:5000/expense-api:1.\(index)\n"
            text += "          ports:\n            - containerPort: \(8000 + index)\n              protocol: TCP\n"
            text += "          env:\n            - {name: LOG_LEVEL, value: \"info\"}\n"
            text += "          resources:\n            limits:\n              cpu: 500m\n              memory: 256Mi\n"
        }
        return text
    }

    /// An expense as the API answers it, repeated to about 800 bytes.
    private static func record() -> JSONValue {
        let item: JSONValue = [
            "id": "0b5f7c1e-8f7a-4c38-9a43-5c3d2d1f6b7a", "amount": ["minor": 129_900, "currency": "EUR"],
            "category": "travel", "description": "Train to Z\u{fc}rich, \"second\" class", "approved": true,
            "note": .null,
            "tags": ["rail", "2026", "team"],
        ]
        return ["items": [item, item, item], "next": "/v1/expenses?after=0b5f7c1e", "total": 3]
    }
}
