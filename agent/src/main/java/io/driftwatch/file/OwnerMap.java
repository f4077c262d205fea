package io.driftwatch.file;

/**
 * How the owners of files are mapped.
 *
 * @param users of user ids
 * @param groups of group ids
 */
public record OwnerMap(IdMap users, IdMap groups) {

  /** Leaves every owner as it is. */
  public static final OwnerMap IDENTITY = new OwnerMap(IdMap.IDENTITY, IdMap.IDENTITY);

  /** The way back. */
  public OwnerMap inverse() {
    return new OwnerMap(users.inverse(), groups.inverse());
  }

  /** The status of a file with its owners mapped. */
  public FileStat map(FileStat stat) {
    return this.equals(IDENTITY)
        ? stat
        : stat.ownedBy(users.map(stat.uid()), groups.map(stat.gid()));
  }

  /** Extended attributes with the owners that ACLs and file capabilities name mapped. */
  public Attributes map(Attributes attributes) {
    return this.equals(IDENTITY) ? attributes : attributes.ownedBy(this);
  }
}
