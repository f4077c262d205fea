# Brings back names that the image has in a lower layer and hides in a higher one: they are new.
set -eu
rm -r /opt/old
mkdir -p /opt/old/x
echo n >/opt/old/x/o
mkdir -p /opt/gone/deep
echo gone >/opt/gone/deep/g
echo ash >/opt/phoenix/ash
echo 1 >/opt/cycle/1
echo back >/etc/issue.net
rm -r /opt/app/a/b
