# Writes what was there already.
set -eu
for file in /etc/passwd /usr/bin/whoami; do
  cp "$file" /tmp/copy
  cat /tmp/copy >"$file"
  rm /tmp/copy
done
