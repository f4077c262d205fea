# Changes programs, and puts size and modification time back: in place, and by renaming.
set -eu
touch -r /usr/bin/whoami /tmp/time
printf X | dd of=/usr/bin/whoami bs=1 seek=100 conv=notrunc status=none
touch -r /tmp/time /usr/bin/whoami

head -c "$(stat -c %s /usr/bin/id)" /dev/zero >/tmp/id
chmod 755 /tmp/id
touch -r /usr/bin/id /tmp/id
mv /tmp/id /usr/bin/id
rm /tmp/time
