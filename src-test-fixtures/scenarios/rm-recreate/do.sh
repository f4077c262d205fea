# Deletes directories and makes them again: opaque directories, with fewer files in them.
set -eu
rm -r /opt/app
mkdir -p /opt/app/a
echo new >/opt/app/a/new
rm -r /etc/update-motd.d
mkdir /etc/update-motd.d
