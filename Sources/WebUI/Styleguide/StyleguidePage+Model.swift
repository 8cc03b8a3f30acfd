import Telecom

/// Every component of the pages, for those who write pages.
struct StyleguidePage {

    let plainField: Field
    let wrongField: Field
    let choice: Choice
    let full: Ring
    let low: Ring
    let usage: BarChart
    let nothing: BarChart
    let icons: [NamedIcon]

    struct NamedIcon {
        let name: String
        let html: String
    }

    init(in language: Language) {
        plainField = Field(
            "name", language.text("styleguide.name"), value: "Ana García", hint: language.text("styleguide.hint"), maxLength: 100)
        wrongField = Field(
            "wrong", language.text("styleguide.name"), value: "7", problem: language.text("styleguide.problem"), isOptional: true,
            maxLength: 100)
        choice = Choice(
            "choice", language.text("styleguide.choice"), chosen: "second",
            [("first", language.text("styleguide.first")), ("second", language.text("styleguide.second"))])
        let ten = language.volume(.gigabytes(10))
        full = Ring(
            percent: 62, value: language.volume(.megabytes(6200)), caption: language.text("account.data.of", ["granted": ten]))
        low = Ring(percent: 7, value: language.volume(.megabytes(700)), caption: language.text("account.data.of", ["granted": ten]))
        let chart = { (amounts: [Int64]) in
            BarChart(
                language.text("styleguide.usage"), rowHeading: language.text("styleguide.day"),
                valueHeading: language.text("account.data.heading"),
                values: amounts.enumerated().map { day, amount in
                    let time = Timestamp(secondsSince1970: 1_793_491_200).adding(days: Int64(day))
                    return BarChart.Value(
                        label: language.day(time), tick: language.dayOfYear(time), amount: amount, text: language.volume(octets: amount))
                }, format: language.volume(octets:))
        }
        usage = chart([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, 6, 2, 6, 4, 3, 3, 8, 3, 2, 7].map { $0 * 41_000_000 })
        nothing = chart([0, 0])
        icons = Icon.names.map { NamedIcon(name: $0, html: Icon.html($0)) }
    }
}
