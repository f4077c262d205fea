# Does nothing: what is there is what the container writes at start.
set -eu
