# Writes to every kind of place that programs may litter.
set -eu
echo 1 >/tmp/f
echo 1 >/var/tmp/f
echo 1 >/run/f
echo 1 >/var/cache/f
echo 1 >/srv/daemon.pid
mkdir /opt/app/__pycache__
echo 1 >/opt/app/__pycache__/m.pyc
echo 1 >/srv/f   # not such a place
