import Telecom

/// What makes one line's SIM profile differ from another's. Not shown when printed: it holds keys.
public struct SIMPersonalisation: Hashable, Sendable, CustomStringConvertible {
    /// Why a profile cannot be made of it.
    public enum Fault: Error, Hashable, Sendable {
        /// K, OPc and the administrator's keys have 16 octets, an administrator's code 8.
        case keys
        /// PUKs are eight digits.
        case unblockingCodes
        /// A network's name has 1 to 16 characters of the GSM alphabet that ASCII has too, or 1 to 7 others.
        case networkName
        /// The IMSI does not begin with the home network.
        case homeNetwork
        /// At most eight preferred networks, and four equivalent to home.
        case networks
    }

    public var iccid: ICCID
    public var imsi: IMSI
    public var k: [UInt8]
    public var opc: [UInt8]
    public var msisdn: MSISDN?
    /// Where text messages are sent to.
    public var serviceCentre: MSISDN?
    public var home: PLMN
    public var equivalentHomes: [PLMN]
    /// Networks abroad, the best first.
    public var preferred: [PLMN]
    public var networkName: String
    /// Eight digits each: what unblocks PIN and PIN2. Both PINs are 0000 at first; only PIN2 is asked for.
    public var unblockingCodes: [String]
    /// Eight octets.
    public var administratorCode: [UInt8]
    /// Keys of the operator's security domain: encryption, authentication, key encryption; AES of 16 octets.
    public var operatorKeys: [[UInt8]]

    public var description: String { "SIMPersonalisation" }

    /// With codes and keys for remote management that nobody knows: this operator does not manage cards over the air.
    public init(
        iccid: ICCID, imsi: IMSI, k: [UInt8], opc: [UInt8], msisdn: MSISDN?, serviceCentre: MSISDN?, home: PLMN,
        equivalentHomes: [PLMN] = [],
        preferred: [PLMN] = [], networkName: String, unblockingCodes: [String], randomness: Randomness
    ) {
        self.iccid = iccid
        self.imsi = imsi
        self.k = k
        self.opc = opc
        self.msisdn = msisdn
        self.serviceCentre = serviceCentre
        self.home = home
        self.equivalentHomes = equivalentHomes
        self.preferred = preferred
        self.networkName = networkName
        self.unblockingCodes = unblockingCodes
        administratorCode = randomness.bytes(8)
        operatorKeys = (0..<3).map { _ in randomness.bytes(16) }
    }

    func check() throws(Fault) {
        guard k.count == 16, opc.count == 16, administratorCode.count == 8, operatorKeys.count == 3,
            operatorKeys.allSatisfy({ $0.count == 16 })
        else { throw .keys }
        guard unblockingCodes.count == 2,
            unblockingCodes.allSatisfy({ $0.utf8.count == 8 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { throw .unblockingCodes }
        guard imsi.digits.hasPrefix(home.digits) else { throw .homeNetwork }
        guard preferred.count <= 8, equivalentHomes.count <= 4 else { throw .networks }
        guard serviceProviderName != nil else { throw .networkName }
    }

    // MARK: contents of files, 3GPP TS 31.102 §4.2

    /// EF.IMSI: length, then digits two in an octet behind a half that says that their number is odd. Source: §4.2.2.
    var imsiFile: [UInt8] {
        let halves = [9] + imsi.digits.utf8.map { $0 - 0x30 }
        return [8] + stride(from: 0, to: 16, by: 2).map { halves[$0 + 1] << 4 | halves[$0] }
    }

    /// EF.ACC: one of ten classes by the last digit. Source: §4.2.15; TS 22.011 §4.2.
    var accessClassFile: [UInt8] {
        let bits = 1 << (imsi.digits.utf8.last.map { Int($0 - 0x30) } ?? 0)
        return [UInt8(bits >> 8), UInt8(bits & 0xFF)]
    }

    /// EF.AD: normal operation, and how many digits the network code has. Source: §4.2.18.
    var administrativeDataFile: [UInt8] { [0, 0, 0, UInt8(home.mobileNetworkCode.count)] }

    /// EF.SPN: shown in the home network; 17 octets. Source: §4.2.12.
    var serviceProviderName: [UInt8]? {
        guard !networkName.isEmpty else { return nil }
        // Letters, digits and what else has the same code in both alphabets. Source: TS 23.038 §6.2.1.
        let same = networkName.utf8.allSatisfy {
            (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0)
                || " !#%&'()*+,-./:;<=>?".utf8.contains($0)
        }
        let name = same ? Array(networkName.utf8) : [0x80] + networkName.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        guard name.count <= 16 else { return nil }
        return [0] + name + [UInt8](repeating: 0xFF, count: 16 - name.count)
    }

    /// EF.SMSP: one record of 38 octets, only the service centre's address is given. Source: §4.2.27.
    var messageParametersFile: [UInt8] {
        let nothing = [UInt8](repeating: 0xFF, count: 10)
        guard let serviceCentre else { return nothing + [UInt8](repeating: 0xFF, count: 28) }
        let number = serviceCentre.tbcd
        let address = [UInt8(number.count + 1), 0x91] + number + [UInt8](repeating: 0xFF, count: 10 - number.count)
        return nothing + [0xFD] + [UInt8](repeating: 0xFF, count: 12) + address + [0xFF, 0xFF, 0xFF]
    }

    /// EF.MSISDN: one record of 24 octets, without a name. Source: §4.2.26.
    var numberFile: [UInt8]? {
        guard let number = msisdn?.tbcd else { return nil }
        return [UInt8](repeating: 0xFF, count: 10) + [UInt8(number.count + 1), 0x91] + number
            + [UInt8](repeating: 0xFF, count: 10 - number.count) + [0xFF, 0xFF]
    }

    /// A network with the kinds of access that are looked for on it: UTRAN, E-UTRAN, NG-RAN and GSM. Source: §4.2.5.
    static func selector(_ networks: [PLMN], places: Int) -> [UInt8] {
        networks.flatMap { $0.octets + [0xC8, 0x80] } + (networks.count..<places).flatMap { _ in [0xFF, 0xFF, 0xFF, 0, 0] as [UInt8] }
    }

    /// EF.EHPLMN: home first; 15 octets. Source: §4.2.84.
    var equivalentHomesFile: [UInt8] {
        let octets = ([home] + equivalentHomes).flatMap(\.octets)
        return octets + [UInt8](repeating: 0xFF, count: 15 - octets.count)
    }
}
