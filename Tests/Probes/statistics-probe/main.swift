import JSON
import Rollouts

// Computes what it is told, a JSON object a line, and answers a line each, so that an outside judge can compare: an
// array of numbers, null for nil, or the reason why nothing can be said.

while let line = readLine() {
    guard let order = Order(line), let statistic = statistics[order.function] else {
        print("not understood: \(line.prefix(200))")
        continue
    }
    var writer = JSONWriter()
    do throws(CannotSay) {
        let values = try statistic(order)
        writer.beginArray()
        for value in values {
            guard let value else {
                writer.null()
                continue
            }
            if let number = JSONNumber(value) { writer.number(number) } else { writer.string(value.description) }
        }
        writer.endArray()
    } catch {
        writer.string("\(error)")
    }
    print(writer.text)
}
