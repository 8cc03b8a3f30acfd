extension StringProtocol {
    /// Without the characters at its ends that `isLeftOut`; white space unless said otherwise.
    public func trimmed(of isLeftOut: (Character) -> Bool = \.isWhitespace) -> String {
        String(drop(while: isLeftOut).reversed().drop(while: isLeftOut).reversed())
    }
}
