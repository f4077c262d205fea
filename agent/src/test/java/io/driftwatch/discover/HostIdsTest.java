package io.driftwatch.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.Reason;
import io.driftwatch.locate.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which users' files a user namespace may call its own. */
final class HostIdsTest {

  /** The namespace of a user 1001 to whom root lent 65,536 ids from 100,000 on. */
  @ParameterizedTest
  @CsvSource({
    "0,      false",
    "1,      false",
    "1000,   false",
    "1001,   true",
    "1002,   false",
    "99999,  false",
    "100000, true",
    "165535, true",
    "165536, false",
    "-1,     false",
  })
  void areThoseOfTheUserAndThoseLentToHim(long id, boolean expected) throws CannotLookException {
    HostIds ids = HostIds.parse(Recording.text("process/podman-rootless-uid_map.txt"));

    assertEquals(expected, ids.has(id));
  }

  /** Before its map is written a namespace has nobody. */
  @Test
  void aNamespaceWithoutAMapHasNone() throws CannotLookException {
    assertEquals(HostIds.NONE, HostIds.parse(""));
    assertEquals(false, HostIds.NONE.has(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0 1", "0 1 2 3", "0 x 1", "0 1 99999999999999999999"})
  void textThatTheKernelDoesNotWriteIsRefused(String map) {
    assertEquals(
        Reason.STATE_INVALID,
        assertThrows(CannotLookException.class, () -> HostIds.parse(map)).reason());
  }
}
