# Makes a file of 10 GiB that takes no space but for its end, and empties one of the image.
set -eu
truncate -s 10G /srv/sparse
echo end >>/srv/sparse
truncate -s 0 /etc/debian_version
