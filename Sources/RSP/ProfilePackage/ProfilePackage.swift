import SwiftASN1
import Telecom

/// The profile elements of a SIM profile, to be installed by any eUICC. Source: TCA eUICC Profile Package: Interoperable Format 2.3.1 (the
/// structure of version 3.3.1's `PEDefinitions`, of which it uses what both have).
public enum ProfilePackage {
    static let version = (major: 2, minor: 3)
    /// A USIM of nobody in particular: 3GPP's identifier, then the country and the operator filled up. Source: ETSI TS 101 220 annex E.
    static let usim: [UInt8] = [0xA0, 0, 0, 0, 0x87, 0x10, 0x02, 0xFF, 0xFF, 0xFF, 0xFF, 0x89]
    /// What the elements call the USIM's directory while they are installed.
    static let temporaryUSIM: [UInt8] = [0x7F, 0xF1]
    /// A file's access rules stand in this file of the card. Source: ETSI TS 102 221 §13.4.
    static let accessRulesFile: [UInt8] = [0x2F, 0x06]

    /// Templates that name the files of a directory. Source: §9 (annex A).
    enum Template {
        static let mf: ASN1ObjectIdentifier = [2, 23, 143, 1, 2, 1]
        static let telecom: ASN1ObjectIdentifier = [2, 23, 143, 1, 2, 3]
        static let usim: ASN1ObjectIdentifier = [2, 23, 143, 1, 2, 4]
        static let optionalUSIM: ASN1ObjectIdentifier = [2, 23, 143, 1, 2, 5]
    }

    /// The elements in DER, one behind the other, some 2,000 octets.
    public static func encode(_ sim: SIMPersonalisation) throws(SIMPersonalisation.Fault) -> [UInt8] {
        try sim.check()
        var writer = DERWriter()
        writer.constructed(.context(0)) { header in
            header.integer(.context(0), version.major)
            header.integer(.context(1), version.minor)
            header.text(.context(2), "gorse USIM")
            header.octets(.context(3), sim.iccid.octets)
            header.constructed(.context(5)) { services in
                services.null(.context(1))
                services.null(.context(4))
            }
            header.constructed(.context(6)) { templates in
                for template in [Template.mf, Template.telecom, Template.usim, Template.optionalUSIM] {
                    templates.objectIdentifier(.objectIdentifier, template)
                }
            }
        }
        masterFile(sim, &writer)
        codes(sim, &writer)
        operatorDomain(sim, &writer)
        telecom(&writer)
        usim(sim, &writer)
        writer.constructed(.context(10)) { end in end.constructed(.context(0)) { $0.header(10) } }
        return writer.bytes
    }

    private static func masterFile(_ sim: SIMPersonalisation, _ writer: inout DERWriter) {
        writer.element(16, 1, Template.mf) { mf in
            mf.file(2) { $0.descriptor { $0.octets(.private(6), [0x01, 0x02, 0x0A]) } }
            mf.file(3) { $0.content(Array("en".utf8)) }
            mf.file(4) { $0.content(sim.iccid.octets) }
            let application: [UInt8] = [0x4F, UInt8(usim.count)] + usim + [0x50, 4] + Array("USIM".utf8)
            mf.records(5, [[0x61, UInt8(application.count)] + application], length: 0x26)
            mf.records(6, AccessRule.records, length: AccessRule.recordLength)
        }
    }

    /// Both PINs are 0000; the first is not asked for. Source: §8.6 (PE-PINCodes, PE-PUKCodes).
    private static func codes(_ sim: SIMPersonalisation, _ writer: inout DERWriter) {
        writer.constructed(.context(3)) { codes in
            codes.constructed(.context(0)) { $0.header(2) }
            codes.constructed(.context(1)) { list in
                for (reference, code) in zip([1, 129], sim.unblockingCodes) {
                    list.constructed(.sequence) { one in
                        one.integer(.context(0), reference)
                        one.text(.context(1), code)
                    }
                }
            }
        }
        writer.constructed(.context(2)) { codes in
            codes.constructed(.context(0)) { $0.header(3) }
            codes.constructed(.context(1)) { choice in
                choice.constructed(.context(0)) { list in
                    list.code(1, firstPIN, unblockedBy: 1, attributes: 6)
                    list.code(10, sim.administratorCode, unblockedBy: nil, attributes: 1)
                }
            }
        }
    }

