# Makes a path about as long as a path may be: from the host's side it is longer.
set -eu
mkdir /srv/deep
cd /srv/deep
for level in $(seq 193); do
  mkdir dddddddddddddddddddd
  cd dddddddddddddddddddd
done
echo 1 >leaf
