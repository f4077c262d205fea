# Installs a package: the program, and the package manager's own records.
set -eu
mkdir -p /tmp/deb/DEBIAN /tmp/deb/usr/bin
cat >/tmp/deb/DEBIAN/control <<CONTROL
Package: greet
Version: 1
Architecture: all
Maintainer: nobody <nobody@example.org>
Description: says hello
CONTROL
printf '#!/bin/sh\necho hello\n' >/tmp/deb/usr/bin/greet
chmod 755 /tmp/deb/usr/bin/greet
dpkg-deb --build /tmp/deb /tmp/greet.deb >/dev/null
dpkg --install /tmp/greet.deb >/dev/null
rm -r /tmp/deb /tmp/greet.deb
