import Platform
import Subscribers
import Telecom

/// One line: its number, how to install it, what it used, and what its owner can do.
struct LinePage {
    struct Installation {
        let activationCode: String
        /// The server that it names and the rest, as a phone asks for them when they are typed.
        let address: String
        let matchingID: String
        /// SVG of our own making.
        let qr: String
        /// What a tap on the phone itself opens.
        let appleLink: String
        let androidLink: String
    }

    let line: LineRow
    let title: String
    let isWaiting: Bool
    let installation: Installation?
    let suspension: String?
    let canSuspend: Bool
    let canResume: Bool
    let isOver: Bool
    let name: Field
    let usage: UsageChart?
    let iccid: String?
    let since: String

    init(_ line: Line, usage: UsageChart?, nameProblem: String? = nil, typedName: String? = nil, in language: Language) {
        self.line = LineRow(line, in: language)
        title = line.name ?? self.line.number
        isWaiting = line.activationCode == nil && !line.state.isEnd
        installation = line.state.isEnd ? nil : line.activationCode.flatMap(Installation.init)
        let reason = line.suspensions.sorted { $0.rawValue < $1.rawValue }.first { !$0.isOwners } ?? line.suspensions.first
        suspension = reason.map { language.text("lines.suspension.\($0.rawValue)") }
        canSuspend = line.state == .active
        canResume = line.state == .suspended && line.suspensions.contains(where: \.isOwners)
        isOver = line.state.isEnd
        name = Field(
            "name", language.text("lines.name"), value: typedName ?? line.name, hint: language.text("lines.name_hint"),
            problem: nameProblem, isOptional: true, maxLength: Line.longestName)
        self.usage = usage
        iccid = line.iccid?.digits
        since = language.day(line.createdAt)
    }
}

extension LinePage.Installation {
    /// The links are those that Apple (iOS 17.4 and later) and Google (Android 10 and later) open by their systems' own installers.
    init?(_ code: ActivationCode) {
        guard let picture = QRCode(code.text)?.svg else { return nil }
        activationCode = code.text
        address = code.address
        matchingID = "\(code.matchingID)"
        qr = picture
        appleLink = "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=\(code.text)"
        androidLink = "https://esimsetup.android.com/esim_qrcode_provisioning?carddata=\(code.text)"
    }
}
