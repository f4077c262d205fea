# Renames a program and a configuration file.
set -eu
mv /usr/bin/whoami /usr/bin/whoareyou
mv /etc/issue /etc/issue.old
