# Puts something of another type in the place of what was there.
set -eu
rm /etc/issue
mkdir /etc/issue
echo 1 >/etc/issue/f
rm -r /opt/old
echo file >/opt/old
rm /etc/os-release
cp /usr/lib/os-release /etc/os-release
rm /opt/pair/left
mkfifo /opt/pair/left
ln -sf /tmp/x /etc/motd
ln -sf false /usr/bin/whoami
ln -sfn a /opt/app/one-sym   # still a link, to somewhere else
