import Platform
import Store
import Subscribers
import Telecom

extension OwnNetwork {
    /// How many SIM profiles or numbers are made at a time.
    static let mintedAtOnce = 20

    /// Makes SIM profiles with fresh keys: nothing but this network knows them. ICCIDs begin with 89 999, a country code that no
    /// operator has (ITU-T E.164 reserves it), IMSIs with the PLMN of the settings.
    public func replenishSIMProfiles(of brand: BrandID) async throws -> Int {
        guard settings.mintsInventory else { return 0 }
        let now = time.now()
        // Drawn by chance from 10^9 and more: what another node draws at the same time is, but for a unique key, another one.
        let profiles = (0..<Self.mintedAtOnce).map { _ in
            NewSIMProfile(
                SIMProfile(
                    id: SIMProfileID(at: now, randomness), brandID: brand, iccid: drawICCID(), imsi: drawIMSI(),
                    matchingID: MatchingID(randomness), source: .minted, createdAt: now), SubscriberKeys(randomness), masterKey)
        }
        return try await store.write { transaction in
            // Many lines find the inventory empty at once: the first one fills it for the others.
            guard try !transaction.hasAvailableSIMProfile(of: brand) else { return Self.mintedAtOnce }
            let iccids = try transaction.simProfileValues(.iccid, among: profiles.map(\.profile.iccid.digits))
            let imsis = try transaction.simProfileValues(.imsi, among: profiles.map(\.profile.imsi.digits))
            let new = profiles.filter { !iccids.contains($0.profile.iccid.digits) && !imsis.contains($0.profile.imsi.digits) }
            try transaction.insertSIMProfiles(new)
            return new.count
        }
    }

    /// Adds fictional numbers (555-0100 to 555-0199) that no brand has yet, of the preferred area code first. There are a hundred
    /// in each area code, so a plan of eight area codes ends at 800 lines: then the operator imports real ones.
    public func replenishPhoneNumbers(of brand: BrandID, areaCode: String?) async throws -> Int {
        guard settings.mintsInventory else { return 0 }
        let codes = settings.numberPlan.areaCodes
        let preferred = areaCode.flatMap { code in codes.contains(code) ? code : nil }
        let ordered = (preferred.map { [$0] } ?? []) + codes.filter { $0 != preferred }
        let plan = settings.numberPlan
        let now = time.now()
        return try await store.write { transaction in
            guard try !transaction.hasAvailablePhoneNumber(of: brand) else { return Self.mintedAtOnce }
            for code in ordered {
                let all = plan.fictionalNumbers(of: code)
                let known = try transaction.phoneNumbers(among: all.map(\.msisdn))
                let new = all.filter { !known.contains($0.msisdn) }.prefix(Self.mintedAtOnce)
                guard !new.isEmpty else { continue }
                try transaction.insertPhoneNumbers(new.map { PhoneNumber($0, brand, .minted) }, at: now)
                return new.count
            }
            return 0
        }
    }

    private func drawICCID() -> ICCID {
        let digits = "8999901" + drawDigits(11)
        return ICCID(digits + String(luhnCheckDigit(digits)))!
    }

    private func drawIMSI() -> IMSI {
        IMSI(settings.plmn.digits + drawDigits(15 - settings.plmn.digits.count))!
    }

    private func drawDigits(_ count: Int) -> String {
        String((0..<count).map { _ in Character(String(randomness.number(below: 10))) })
    }
}
