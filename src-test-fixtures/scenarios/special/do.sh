# Makes what is neither file nor directory; nobody should open these.
set -eu
mkdir /srv/special
cd /srv/special
mkfifo fifo
perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0) && bind(S, pack_sockaddr_un("socket")) or die'
mknod null c 1 3
mknod disk b 7 0
ln -s /etc/shadow link
ln -s nowhere dangling
