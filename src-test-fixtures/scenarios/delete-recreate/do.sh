# Deletes a file and a directory and puts the same back, times included.
set -eu
for path in /etc/issue /opt/old; do
  cp -a "$path" /tmp/copy
  rm -r "$path"
  cp -a /tmp/copy "$path"
  rm -r /tmp/copy
done
