package io.driftwatch.walk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the directories of a walk lie. */
final class RegisterTest {

  private final Register register = new Register(1 << 20);

  @Test
  void theWayToADirectoryLeadsThroughThoseThatItLiesIn() {
    add(Register.ROOT, "");
    int a = add(Register.ROOT, "a");
    int b = add(a, "b");
    int c = add(b, "c");
    int d = add(a, "d");

    assertEquals(List.of(a, b, c), register.way(Register.ROOT, c));
    assertEquals(List.of(), register.way(c, c));
    assertEquals(a, register.common(c, d));
    assertEquals(b, register.common(b, c));
    assertEquals(Register.ROOT, register.common(Register.ROOT, d));
    assertArrayEquals(new byte[] {'d'}, register.name(d));
    assertEquals(a, register.parent(d));
    assertEquals(100 + d, register.inode(d));
    register.know(d, 3);
    assertEquals(3, register.round(d));
    assertEquals(0, register.round(c));
    assertTrue(register.contains(key(d)));
    assertFalse(register.contains(key(d + 1)));
  }

  @Test
  void itHasRoomForSomeTensOfThousandsInAMegabyte() {
    int added = 0;
    add(Register.ROOT, "");
    while (add(Register.ROOT, "a-name-" + added) != Register.NONE) {
      added++;
    }

    assertTrue(added > 15_000 && added < 40_000, "" + added);
    assertEquals(Register.NONE, register.add(Register.NONE, new byte[0], 5, 5, 0));
  }

  private int add(int parent, String name) {
    int next = register.size();
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return register.add(parent, bytes, 100 + next, key(next), 0);
  }

  private static long key(int directory) {
    return 0x9E3779B97F4A7C15L * (directory + 1);
  }
}
