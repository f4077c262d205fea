package io.driftwatch.scan;

import io.driftwatch.compare.Accounts;
import io.driftwatch.compare.Appended;
import io.driftwatch.compare.PodmanUser;
import io.driftwatch.container.Container;
import io.driftwatch.container.ContainerRuntime;
import io.driftwatch.container.OciProcess;
import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.Reason;
import io.driftwatch.linux.Directory;
import io.driftwatch.linux.HostRoot;
import io.driftwatch.walk.OverlayTree;
import java.util.Map;
import java.util.Optional;

/**
 * Where podman gives a container's user a name: the image's files of accounts. Of other runtimes
 * only CRI-O does so, and mounts a file of its own over the image's.
 */
final class AccountFiles {

  /** The file whose changes podman's accounts explain. */
  static final FilePath PATH = FilePath.of("/etc/passwd");

  private static final FilePath ETC = FilePath.of("/etc");
  private static final String USERS = "passwd";
  private static final String GROUPS = "group";

  /** Nobody has longer ones; what podman appended to one is taken for the container's work. */
  private static final int MAX_BYTES = 1 << 20;

  private AccountFiles() {}

  /**
   * What podman may have appended for a container's user, by the file's place in the image. The
   * container has no say in it: its user is in what the runtime was told.
   */
  static Map<FilePath, Appended> appendedTo(Container container, OverlayTree tree, HostRoot host)
      throws CannotLookException {
    if (container.runtime() != ContainerRuntime.PODMAN || container.confinement().isEmpty()) {
      return Map.of();
    }
    OciProcess told = container.confinement().get();
    Optional<Long> caller = caller(container);
    if (told.uid() == 0 && told.gid() == 0 && caller.isEmpty()) {
      return Map.of(); // most containers; podman adds nobody
    }
    PodmanUser user = user(told, caller, host);
    try {
      FilePath usersPlace = tree.resolveInImage(ETC.resolve(USERS));
      FilePath groupsPlace = tree.resolveInImage(ETC.resolve(GROUPS));
      if (groupsPlace.equals(usersPlace)) {
        return Map.of(); // an image that nobody made in good faith
      }
      Accounts users = ofImage(tree, usersPlace);
      Accounts groups = ofImage(tree, groupsPlace);
      long owner = caller.orElse(0L);
      return Map.of(
          usersPlace, new Appended(users.text(), user.appendedTo(users), owner),
          groupsPlace, new Appended(groups.text(), user.appendedTo(groups, users), owner));
    } catch (CannotLookException e) {
      if (e.reason() == Reason.STATE_INVALID) {
        return Map.of(); // without the image's there is no telling
      }
      throw e;
    }
  }

  /** An ordinary user who runs podman, by the first of the ids that are that user's. */
  private static Optional<Long> caller(Container container) {
    return container.user().filter(id -> id.matches("[1-9][0-9]{0,9}")).map(Long::valueOf);
  }

  private static PodmanUser user(OciProcess told, Optional<Long> caller, HostRoot host)
      throws CannotLookException {
    return new PodmanUser(
        told.uid(),
        told.gid(),
        Accounts.of(told.workingDirectory().bytes()).text(),
        caller,
        ofHost(host, USERS),
        ofHost(host, GROUPS));
  }

  private static Accounts ofHost(HostRoot host, String name) throws CannotLookException {
    try (Directory etc = host.openDirectory(ETC)) {
      return Accounts.of(etc.readFile(name, MAX_BYTES));
    } catch (CannotLookException e) {
      return switch (e.reason()) {
        case VANISHED, SWAPPED, STATE_INVALID -> Accounts.NONE;
        default -> throw e;
      };
    }
  }

  private static Accounts ofImage(OverlayTree tree, FilePath place) throws CannotLookException {
    if (tree.inImage(place).isEmpty()) {
      return Accounts.NONE;
    }
    return tree.contentInImage(place, MAX_BYTES)
        .map(Accounts::of)
        .orElseThrow(
            () -> new CannotLookException(Reason.STATE_INVALID, "no file of accounts: " + place));
  }
}
