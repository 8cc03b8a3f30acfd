import Platform
import Subscribers
import Telecom

/// How a person stands with the beta programme, for the template `BetaCard`.
struct BetaCard {
    struct Number {
        let number: String
        /// SVG of a `tel:` link.
        let qr: String
        /// SVG of the signed record, and the record itself.
        let resinQR: String?
        let resin: String?
        let linePath: String
        /// Whether the line still waits for its eSIM to be installed.
        let isInstallable: Bool
    }

    let state: String
    let tone: String
    let text: String
    /// Why the last request was rejected.
    let reason: String?
    /// The label of the button that asks; `nil` when one cannot ask.
    let ask: String?
    /// The address must be confirmed before one can ask.
    let needsAddress: Bool
    let number: Number?

    /// `nil` where there is no programme and there never was a request.
    init?(_ standing: BetaStanding, isEmailVerified: Bool, in language: Language) {
        guard standing.isOpen || standing.request != nil else { return nil }
        let request = standing.request
        let word = request?.state.rawValue ?? "none"
        let mayAsk = standing.isOpen && (request == nil || request?.state == .rejected)
        state = language.text("beta.state.\(word)")
        tone =
            switch request?.state {
            case .approved: ""
            case .rejected: "plain"
            case .pending, nil: "flower"
            }
        text = language.text("beta.text.\(word)", ["day": request.map { language.day($0.decidedAt ?? $0.requestedAt) } ?? ""])
        reason = request?.reason
        needsAddress = mayAsk && !isEmailVerified
        ask =
            !mayAsk || !isEmailVerified ? nil : request == nil ? language.text("beta.ask") : language.text("beta.ask_again")
        number = request?.state == .approved ? standing.line.flatMap { Number($0, standing.resin, in: language) } : nil
    }
}

extension BetaCard.Number {
    /// `nil` until the line has a number.
    init?(_ line: Line, _ record: ResinRecord?, in language: Language) {
        guard let msisdn = line.msisdn, let code = QRCode("tel:+\(msisdn.digits)") else { return nil }
        number = language.phoneNumber(msisdn)
        qr = code.svg
        resin = try? record?.text
        resinQR = resin.flatMap { QRCode($0) }?.svg
        linePath = "/lines/\(line.id)"
        isInstallable = line.activationCode != nil && !line.state.isEnd
    }
}
