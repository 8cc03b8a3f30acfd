# Sourced by bin/gorse and bin/test: what both need before they can build.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Outside the clone, so that another clone builds in a minute.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/gorse
build_packages=(git libpng-dev libpq-dev libqrencode-dev libsecp256k1-dev libsodium-dev libsqlite3-dev pkg-config zlib1g-dev)

say() { echo "[gorse] $*" >&2; }

# Installs the Debian packages of these names that are missing.
need_packages() {
    local missing=() package
    for package in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "please install as root: apt-get install ${missing[*]}"
            exit 1
        fi
        as_root=(sudo)
    fi
    say "installing ${missing[*]}"
    "${as_root[@]}" apt-get update -qq >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

need_swift() {
    if ! command -v swift >/dev/null; then
        say "Swift 6.2 or newer is needed: https://www.swift.org/install/linux/"
        exit 1
    fi
}

# build FOLDER ARGUMENTS...: runs swift build with that folder of the cache as its scratch path. When it fails for a reason that does not
# lie in our sources, such as a folder left by another compiler, it is emptied and built anew.
build() {
    local scratch=$cache/$1 log=$cache/$1.log
    shift
    mkdir -p "$scratch"
    # Makes SwiftPM pass flags in the same order each time; never for the running server, which needs random hashing.
    if SWIFT_DETERMINISTIC_HASHING=1 swift build --package-path "$root" --scratch-path "$scratch" "$@" 2>&1 | tee "$log" >&2; then return 0; fi
    if grep -qE "^$root/(Sources|Tests|Package.swift).*error:" "$log"; then return 1; fi
    say "the build failed; once more from a clean folder"
    rm -rf "$scratch"
    SWIFT_DETERMINISTIC_HASHING=1 swift build --package-path "$root" --scratch-path "$scratch" "$@" >&2
}

# One number for all that a build is made of.
sources_digest() {
    (cd "$root" && { swift --version 2>/dev/null; find Package.swift Sources -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum; } | sha256sum | cut -d' ' -f1)
}
