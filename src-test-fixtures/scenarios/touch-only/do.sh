# Changes times and nothing else.
set -eu
touch /etc/passwd
touch -d 2001-01-01 /etc/issue
touch -h /opt/app/one-sym
touch /opt/app   # a directory is not even counted
