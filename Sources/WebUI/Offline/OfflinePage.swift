/// What an installed page shows without a network. It is kept on the device, so nothing personal is in it: a script tells the balance that
/// this browser saw last.
struct OfflinePage {}