    /// 0000, filled up. Source: ETSI TS 102 221 §9.5.
    static let firstPIN: [UInt8] = [0x30, 0x30, 0x30, 0x30, 0xFF, 0xFF, 0xFF, 0xFF]

    /// The operator's security domain, which each profile must have. Source: §8.7 (PE-SecurityDomain); GSMA SGP.22 §2.4.5.
    private static func operatorDomain(_ sim: SIMPersonalisation, _ writer: inout DERWriter) {
        writer.constructed(.context(6)) { domain in
            domain.constructed(.context(0)) { $0.header(4) }
            domain.constructed(.context(1)) { instance in
                instance.octets(.aid, [0xA0, 0, 0, 1, 0x51, 0x53, 0x50])
                instance.octets(.aid, [0xA0, 0, 0, 1, 0x51, 0x53, 0x50, 0x41])
                instance.octets(.aid, [0xA0, 0, 0, 1, 0x51, 0, 0, 0])
                instance.octets(.context(2), [0x82, 0xDC, 0])
                instance.octets(.context(3), [0x0F])
                // SCP80, and nothing that may be extradited to it. Source: GlobalPlatform UICC Configuration §11.1.
                instance.octets(.private(9), [0x81, 2, 0x80, 0, 0x82, 1, 0xF0, 0x87, 1, 0xF0])
                // Messages for it carry a counter, a signature and encryption; its toolkit reference is B20100. Source: ETSI TS 102 226 §8.2.1.3.2.2.
                instance.constructed(.private(10)) { $0.octets(.context(0), [1, 0, 0, 1, 0, 0, 0, 2, 1, 0x12, 3, 0xB2, 1, 0, 0]) }
            }
            domain.constructed(.context(2)) { keys in
                // Encryption, authentication and encryption of keys. Source: GlobalPlatform Card Specification 2.3 §11.1.9.
                for (index, usage) in [UInt8(0x38), 0x34, 0xC8].enumerated() {
                    keys.constructed(.sequence) { key in
                        key.octets(.context(21), [usage])
                        key.octets(.context(2), [UInt8(index + 1)])
                        key.octets(.context(3), [1])
                        key.constructed(.sequence) { components in
                            components.constructed(.sequence) { component in
                                component.octets(.context(0), [InitialiseSecureChannelRequest.keyType])
                                component.octets(.context(6), sim.operatorKeys[index])
                            }
                        }
                    }
                }
            }
        }
    }

    private static func telecom(_ writer: inout DERWriter) {
        writer.element(18, 5, Template.telecom) { telecom in
            telecom.file(2) { $0.descriptor { $0.octets(.private(6), [0x01, 0x02, 0x0A]) } }
            telecom.file(3) { $0.descriptor { $0.octets(.private(7), accessRulesFile) } }
        }
    }

