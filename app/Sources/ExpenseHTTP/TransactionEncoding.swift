import ExpenseDomain
import ExpenseStore
import JSON

extension JSONWriter {
    /// Amounts go out as strings: most readers would round a number through binary floating point.
    mutating func transaction(_ transaction: Transaction) {
        beginObject()
        key("id")
        string(transaction.id.text)
        key("amount")
        string(transaction.content.amount.decimal)
        key("currency")
        string(transaction.content.amount.currency.code)
        key("description")
        string(transaction.content.description)
        key("category")
        if let category = transaction.content.category { string(category) } else { null() }
        key("occurredOn")
        if let date = transaction.content.occurredOn { string(date.text) } else { null() }
        key("createdAt")
        string(transaction.createdAt.text)
        endObject()
    }
}

extension Response {
    static func transaction(_ transaction: Transaction, status: Int = 200, headers: [Header] = []) -> Response {
        var json = JSONWriter(reserving: 256)
        json.transaction(transaction)
        return Response(status, .json, body: json.bytes, headers: headers)
    }

    static func page(_ page: TransactionPage) -> Response {
        var json = JSONWriter(reserving: 64 + 256 * page.transactions.count)
        json.beginObject()
        json.key("transactions")
        json.beginArray()
        for transaction in page.transactions { json.transaction(transaction) }
        json.endArray()
        json.key("total")
        json.integer(page.total)
        json.endObject()
        return Response(200, .json, body: json.bytes)
    }
}
