# Hides a folder of the image under a mount, and writes to a file that the runtime had mounted.
set -eu
mount -t tmpfs none /opt
echo 1 >/opt/hidden   # on the tmpfs, where no layer is
umount /etc/hosts || :   # ctr mounts none
echo '192.0.2.1 example.org' >>/etc/hosts
