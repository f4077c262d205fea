package io.driftwatch.compare;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The accounts that podman appends to an image's /etc/passwd and /etc/group before a container
 * starts, so that its user has a name: of a user or group that was given by a number which the
 * image does not know, and, with {@code --userns=keep-id}, of whoever runs podman. What a
 * container's configuration says leaves several possible, because it has numbers where podman was
 * given names. None is ever root's.
 *
 * @param uid the container's user
 * @param gid its group
 * @param home its working directory, which podman calls its home
 * @param caller the host's user who runs podman, unless that is root
 * @param hostUsers the host's /etc/passwd
 * @param hostGroups the host's /etc/group
 * @see <a
 *     href="https://github.com/containers/podman/blob/main/libpod/container_internal_common.go">podman,
 *     generatePasswdEntry and generateGroupEntry</a>
 */
public record PodmanUser(
    long uid,
    long gid,
    String home,
    Optional<Long> caller,
    Accounts hostUsers,
    Accounts hostGroups) {

  /** Of one number in an image; for each of them a file may be read once. */
  private static final int MAX_NAMES = 8;

  private static final int NAME = 0;
  private static final int GID = 3;
  private static final int COMMENT = 4;
  private static final int HOME = 5;

  /** What podman may append to /etc/passwd, of which it appends one. */
  public Set<String> appendedTo(Accounts image) {
    return combined(caller.map(id -> callersLines(image, id)).orElse(Set.of()), usersLines(image));
  }

  /**
   * What podman may append to /etc/group, of which it appends one.
   *
   * @param users the image's /etc/passwd
   */
  public Set<String> appendedTo(Accounts image, Accounts users) {
    return combined(
        caller.map(id -> callersGroups(image, id)).orElse(Set.of()), usersGroups(image, users));
  }

  /** One of either; or one of both, where podman's caller is not the container's user. */
  private Set<String> combined(Set<String> callers, Set<String> users) {
    Set<String> all = new LinkedHashSet<>(callers);
    all.addAll(users);
    if (!caller.equals(Optional.of(uid))) {
      callers.forEach(first -> users.forEach(second -> all.add(first + second)));
    }
    return all;
  }

  private Set<String> usersLines(Accounts image) {
    if (uid == 0 || image.has(uid)) {
      return Set.of();
    }
    Set<String> lines = new LinkedHashSet<>();
    add(lines, Long.toString(uid), "*", uid, gid, "container user", home, "/bin/sh");
    // Since podman 5, where the host knows the number.
    hostUsers
        .find(uid)
        .filter(host -> host.size() > COMMENT)
        .ifPresent(
            host -> add(lines, host.get(NAME), "*", uid, gid, fullName(host), home, "/bin/sh"));
    return lines;
  }

  private Set<String> callersLines(Accounts image, long id) {
    Set<String> lines = new LinkedHashSet<>();
    Optional<List<String>> host = hostUsers.find(id).filter(fields -> fields.size() > HOME);
    if (host.isPresent() && !image.has(id) && !image.has(host.get().get(NAME))) {
      // Its own home if that is mounted.
      for (String directory : List.of(home, host.get().get(HOME))) {
        String name = host.get().get(NAME);
        add(lines, name, "*", id, host.get().get(GID), fullName(host.get()), directory, "/bin/sh");
      }
    }
    return lines;
  }

  /** What a comment begins with (gecos(5)). */
  private static String fullName(List<String> host) {
    return host.get(COMMENT).split(",", -1)[0];
  }

  private Set<String> usersGroups(Accounts image, Accounts users) {
    Set<String> lines = new LinkedHashSet<>();
    // --user UID, whose group is root's unless the image knows the user.
    if (uid != 0 && !image.has(uid) && (gid == 0 || users.has(uid))) {
      add(lines, uid, "x", uid, uid);
    }
    // --user UID:GID, and NAME:GID
    if (gid != 0 && !image.has(gid)) {
      List<String> members =
          users.names(uid).stream()
              .limit(MAX_NAMES)
              .collect(Collectors.toCollection(ArrayList::new));
      members.add(Long.toString(uid));
      members.forEach(member -> add(lines, gid, "x", gid, member));
    }
    return lines;
  }

  private Set<String> callersGroups(Accounts image, long id) {
    Set<String> lines = new LinkedHashSet<>();
    hostUsers
        .find(id)
        .filter(user -> user.size() > GID)
        .ifPresent(
            user ->
                hostGroups.names(number(user.get(GID))).stream()
                    .filter(group -> !image.has(group) && !image.has(number(user.get(GID))))
                    .forEach(group -> add(lines, group, "x", user.get(GID), user.get(NAME))));
    return lines;
  }

  private static long number(String id) {
    return id.matches("[1-9][0-9]{0,9}") ? Long.parseLong(id) : 0;
  }

  /** A field that would make more than one of itself is none of an account's. */
  private static void add(Set<String> lines, Object... fields) {
    List<String> texts = new ArrayList<>();
    for (Object field : fields) {
      texts.add(field.toString());
    }
    if (texts.stream().noneMatch(text -> text.matches("(?s).*[:\n\r].*"))) {
      lines.add(String.join(":", texts) + "\n");
    }
  }
}
