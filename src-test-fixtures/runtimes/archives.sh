#!/usr/bin/env bash
# archives.sh DIR: makes the images localhost/driftwatch/{busybox,pause,layers60,httpd,web}:1 from what
# Debian has, as archives in DIR/images. No registry is asked; httpd and web are of rootfs.sh.
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
[ $# = 1 ] || die "usage: archives.sh DIR"
use "$1"
need busybox busybox-static tar tar
mkdir -p "$dir"/{images,log}

# Made is made, unless what makes the images has changed since.
made_by=$(cat "$here/archives.sh" "$here/archive.py" | sha256sum)
[ "$made_by" != "$(cat "$dir/images/made-by" 2>/dev/null)" ] || exit 0

work=$(mktemp -d "$dir/images/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
umask 022

# pack FOLDER TAR: a layer with the same bytes whenever and wherever it is made.
pack() { tar -C "$1" --sort=name --mtime=@1704067200 --owner=0 --group=0 --numeric-owner -cf "$2" .; }

# layer NAME: runs the script on stdin in an empty folder and makes a layer of what is there then.
# In a layer, ".wh.X" deletes X and ".wh..wh..opq" hides what lower layers have in its folder.
layer() {
  mkdir "$work/$1"
  (cd "$work/$1" && sh -eu)
  pack "$work/$1" "$work/$1.tar"
  layers+=("$work/$1.tar")
}

# image NAME CONFIG: makes the image of ${layers[@]}.
image() {
  /usr/bin/python3 "$here/archive.py" "$dir/images/$1.tar" "localhost/driftwatch/$1:1" "$2" "${layers[@]}"
}

layers=()
layer busybox <<'SH'
mkdir -m 1777 tmp
mkdir bin etc root var
echo root:x:0:0:root:/root:/bin/sh >etc/passwd
echo root:x:0: >etc/group
cp "$(command -v busybox)" bin/busybox
for name in $(bin/busybox --list); do [ "$name" = busybox ] || ln bin/busybox "bin/$name"; done
SH
image busybox '{"Cmd": ["sleep", "2000000000"], "Env": ["PATH=/bin"]}'

for number in {2..60}; do
  layer "$number" <<SH
mkdir layers
echo $number >layers/$number
echo $number >layers/last
SH
done
image layers60 '{"Cmd": ["sleep", "2000000000"], "Env": ["PATH=/bin"]}'

layers=()
layer pause <<'SH'
cp "$(command -v busybox)" .
SH
image pause '{"Entrypoint": ["/busybox", "sleep", "2000000000"]}'

rootfs=$("$here/rootfs.sh" "$dir")
layers=("$rootfs")
layer app <<'SH'
mkdir -p usr/local/apache2/conf usr/local/apache2/htdocs usr/local/apache2/logs
mkdir -p opt/app/a/b opt/cycle opt/gone/deep opt/old/x opt/pair opt/phoenix
echo 1 >opt/app/one
ln opt/app/one opt/app/one-link
ln -s one opt/app/one-sym
echo 2 >opt/app/a/two
echo 3 >opt/app/a/b/three
echo 1 >opt/cycle/1
echo gone >opt/gone/deep/g
echo old >opt/old/x/o
echo pair >opt/pair/left
ln opt/pair/left opt/pair/right
echo ash >opt/phoenix/ash
SH
layer conf <<'SH'
mkdir -p usr/local/apache2/conf
cat >usr/local/apache2/conf/httpd.conf <<CONF
ServerRoot /usr/local/apache2
ServerName localhost
Listen 127.0.0.1:80
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
User www-data
Group www-data
StartServers 1
PidFile logs/httpd.pid
ErrorLog logs/error_log
CustomLog logs/access_log "%h %t %r %>s"
DocumentRoot /usr/local/apache2/htdocs
CONF
SH
# Deletes a directory, another that comes back later, and a file; makes a directory anew, twice.
layer clean-up <<'SH'
mkdir -p etc opt/cycle opt/old
touch etc/.wh.issue.net opt/.wh.gone opt/.wh.phoenix opt/cycle/.wh..wh..opq opt/old/.wh..wh..opq
echo 2 >opt/cycle/2
echo new >opt/old/n
SH
layer site <<'SH'
mkdir -p usr/local/apache2/htdocs opt/phoenix
echo '<h1>It works!</h1>' >usr/local/apache2/htdocs/index.html
echo feather >opt/phoenix/feather
SH
# Another mode for a directory; one name of a hard link pair gets content of its own.
layer modes <<'SH'
mkdir -p opt/app/a
chmod 0700 opt/app/a
printf '1\nchanged\n' >opt/app/one
SH
layer again <<'SH'
mkdir -p opt/cycle
touch opt/cycle/.wh..wh..opq
echo 3 >opt/cycle/3
SH
server='{
  "Cmd": ["apache2", "-f", "/usr/local/apache2/conf/httpd.conf", "-DFOREGROUND"],
  "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
  "WorkingDir": "/usr/local/apache2"}'
image httpd "$server"

# Directories between which files are renamed, as in a mail spool.
layer spool <<'SH'
mkdir -p srv/spool/new srv/spool/tmp
SH

# As the official image has it: all that it writes is its pid file, beside the logs that it does not.
layer web <<'SH'
mkdir -p usr/local/apache2/conf
cat >usr/local/apache2/conf/httpd.conf <<CONF
ServerRoot /usr/local/apache2
ServerName localhost
Listen 80
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
User www-data
Group www-data
StartServers 1
PidFile logs/httpd.pid
ErrorLog /proc/self/fd/2
CustomLog /proc/self/fd/1 "%h %t %r %>s"
DocumentRoot /usr/local/apache2/htdocs
CONF
SH
image web "$server"

printf '%s\n' "$made_by" >"$dir/images/made-by"
