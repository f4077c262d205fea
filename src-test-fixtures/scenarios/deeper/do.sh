# Makes a path of 80,000 bytes, which no system call takes in one piece, and a file after it.
set -eu
mkdir /srv/deeper
perl -e '
  my $name = "e" x 200;
  chdir "/srv/deeper" or die;
  for (1 .. 400) { mkdir $name and chdir $name or die }
  open(my $leaf, ">", "leaf") or die;'
echo 1 >/srv/later
