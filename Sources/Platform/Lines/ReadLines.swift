import Store
import Subscribers
import Telecom

extension Platform {
    /// A line that the caller may see: one's own, or any of the brand for its staff.
    /// - Throws: `line_not_found`, also for lines that the caller may not know of.
    public func line(_ id: LineID, for principal: Principal) async throws -> Line {
        try await store.read { try $0.line(id, for: principal) }
    }

    /// The caller's lines, oldest first, ended ones too; at most `limit`, behind `after` when given.
    public func lines(of account: AccountID, after: LineID? = nil, limit: Int = 100) async throws -> [Line] {
        try await store.read { try $0.lines(of: account, after: after, limit: limit) }
    }

    /// The activation code of one's own line, as a QR.
    /// - Throws: `line_not_found`; `activation_code_not_found` while it has none, when it has ended, and for everybody but its owner.
    public func activationCodeQR(of id: LineID, for principal: Principal) async throws -> QRCode {
        let line = try await line(id, for: principal)
        guard principal.mayInstall(line), let code = line.activationCode, let qr = QRCode(code.text) else {
            throw PlatformError.notFound("activation_code")
        }
        return qr
    }

    /// A line with every change of its state, for the staff of its brand.
    public func lineHistory(_ id: LineID, for principal: Principal) async throws -> (line: Line, transitions: [LineTransition]) {
        try await store.read { (line: try $0.line(id, for: principal), transitions: try $0.lineTransitions(of: id)) }
    }
}

extension SQLTransaction {
    /// - Throws: `line_not_found`.
    func line(_ id: LineID, for principal: Principal) throws -> Line {
        guard let line = try line(id), principal.maySee(line) else { throw PlatformError.notFound("line") }
        return line
    }
}

extension Principal {
    /// Support and admins work for their brand; everybody else has their own lines.
    func maySee(_ line: Line) -> Bool {
        line.brandID == brandID && (line.accountID == accountID || isStaff)
    }

    /// Whoever sees the activation code can install the SIM profile, so staff does not.
    public func mayInstall(_ line: Line) -> Bool { line.accountID == accountID && !line.state.isEnd }

    var isStaff: Bool { role == .support || role == .admin }
}

extension PlatformError {
    init(_ error: LineError) {
        switch error {
        case .doesNotFit(let state):
            self.init(
                .conflict, code: "line_state",
                "The line is \(state.rawValue.replacing("_", with: " ")), which does not allow this.")
        }
    }
}
