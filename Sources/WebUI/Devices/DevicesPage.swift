import HTTPAPI
import Telecom

/// Whether a phone takes an eSIM: by its model, or surely by its EID.
struct DevicesPage {
    struct Maker {
        let name: String
        let models: String
        let source: String
        let day: String
    }

    let device: Field
    let eid: Field
    let makers: [Maker]
    let isSearched: Bool
    let isFound: Bool
    /// The EID that was typed is one.
    let isEIDGood: Bool

    init(device text: String, eid eidText: String, in language: Language) {
        let digits = eidText.filter { $0 != " " && $0 != "-" }
        isEIDGood = EID(digits) != nil
        device = Field(
            "device", language.text("devices.model"), .search, value: text, hint: language.text("devices.model_hint"), isOptional: true,
            maxLength: 60)
        eid = Field(
            "eid", language.text("devices.eid"), value: eidText, hint: language.text("devices.eid_hint"),
            problem: eidText.isEmpty || isEIDGood ? nil : language.text("devices.eid_problem"), autocomplete: "off", inputmode: "numeric",
            isOptional: true, maxLength: 40)
        let found = DeviceList.all.matching(text)
        makers = found.map { maker in
            Maker(
                name: maker.maker, models: maker.models.joined(separator: ", "), source: maker.source,
                day: Timestamp("\(maker.checked)T00:00:00Z").map { language.day($0) } ?? maker.checked)
        }
        isSearched = !text.allSatisfy { $0 == " " }
        isFound = !found.isEmpty
    }
}

enum DeviceRoutes {
    static let endpoints: [Endpoint] = [devices.asPage()]

    static let devices = Endpoint(
        .get, "/devices", "showDevices", tag: "Pages", "Check whether a phone takes an eSIM", access: .anyone,
        parameters: [
            .query("device", .text(0...60), "A model, or a part of its name."),
            .query("eid", .text(0...40), "The EID that the phone shows."),
        ], produces: ["text/html"]
    ) { call in
        let page = DevicesPage(device: call.text("device") ?? "", eid: call.text("eid") ?? "", in: call.language)
        return call.page(call.language.text("devices.title"), at: .devices, page).content()
    }
}
