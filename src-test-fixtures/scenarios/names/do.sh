# Makes files whose names break whoever takes a name for text.
set -eu
mkdir /srv/names
cd /srv/names
touch -- 'a b' -dash 'back\slash' 'colon:' 'comma,' .wh.file .wh..wh..opq
touch "$(printf 'tab\tx')" "$(printf 'line\nx')" "$(printf 'escape\033[31m')"   # control characters
touch "$(printf 'invalid\377\376')" "$(printf 'half\303')"   # not UTF-8
touch "$(printf 'composed\303\251')" "$(printf 'combining e\314\201')"   # harmless
touch "$(printf 'override\342\200\256txt')" "$(printf 'separator\342\200\250x')"   # reorder, break lines
touch "$(printf %0255d 0)"   # as long as a name can be
