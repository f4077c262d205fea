# Takes the write permission from everything: copies up the whole image.
set -eu
find / -xdev ! -type l -exec chmod a-w {} + 2>/dev/null || :   # /proc refuses
