# Leaves one empty file in a scratch place.
set -eu
touch /tmp/test
