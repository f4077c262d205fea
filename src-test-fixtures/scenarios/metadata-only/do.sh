# Changes modes, owners and extended attributes, and no content.
set -eu
chmod 4755 /usr/bin/id
chmod 0700 /usr/bin/whoami
chmod 1777 /opt/app
chown www-data /etc/passwd
chown -h www-data /opt/app/one-sym
chgrp www-data /opt/old/n
setfattr -n user.note -v seen /etc/motd
setfattr -n security.capability -v 0x0100000200200000000000000000000000000000 /usr/bin/env   # cap_net_raw=ep
