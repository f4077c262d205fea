# Links a file of the image, makes two names for a new one, and writes to one name of a pair.
set -eu
ln /etc/passwd /srv/passwd-link
echo 1 >/tmp/h1
ln /tmp/h1 /tmp/h2
echo more >>/opt/pair/right   # the copy-up breaks the pair: left stays what it was
