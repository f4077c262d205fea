package io.driftwatch.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What podman appends; that it does so, is shown with a real one elsewhere. */
final class PodmanUserTest {

  private static final Accounts USERS =
      new Accounts("root:x:0:0:root:/root:/bin/sh\nweb:x:33:33::/:/bin/false\n");
  private static final Accounts GROUPS = new Accounts("root:x:0:\nweb:x:33:\n");
  private static final Accounts HOST_USERS =
      new Accounts(
          "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1001:Ann A,room 7:/home/ann:/bin/zsh");
  private static final Accounts HOST_GROUPS = new Accounts("root:x:0:\nstaff:x:1001:ann,bob\n");

  private static PodmanUser user(long uid, long gid) {
    return user(uid, gid, "/", null);
  }

  private static PodmanUser user(long uid, long gid, String home, Long caller) {
    return new PodmanUser(uid, gid, home, Optional.ofNullable(caller), HOST_USERS, HOST_GROUPS);
  }

  @Test
  void aUserByNumber() {
    PodmanUser user = user(1234, 0, "/srv", null);
    assertEquals(Set.of("1234:*:1234:0:container user:/srv:/bin/sh\n"), user.appendedTo(USERS));
    assertEquals(Set.of("1234:x:1234:1234\n"), user.appendedTo(GROUPS, USERS));
  }

  @Test
  void aUserWithAGroupByNumber() {
    PodmanUser user = user(1234, 5678);
    assertEquals(Set.of("1234:*:1234:5678:container user:/:/bin/sh\n"), user.appendedTo(USERS));
    assertEquals(Set.of("5678:x:5678:1234\n"), user.appendedTo(GROUPS, USERS));
  }

  @Test
  void aUserOfTheImageIsAddedToNothingButAGroupThatItLacks() {
    assertEquals(Set.of(), user(33, 33).appendedTo(USERS));
    assertEquals(Set.of(), user(33, 33).appendedTo(GROUPS, USERS));
    assertEquals(Set.of(), user(33, 5678).appendedTo(USERS));
    assertEquals(
        Set.of("5678:x:5678:33\n", "5678:x:5678:web\n"), user(33, 5678).appendedTo(GROUPS, USERS));
  }

  @Test
  void aUserWhomTheHostKnowsMayHaveItsName() {
    assertEquals(
        Set.of("1000:*:1000:0:container user:/:/bin/sh\n", "ann:*:1000:0:Ann A:/:/bin/sh\n"),
        user(1000, 0).appendedTo(USERS));
  }

  @Test
  void whoeverRunsPodmanMayBeAddedBefore() {
    String own = "ann:*:1000:1001:Ann A:/srv:/bin/sh\n";
    String ownAtHome = "ann:*:1000:1001:Ann A:/home/ann:/bin/sh\n";
    String users = "200:*:200:0:container user:/srv:/bin/sh\n";
    PodmanUser user = user(200, 0, "/srv", 1000L);
    assertEquals(
        Set.of(own, ownAtHome, users, own + users, ownAtHome + users), user.appendedTo(USERS));
    assertEquals(
        Set.of("staff:x:1001:ann\n", "200:x:200:200\n", "staff:x:1001:ann\n200:x:200:200\n"),
        user.appendedTo(GROUPS, USERS));
    assertEquals(
        Set.of(own, ownAtHome), user(0, 0, "/srv", 1000L).appendedTo(USERS), "root in keep-id");
    assertEquals(
        Set.of(), user(0, 0, "/srv", 1000L).appendedTo(new Accounts("ann:x:5:5::/:/bin/sh\n")));
  }

  @Test
  void nobodyIsAddedAsTheUserAndAsTheCaller() {
    Set<String> lines = user(1000, 1001, "/", 1000L).appendedTo(USERS);
    assertEquals(3, lines.size(), lines::toString);
    lines.forEach(line -> assertEquals(1, line.lines().count(), line));
  }

  @Test
  void rootIsAddedToNothing() {
    assertEquals(Set.of(), user(0, 0).appendedTo(Accounts.NONE));
    assertEquals(Set.of(), user(0, 0).appendedTo(Accounts.NONE, Accounts.NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a\nroot2::0:0::/:/bin/sh", "/a:/bin/evil", "/a\rb"})
  void aDirectoryThatWouldBeMoreThanAFieldIsNoHome(String home) {
    assertEquals(Set.of(), user(1234, 0, home, null).appendedTo(USERS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x:x:1234:0", "x:x:01234:0::/:/bin/sh\r", "a\n\nx:x: 1234:0", "1:1:1234"})
  void oneWhomTheImageKnowsInAnyWayIsNotAdded(String image) {
    assertEquals(Set.of(), user(1234, 0).appendedTo(new Accounts(image)));
  }

  @Test
  void anImageWithManyNamesOfOneNumberDoesNotMakeManyGuesses() {
    String names =
        IntStream.range(0, 10_000)
            .mapToObj("n%05d:x:33:33::/:/bin/sh\n"::formatted)
            .collect(Collectors.joining());

    assertEquals(9, user(33, 5678).appendedTo(GROUPS, new Accounts(names)).size());
  }
}
