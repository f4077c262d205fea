# Deletes a program, by a path that goes through a link, and a page of the site.
set -eu
rm /bin/touch
rm /usr/local/apache2/htdocs/index.html
