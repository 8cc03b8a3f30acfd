import ArgumentParser
import HummingbirdTLS
@main struct Gorse: ParsableCommand { func run() { print("gorse") } }