    private static func usim(_ sim: SIMPersonalisation, _ writer: inout DERWriter) {
        writer.element(19, 6, Template.usim) { files in
            files.file(2) { file in
                file.descriptor { descriptor in
                    descriptor.octets(.context(3), temporaryUSIM)
                    descriptor.octets(.context(4), usim)
                    descriptor.octets(.private(6), [0x01, 0x81, 0x0A])
                }
            }
            files.file(3) { $0.content(sim.imsiFile) }
            files.file(4) { $0.descriptor { $0.octets(.private(7), accessRulesFile) } }
            files.file(8) { $0.content(services(sim)) }
            files.file(11) { $0.content(sim.messageParametersFile) }
            files.file(13) { $0.content(sim.serviceProviderName ?? []) }
            files.file(14) { $0.content([0]) }
            files.file(18) { $0.content(sim.accessClassFile) }
            files.file(21) { $0.content(sim.administrativeDataFile) }
            // 112 and 911, any service. Source: 3GPP TS 31.102 §4.2.21.
            files.records(22, [[0x11, 0xF2, 0xFF, 0], [0x19, 0xF1, 0xFF, 0]], length: 4)
        }
        writer.element(20, 7, Template.optionalUSIM) { files in
            if let number = sim.numberFile { files.file(7) { $0.content(number) } }
            files.file(16) { $0.content(SIMPersonalisation.selector(sim.preferred, places: 8)) }
            files.file(17) { $0.content(SIMPersonalisation.selector([sim.home], places: 1)) }
            files.file(58) { $0.content(sim.equivalentHomesFile) }
        }
        writer.constructed(.context(2)) { codes in
            codes.constructed(.context(0)) { $0.header(8) }
            codes.constructed(.context(1)) { choice in
                choice.constructed(.context(0)) { $0.code(129, firstPIN, unblockedBy: 129, attributes: 7) }
            }
        }
        // Milenage with the constants of TS 35.206 and the sequence numbers of TS 33.102 annex C, which are the defaults of PE-AKAParameter.
        writer.constructed(.context(4)) { aka in
            aka.constructed(.context(0)) { $0.header(9) }
            aka.constructed(.context(1)) { choice in
                choice.constructed(.context(1)) { algorithm in
                    algorithm.integer(.context(0), 1)
                    algorithm.octets(.context(1), [1])
                    algorithm.octets(.context(2), sim.k)
                    algorithm.octets(.context(3), sim.opc)
                }
            }
        }
    }

    /// EF.UST, 14 octets: 10 text messages, 12 their parameters, 19 the network's name, 21 numbers, 33 always set, 42 networks abroad,
    /// 43 the home network, 71 equivalents of home, 85 evolved packet core. Source: 3GPP TS 31.102 §4.2.8.
    private static func services(_ sim: SIMPersonalisation) -> [UInt8] {
        var table = [UInt8](repeating: 0, count: 14)
        for service in [10, 12, 19, 33, 42, 43, 71, 85] + (sim.msisdn == nil ? [] : [21]) {
            table[(service - 1) / 8] |= 1 << ((service - 1) % 8)
        }
        return table
    }
}

extension DERWriter {
    /// `PEHeader`: the element must be understood; each has a number of its own.
    fileprivate mutating func header(_ number: Int) {
        null(.context(0))
        integer(.context(1), number)
    }

    fileprivate mutating func element(_ tag: UInt, _ number: Int, _ template: ASN1ObjectIdentifier, _ files: (inout DERWriter) -> Void) {
        constructed(.context(tag)) { element in
            element.constructed(.context(0)) { $0.header(number) }
            element.objectIdentifier(.context(1), template)
            files(&element)
        }
    }

    fileprivate mutating func file(_ tag: UInt, _ content: (inout DERWriter) -> Void) { constructed(.context(tag), content) }

    /// Where the template's own does not do.
    fileprivate mutating func descriptor(_ fields: (inout DERWriter) -> Void) { constructed(.context(1), fields) }
    fileprivate mutating func content(_ octets: [UInt8]) { self.octets(.context(3), octets) }

    /// A linear fixed file of as many records as are given, each filled up. Source: ETSI TS 102 222 §6.3 (file descriptor).
    fileprivate mutating func records(_ tag: UInt, _ records: [[UInt8]], length: Int) {
        file(tag) { file in
            file.descriptor { descriptor in
                let size = records.count * length
                descriptor.octets(.context(2), [0x42, 0x21, UInt8(length >> 8), UInt8(length & 0xFF)])
                descriptor.octets(.context(0), size < 0x100 ? [UInt8(size)] : [UInt8(size >> 8), UInt8(size & 0xFF)])
            }
            file.content(records.flatMap { $0 + [UInt8](repeating: 0xFF, count: length - $0.count) })
        }
    }

    fileprivate mutating func code(_ reference: Int, _ value: [UInt8], unblockedBy: Int?, attributes: Int) {
        constructed(.sequence) { code in
            code.integer(.context(0), reference)
            code.octets(.context(1), value)
            if let unblockedBy { code.integer(.context(2), unblockedBy) }
            if attributes != 7 { code.integer(.context(3), attributes) }
        }
    }
}
