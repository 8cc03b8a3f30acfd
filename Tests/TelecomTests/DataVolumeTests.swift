import Telecom
import Testing

@Suite struct DataVolumeTests {
    @Test(arguments: [
        (10_000_000_000, "10 GB"), (1_250_000_000, "1.25 GB"), (1_200_000_000, "1.2 GB"), (1_050_000_000, "1.05 GB"),
        (300_000_000, "300 MB"),
        (1500, "1.5 kB"), (12, "12 B"), (0, "0 B"), (-2_000_000, "-2 MB"), (999_999_999, "999.99 MB"),
    ])
    func `a volume is shown in its largest unit and never rounded up`(octets: Int64, text: String) {
        #expect(DataVolume(octets: octets).description == text)
    }
}
