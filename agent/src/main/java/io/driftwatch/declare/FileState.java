package io.driftwatch.declare;

import io.driftwatch.declare.Step.ChangeMode;
import io.driftwatch.declare.Step.ChangeOwner;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileType;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What of a file commands are understood to change.
 *
 * @param type which never changes
 * @param permissions the low 12 bits of the mode
 * @param uid owner, as the host numbers it
 * @param gid group, likewise
 * @param chowned whether it lost what chown(2) takes, a file capability
 */
record FileState(FileType type, int permissions, long uid, long gid, boolean chowned) {

  private static final int SET_UID = 04000;
  private static final int SET_GID = 02000;
  private static final int GROUP_EXECUTE = 010;

  static FileState of(FileStat stat) {
    return new FileState(stat.type(), stat.permissions(), stat.uid(), stat.gid(), false);
  }

  /** The same with other permissions. */
  FileState with(int others) {
    return new FileState(type, others, uid, gid, chowned);
  }

  /** What it may be after a step that is made to it. */
  Set<FileState> after(Step step) {
    if (step instanceof ChangeMode change && type != FileType.SYMLINK) {
      return after(change);
    }
    return step instanceof ChangeOwner change ? after(change) : Set.of(this);
  }

  private Set<FileState> after(ChangeMode change) {
    Set<FileState> states = new LinkedHashSet<>();
    for (int mode : change.mode().apply(permissions, type == FileType.DIRECTORY)) {
      states.add(with(mode));
    }
    return states;
  }

  /**
   * The kernel takes set-id bits along with the owner; that of a group only from what the group may
   * execute, or from anything (chown(2), and setattr_should_drop_sgid in fs/attr.c since 6.2).
   */
  private Set<FileState> after(ChangeOwner change) {
    long newUid = change.uid().orElse(uid);
    long newGid = change.gid().orElse(gid);
    if (type == FileType.DIRECTORY || type == FileType.SYMLINK) {
      return Set.of(new FileState(type, permissions, newUid, newGid, true));
    }
    int without = permissions & ~(SET_UID | SET_GID);
    int kept = (permissions & GROUP_EXECUTE) == 0 ? permissions & ~SET_UID : without;
    Set<FileState> states = new LinkedHashSet<>();
    states.add(new FileState(type, kept, newUid, newGid, true));
    states.add(new FileState(type, without, newUid, newGid, true));
    return states;
  }

  /** Whether a file is in this state, whatever else it is. */
  boolean isOf(FileStat stat) {
    boolean samePermissions = permissions == stat.permissions() || type == FileType.SYMLINK;
    return samePermissions && uid == stat.uid() && gid == stat.gid();
  }
}
