import Store
import Subscribers
import Telecom

extension Platform {
    /// Gives an ordered line its SIM profile and number and has the carrier serve it. Calling it again changes nothing, wherever
    /// the call before broke off: what was handed to the line is found by the line's id.
    /// - Returns: the line; `nil` when there is none.
    /// - Throws: `PlatformError` `.unavailable` (`sim_profiles_exhausted`, `phone_numbers_exhausted`) when the inventory is empty and the
    ///   carrier adds nothing; what the carrier throws.
    @discardableResult
    public func provisionLine(_ id: LineID) async throws -> Line? {
        guard let (line, profile, msisdn) = try await equip(id) else { return try await store.read { try $0.line(id) } }
        let code = try await carrier.provision(
            CarrierLine(id: id, brandID: line.brandID, simProfile: profile, msisdn: msisdn, revision: line.revision))
        let now = time.now()
        return try await store.write { transaction in
            guard var line = try transaction.lockLine(id) else { return nil }
            // It ended while the carrier was busy: what the carrier was told of that may have come too early.
            if line.state.isEnd {
                try transaction.informCarrier(of: line, occasion: "provisioned", at: now)
                return line
            }
            line.activationCode = code
            let transition = try line.apply(.activate, actor: LineJob.provisionLine, at: now)
            try transaction.save(line, transition)
            guard transition != nil else { return line }
            try transaction.setSIMProfileState(profile.id, .released, at: now)
            try transaction.audit(actor: "system", action: "line.active", subject: id.text, brand: line.brandID, at: now)
            return line
        }
    }

    private static var mostEquipmentTries: Int { 20 }

    /// Hands a SIM profile and a number to a line that needs them. When the inventory has run out the carrier is asked for more, and
    /// again: between its answer and the next try other lines may have taken what it added.
    /// - Returns: `nil` when the line does not wait for them.
    private func equip(_ id: LineID) async throws -> (Line, SIMProfile, MSISDN)? {
        for _ in 0..<Self.mostEquipmentTries {
            let now = time.now()
            do {
                return try await store.write(isolation: .readCommitted) { try $0.equip(id, at: now) }
            } catch let shortage as Shortage {
                let added =
                    switch shortage {
                    case .simProfiles(let brand): try await carrier.replenishSIMProfiles(of: brand)
                    case .phoneNumbers(let brand, let areaCode): try await carrier.replenishPhoneNumbers(of: brand, areaCode: areaCode)
                    }
                guard added > 0 else { throw shortage.error }
                log.notice("inventory replenished", metadata: ["noun": "\(shortage.noun)"])
            }
        }
        throw PlatformError(.unavailable, code: "inventory_contended", "Other lines took what there was. Try again.")
    }
}

/// What the inventory of a brand has run out of.
private enum Shortage: Error {
    case simProfiles(BrandID)
    case phoneNumbers(BrandID, areaCode: String?)

    var noun: String {
        switch self {
        case .simProfiles: "sim_profiles"
        case .phoneNumbers: "phone_numbers"
        }
    }

    var error: PlatformError {
        PlatformError(
            .unavailable, code: "\(noun)_exhausted", "The inventory has no \(noun.replacing("_", with: " ")) left: import some.")
    }
}

extension SQLTransaction {
    fileprivate func equip(_ id: LineID, at now: Timestamp) throws -> (Line, SIMProfile, MSISDN)? {
        guard var line = try lockLine(id), line.state == .ordered || line.state == .provisioning else { return nil }
        let transition = try line.apply(.provision, actor: LineJob.provisionLine, at: now)
        guard let profile = try claimSIMProfile(for: id, brand: line.brandID, at: now) else { throw Shortage.simProfiles(line.brandID) }
        let number = try claimPhoneNumber(
            for: id, account: line.accountID, brand: line.brandID, areaCode: line.preferredAreaCode, at: now)
        guard let number else { throw Shortage.phoneNumbers(line.brandID, areaCode: line.preferredAreaCode) }
        line.simProfileID = profile.id
        line.msisdn = number.msisdn
        try save(line, transition)
        return (line, profile, number.msisdn)
    }
}

extension JobHandler {
    public static let provisionLine = JobHandler(kind: LineJob.provisionLine) { platform, job in
        try await platform.provisionLine(try job.decode(LineJob.self).lineID)
    }
}
