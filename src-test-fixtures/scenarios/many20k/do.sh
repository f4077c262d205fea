# Writes 20,000 files in 100 directories.
set -eu
mkdir /srv/many
cd /srv/many
perl -e '
  for my $directory (1 .. 100) {
    mkdir $directory or die;
    for my $number (1 .. 200) {
      open(my $file, ">", "$directory/f$number") or die;
      print $file "$number\n";
    }
  }'
