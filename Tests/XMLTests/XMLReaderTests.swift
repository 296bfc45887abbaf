import Testing
import XML

@Suite struct XMLReaderTests {
    typealias Attribute = XMLElement.Attribute

    /// Documents that are read, with what they hold.
    @Test(arguments: read)
    func reads(text: String, element: XMLElement) throws {
        #expect(try XMLReader.parse(Array(text.utf8)) == element)
    }

    static let read: [(String, XMLElement)] = [
        ("<a/>", XMLElement(name: "a")),
        ("<a></a>\n", XMLElement(name: "a")),
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a> x </a>", XMLElement(name: "a", text: " x ")),
        (
            "<a>1<b>2</b>3<!-- 4 --><c/>5<?pi 6?></a>",
            XMLElement(name: "a", text: "135", children: [XMLElement(name: "b", text: "2"), XMLElement(name: "c")])
        ),
        ("<a>&lt;&amp;&gt;&apos;&quot;&#65;&#x20AC;</a>", XMLElement(name: "a", text: "<&>'\"A€")),
        ("<a><![CDATA[<b>&amp;]]>]</a>", XMLElement(name: "a", text: "<b>&amp;]")),
        ("<a>x\r\ny\rz&#13;</a>", XMLElement(name: "a", text: "x\ny\nz\r")),
        (
            "<a y='1' x=\"&lt;2\n\" e=''/>",
            XMLElement(
                name: "a",
                attributes: [
                    Attribute(name: "y", value: "1"), Attribute(name: "x", value: "<2 "),
                    Attribute(name: "e", value: ""),
                ])
        ),
        ("<a xmlns='urn:one'><b/></a>", XMLElement(name: "a", children: [XMLElement(name: "b")])),
        (
            "<n:a xmlns:n='urn:one' xmlns:xsi='urn:two'><n:b xsi:type='T' type='t' xml:lang='de'/></n:a>",
            XMLElement(
                name: "a",
                children: [
                    XMLElement(
                        name: "b",
                        attributes: [
                            Attribute(name: "xsi:type", value: "T"), Attribute(name: "type", value: "t"),
                            Attribute(name: "xml:lang", value: "de"),
                        ])
                ])
        ),
        // Never declared, and no fault: see cexpat_read on what looking at namespaces would cost.
        (
            "<n:a><:b/><c:/><d:e:f/></n:a>",
            XMLElement(name: "a", children: ["b", "c:", "e:f"].map { XMLElement(name: $0) })
        ),
        ("<größe>€😀</größe>", XMLElement(name: "größe", text: "€😀")),
    ]

    /// What libexpat knows apart from plain UTF-8, each the same document.
    @Test(arguments: encodings)
    func readsEncodings(bytes: [UInt8]) throws {
        #expect(try XMLReader.parse(bytes) == XMLElement(name: "a", text: "é"))
    }

    static var encodings: [[UInt8]] {
        let utf16 = Array("<a>é</a>".utf16)
        let little: [UInt8] = utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big: [UInt8] = utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        var latin = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>?</a>".utf8)
        latin[latin.count - 5] = 0xE9
        let ascii = Array("<?xml version='1.0' encoding='us-ascii'?><a>&#233;</a>".utf8)
        return [
            [0xEF, 0xBB, 0xBF] + Array("<a>é</a>".utf8), [0xFF, 0xFE] + little, [0xFE, 0xFF] + big, latin, ascii,
        ]
    }

    /// An answer of S3 as it is read by those who use it.
    @Test func findsByName() throws {
        let answer = """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
              <Name>states</Name>
              <Contents><Key>a b</Key><Owner><ID>1</ID></Owner></Contents>
              <Contents><Key>c</Key><Size>7</Size></Contents>
            </ListBucketResult>
            """
        let list = try XMLReader.parse(Array(answer.utf8))
        #expect(list.name == "ListBucketResult")
        #expect(list["Name"]?.text == "states")
        #expect(list.all("Contents").map { $0.text(at: "Key") } == ["a b", "c"])
        #expect(list.text(at: "Contents", "Owner", "ID") == "1")
        #expect(list.text(at: "Contents", "Size") == nil, "of each name the first is followed")
        #expect(list["Contents"]?.text(at: "Key", "Key") == nil)
        #expect(list.text(at: "Prefix") == nil)
        #expect(list["Key"] == nil && list.all("Key").isEmpty)
    }

    @Test func isReadByManyThreadsAtOnce() async throws {
        let names = await withTaskGroup(of: String?.self) { group in
            for index in 0..<64 {
                group.addTask { (try? XMLReader.parse(Array("<a><n\(index)/></a>".utf8)))?.children.first?.name }
            }
            return await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(names == Set((0..<64).map { "n\($0)" }))
    }
}
