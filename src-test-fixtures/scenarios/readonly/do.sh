# Writes where a container with a read-only root can, and fails where it cannot.
set -eu
touch /tmp/test /run/test
echo 1 >>/usr/local/apache2/logs/other.pid
! rm /bin/touch 2>/dev/null
