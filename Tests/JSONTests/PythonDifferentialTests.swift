import JSON
import OutsideJudge
import Testing

/// Python's json module, made strict where it is lenient by design, must agree on every text.
@Suite struct PythonDifferentialTests {
    static let python = PythonJudge.interpreter(with: "json")

    /// Tags every scalar so that numbers keep their literal; duplicates, NaN and lone surrogates are refused.
    private static let script = """
        import json, sys
        def refuse(*_): raise ValueError
        def members(pairs):
            if len({name for name, _ in pairs}) != len(pairs): refuse()
            return {name: tagged(value) for name, value in pairs}
        class Number(str): pass
        def tagged(value):
            if isinstance(value, Number): return '#' + value
            if isinstance(value, str): return 's' + value
            if isinstance(value, list): return [tagged(item) for item in value]
            return value
        for line in sys.stdin:
            try:
                text = bytes.fromhex(line).decode('utf-8')
                value = tagged(json.loads(text, object_pairs_hook=members, parse_constant=refuse,
                                          parse_int=Number, parse_float=Number))
                out = json.dumps(value)
                json.dumps(value, ensure_ascii=False).encode('utf-8')
                print(out)
            except (ValueError, RecursionError):
                print('refused')
        """

    @Test(.enabled(if: python != nil, "needs python3"))
    func agreesWithPython() throws {
        var generator = Generator(seed: 1)
        var texts: [[UInt8]] = []
        for index in 0..<4000 {
            var text = generator.value(depth: 4).bytes(pretty: index.isMultiple(of: 3))
            if !index.isMultiple(of: 4) { generator.damage(&text) }
            texts.append(text)
        }
        let digits = Array("0123456789abcdef".utf8)
        var input: [UInt8] = []
        for text in texts {
            for byte in text { input += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
            input.append(0x0A)
        }
        let output = try PythonJudge.run(try #require(Self.python), script: Self.script, input: input)
        let answers = output.split(separator: 0x0A)
        #expect(answers.count == texts.count)
        var accepted = 0
        for (text, answer) in zip(texts, answers) {
            let ours = try? JSONReader.parse(text)
            if ours != nil { accepted += 1 }
            let theirs = answer.elementsEqual("refused".utf8) ? nil : try JSONReader.parse(Array(answer))
            #expect(ours.map(tagged) == theirs, "\(String(decoding: text, as: UTF8.self).debugDescription)")
        }
        print("python differential: \(texts.count) texts, \(accepted) accepted, \(texts.count - accepted) refused")
        #expect(accepted > 1000 && texts.count - accepted > 1000)
    }

    private func tagged(_ value: JSONValue) -> JSONValue {
        switch value {
        case .number(let number): .string("#" + number.literal)
        case .string(let text): .string("s" + text)
        case .array(let values): .array(values.map(tagged))
        case .object(let members): .object(members.map { JSONValue.Member($0.name, tagged($0.value)) })
        default: value
        }
    }
}

extension Generator {
    /// Changes a few bytes: removed, repeated or replaced by what means something in JSON.
    mutating func damage(_ text: inout [UInt8]) {
        let alphabet =
            Array(#"{}[]",:\u0d8123456789eE+-.truefalsnNI/'# "#.utf8) + [0x00, 0x09, 0x0A, 0x1F, 0x80, 0xC0, 0xFF]
        for _ in 0..<Int.random(in: 1...3, using: &self) {
            guard let index = text.indices.randomElement(using: &self) else { return }
            switch Int.random(in: 0..<4, using: &self) {
            case 0: text.remove(at: index)
            case 1: text.insert(text[index], at: index)
            case 2: text.insert(alphabet.randomElement(using: &self) ?? 0, at: index)
            default: text[index] = alphabet.randomElement(using: &self) ?? 0
            }
        }
    }
}
