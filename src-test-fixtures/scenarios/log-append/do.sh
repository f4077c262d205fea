# Writes logs: a new one, and one that the image has.
set -eu
mkdir /var/log/app
for line in 1 2 3; do echo "line $line" >>/var/log/app/a.log; done
echo line >>/var/log/dpkg.log
