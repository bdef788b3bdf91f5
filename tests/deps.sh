#!/bin/sh
# deps.sh - install what packages.txt names and this system has not.
# Through apt-get, with sudo when not root; elsewhere it names them and stops.
here=$(cd "$(dirname "$0")" && pwd)
arch=$(dpkg --print-architecture 2>/dev/null || echo "$(uname -m)" |
       sed 's/^x86_64$/amd64/')

there() {                       # is what the probe $1 names on this system?
    case $1 in
    cmd:*)  command -v "${1#*:}" >/dev/null ;;
    pc:*)   pkg-config --exists "${1#*:}" 2>/dev/null ;;
    file:*) [ -e "${1#*:}" ] ;;
    font:*) [ -n "$(fc-list ":lang=${1#*:}" 2>/dev/null)" ] ;;
    esac
}

missing() {                     # packages to install; $1: those of this kind
    sed 's/#.*//' "$here/packages.txt" | while read -r name probe rest; do
        kind=needed
        [ -n "$name" ] || continue
        for word in $rest; do
            case $word in
            optional) kind=optional ;;
            !*) [ "$arch" != "${word#!}" ] || continue 2 ;;
            *)  [ "$arch" = "$word" ] || continue 2 ;;
            esac
        done
        [ $kind != "$1" ] || there "$probe" || echo "$name"
    done
}

need=$(missing needed)
want=$(missing optional)
[ -n "$need" ] || exit 0        # what is optional alone is never fetched
if ! command -v apt-get >/dev/null; then
    echo "These packages, or what this system calls them, are missing:" >&2
    echo "$need $want" | tr '\n' ' ' | fold -sw 72 | sed 's/^/  /' >&2
    echo >&2
    exit 1
fi
sudo=
if [ "$(id -u)" != 0 ]; then
    sudo=sudo
    if ! command -v sudo >/dev/null; then
        echo "Neither root nor sudo. As root, please:" >&2
        echo "  apt-get install" $need $want >&2
        exit 1
    fi
fi
echo "Installing:" $need $want
apt() {
    $sudo env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y --no-install-recommends "$@" >/dev/null
}
apt update || echo "apt-get update failed; trying with the old lists" >&2
apt install $need || exit 1
for one in $want; do
    apt install "$one" || echo "$one is not to be had; going on without" >&2
done
left=$(missing needed)
if [ -n "$left" ]; then
    echo "Installed, but still not found:" $left >&2
    exit 1
fi
