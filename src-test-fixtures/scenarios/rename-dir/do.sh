# Renames a directory of the image, which mv has to copy, and a new one.
set -eu
mv /opt/app /opt/app2
mkdir /tmp/d
echo 1 >/tmp/d/f
mv /tmp/d /tmp/e
